"""What scoring answers: a score, or the reason there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Self


class Bilingual(StrEnum):
    """Sentences in two languages: the value is the Chinese one a clerk reads, ``english`` its twin."""

    english: str

    def __new__(cls, chinese: str, english: str) -> Self:
        member = str.__new__(cls, chinese)
        member._value_ = chinese
        member.english = english
        return member


class Reason(Bilingual):
    """Why there is no score."""

    NO_POINTS = "没有分值", "there are no points"
    NO_KIND = "没有计分方式", "there is no scoring kind"
    UNKNOWN_KIND = "计分方式不认识", "the scoring kind is not known"
    MANUAL = "须人工评分", "a person has to score it"
    NO_TARGET = "目标不是数字或日期", "the target is neither a number nor a date"
    NO_COMPARATOR = "比较符不认识", "the comparator is not known"
    BAD_DIRECTION = "方向不认识", "the direction is not known"
    BAD_STEP = "幅度没有填，或不是大于 0 的数", "the step is missing or not a number above 0"
    BAD_STEP_UNIT = "幅度单位不认识", "the unit of the step is not known"
    BAD_DEDUCTION = "每档分数没有填，或不是大于 0 的数", "the points per step are missing or not a number above 0"
    BAD_PARTIAL = "不足一档的算法不认识", "what a partial step costs is not known"
    BAD_FLOOR = "保底分不在 0 到分值之间", "the lowest score is not between 0 and the points"
    BAD_THRESHOLD = "门槛不是数字，或与双向同用", "the threshold is not a number, or both directions count"
    BAD_REVERSE = "反向算法不认识", "the reverse formula is not known"
    BAD_RUNGS = "分段、等级或插值点不完整", "the bands, levels or nodes are not complete"
    BAD_REST = "其余得分没有填，或不在 0 到分值之间", "the score of the rest is missing or not between 0 and the points"
    NO_ACTUAL = "没有实际完成值", "there is no actual value"
    NOT_A_NUMBER = "实际完成值不是数字", "the actual value is not a number"
    UNKNOWN_LEVEL = "不是标准所列的等级", "the standard has no such level"
    NEGATIVE_TARGET = "目标为负，未达标时无法按比例计分", "a negative target missed has no proportion"
    ZERO_STEP = "目标为 0，目标值的百分比无从算起", "a percentage of a target of 0 is no step"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A score, or the reason there is none. Exactly one of the two is set."""

    score: Decimal | None
    reason: Reason | None = None
