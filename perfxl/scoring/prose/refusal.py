"""Why a scoring standard is not read: one sentence a clerk understands, and the same in English."""

from __future__ import annotations

from perfxl.scoring.outcome import Bilingual


class Refusal(Bilingual):
    """The reasons, in Chinese and English."""

    EMPTY = "没有写评分标准", "there is no scoring standard"
    DISCRETION = "要由人酌情打分", "it leaves the score to somebody's judgement"
    RANKING = "按排名、名次计分，要有其他单位的数据", "it scores by rank among others"
    REFERENCE = "按其他文件、办法或数据计分", "it refers to other documents or data"
    LOST = "缺字或缺数字", "characters or numbers are missing"
    NO_AMOUNT = "没有写明得多少分、扣多少分", "it does not say how many points are given or deducted"
    NO_POINTS = "没有写明满分", "there are no full marks"
    SEVERAL_FULL_MARKS = "写了几个不同的满分", "it states several different full marks"
    NO_TARGET = "需要目标值，但目标值不是数字或日期", "it needs a target, and the target is no number or date"
    CONTRADICTION = "标准自相矛盾，或与比较符、目标值矛盾", "it contradicts itself, the sign or the target"
    OTHER_TARGET = "目标值与标准所写的对不上", "the target does not go with what the text says"
    UNSURE_TARGET = "说不准目标值是多少", "it is not certain which target is meant"
    OVERLAP = "分段有重叠，同一个值有几种得分", "bands overlap: a value has several scores"
    GAP = "有的情形没有写明得多少分", "it does not say what some values score"
    OTHER_UNIT = "单位与指标的计量单位对不上", "a unit does not go with the indicator's"
    DIFFERENT_THINGS = "各段说的不是同一件事，一个实际值算不出来", "its parts are about different things"
    INEXPRESSIBLE = "本表计分方式表达不了", "no scoring kind of the form expresses it"
    UNKNOWN_CLAUSE = "有读不懂的内容", "part of it is not understood"
    TOO_LONG = "标准太长", "it is too long"


class Refuse(Exception):  # noqa: N818 - an answer on its way to parse_standard, not an error
    """A reason on its way out, with the words of the standard it is about."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.detail = detail
