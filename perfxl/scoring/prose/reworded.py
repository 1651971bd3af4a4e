"""One wording for what is said in several: letters by what they stand for, 几成 by the proportion it is."""

from __future__ import annotations

import re
from collections.abc import Callable

from perfxl.scoring.prose.letters import spelled_out

# 完成百分之几，就得该项分值的百分之几: as much of the points as of the task.
_AS_MUCH = re.compile(
    r"(?:^|(?<=[,;。\n\x01]))(?:实际)?([^,;。:\d]{0,14}?)(?:几成|百分之几|百分之多少|多少比例)(?:的?(?:任务|目标|计划))?,?(?:就|则|便|即)?"
    r"(?:得|给|计|拿|记)(?:到)?(?:该项|本项|此项|满分|总|全部|指标)*(?:分值?|满分|权重)?的?(?:几成|百分之几|百分之多少|多少比例)"
    r"(?:的?(?:分值?|分数|得分))?(?=$|[,;。\n\x01])"
)
_UNDONE = re.compile(r"[未没不缺差少欠超短剩余]")
# 用A除以B: what is calculated with.
_WITH = re.compile(r"(?:^|(?<=[,;。:\n\x01的则者]))[用将把拿](?=[^,;。]{1,20}(?:除以|除|/|乘|×))")
_STANDARD = re.compile(r"按标准(?=[^,;。]{0,8}[与和同/][^,;。]{0,4}实际)")
# (5分)入住率不低于95%: the full marks in front of all.
_POINTS_FIRST = re.compile(r"^\((?:满分|共|计|本项|该项|此项)*(\d+(?:\.\d+)?)分\)(?=[^,;。])")
_POINTS_AGAIN = re.compile(r"\(\d+(?:\.\d+)?分\)")


def reworded(text: str) -> str:
    """The text in the wording the grammar reads."""
    text = spelled_out(text)
    for sign, way in _WAYS:
        if sign in text:
            text = way(text)
    return text


def _as_much(text: str) -> str:
    found = _AS_MUCH.search(text)
    if found is None or _UNDONE.search(found[1]):
        return text
    return f"{text[: found.start()]}按实际完成比例计分{text[found.end() :]}"


def _points_first(text: str) -> str:
    found = _POINTS_FIRST.match(text)
    if found is None or len(_POINTS_AGAIN.findall(text)) > 1:
        return text
    return f"满分{found[1]}分,{text[found.end() :]}"


_WAYS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("几", _as_much),
    ("多少", _as_much),
    ("用", lambda text: _WITH.sub("按", text)),
    ("将", lambda text: _WITH.sub("按", text)),
    ("把", lambda text: _WITH.sub("按", text)),
    ("或者", lambda text: text.replace("或者", "或")),
    ("按标准", lambda text: _STANDARD.sub("按目标", text)),
    ("(", _points_first),
)
