"""Level words without the verbs in front of them: ``水质达到Ⅱ类`` is Ⅱ类, ``获省级荣誉`` 省级荣誉."""

from __future__ import annotations

import re

_HONOURS = (
    *("受到", "荣获", "获评为", "获评", "获得", "获", "取得", "被评定为", "评定为", "被评为", "评为"),
    *("鉴定为", "认定为", "判定为"),
)
_FEELINGS = ("获得感",)
_NUMERAL = r"(?:[Ⅰ-Ⅻ]|[一二三四五六七八九十]+|\d+|[A-Z]+\+?|[IVX]+)"
_GRADE = rf"(?:劣|优于)?{_NUMERAL}(?:类|级|等|档|星级?)(?:水质)?"
_REACHED_GRADE = re.compile(
    rf"(?:[^达为未没不无]{{0,6}}(?:达到|达|为|属于|符合))?({_GRADE}(?:(?:及|和|与|或){_GRADE})*)(?:标准)?"
)


_NAMED = re.compile(
    r"((?:非常|很|较|比较|基本|不太?)?(?:优秀?|良好?|合格|中等?|差|好|一般|满意|称职|达标|及格|健全|规范|完善))"
    r"(?:等次|等级|档次|档|级|等)"
)
_SPREAD = re.compile(
    r"(?:[^不未没无]{0,6}?[在于])?((?:国家|全国|中央|省部|部|省|市|州|厅|县|区|乡镇|乡|镇|村)级)(?:层面|范围内?)(?:[^不未没无]{2,4})?"
)
# 考核优秀, beside 良好 and 合格.
_ASSESSED = re.compile(
    r"(?:年度|综合|绩效|民主|演练)?(?:考核|考评|评价|评定|测评|评议|评估)(?:结果|结论|等次|等级)?[为是]?"
    r"((?:基本|不)?(?:优秀|良好|合格|称职)|中等|一般|[较很]?[好差]|(?<=[为是])[优良中])"
)


def grades(word: str) -> list[str]:
    """``水质达到Ⅱ类`` is the level Ⅱ类, ``Ⅴ类及劣Ⅴ类`` are two, ``获省级荣誉`` is 省级荣誉, ``优秀等次`` 优秀."""
    if found := _NAMED.fullmatch(word) or _SPREAD.fullmatch(word) or _ASSESSED.fullmatch(word):
        return [found[1]]
    found = _REACHED_GRADE.fullmatch(word)
    return re.split("[及和与或]", found[1]) if found else [_honour(word)]


def _honour(word: str) -> str:
    """``获省级荣誉`` is the level 省级荣誉."""
    if word.startswith(_FEELINGS):
        return word
    for verb in _HONOURS:
        if word.startswith(verb) and len(word) > len(verb) + 1:
            return word.removeprefix(verb)
    return word
