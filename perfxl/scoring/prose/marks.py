"""Remarks about full marks: what they are, that they are the most, that something is taken from them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from perfxl import numbers
from perfxl.scoring.prose.limits import Limits
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Deduct, Give, Step

# What is at most 1: 比值大于1的按1计.
_RATIOS = ("比", "率", "结果", "系数")
_GOALS = ("目标", "计划", "任务", "指标")
_NUMBER = r"(?:\d+(?:\.\d+)?[^\d,;。按以取计为的时者部则]{0,4}|(?:目标|计划|任务|指标)(?:任务)?[数值量]?)"
_SETTLED = r"(?:计算|计取|计|算|取值|处理|封顶|为准|核算|执行)?"
_AT_MOST_WHOLE = re.compile(
    rf"(?P<subject>[^\d,;。]{{0,10}}?)(?:大于|超过|高于|超出|多于|>|≥|超)(?P<whole>{_NUMBER})(?:的|时|者|部分)*"
    rf"(?:则|均|一律|都|也|仍|只|最多)?(?:按照?|以|取|为|计为|记为|视为|算作?)(?P<again>{_NUMBER}){_SETTLED}"
)
_WHOLE_IS_MOST = re.compile(
    rf"(?P<subject>[^\d,;。]{{0,10}}?)(?:最大|最高|最多|上限)(?:值)?(?:取|为|按|计|不超过|以)?(?P<whole>1|100%){_SETTLED}"
)
_AT_MOST_POINTS = re.compile(
    r"(?:计算|最终|所得|折算|核算)*(?:结果|得分|分数|分值)(?:大于|多于|超过|高于|超出|>)(?P<n>(?!1(?![.\d分])|100%)\d+(?:\.\d+)?)分?(?:的|时|者)*"
    r"(?:则|均|一律|都|仍|只|也|最多)*(?:按照?|以|取|为|计为|记为|记|计|得)(?P=n)分?(?:计算|计|算)?"
)
_BELOW_NOTHING = re.compile(
    r"(?:(?:计算|最终|所得)?(?:结果|得分|分数|分值|数值|计算)|算出来?|算得|得出)(?:出现|为|是)?(?:小于0|低于0|<0|不足0|负数?值?分?)分?(?:的|时|者)*"
    r"(?:则|均|一律|都)?(?:按照?|以|取|为|计为|记为|记|计|得)(?:0|零)分?(?:计算|计|算)?"
)
BEFORE_BASES = frozenset("从在于")


class Marks(Limits):
    """Reads remarks about full marks at the beginning of a segment into the statements."""

    def _full(self, pos: int) -> int | None:
        """``满分10分``, ``分值：10分``, ``本项10分`` as a statement."""
        start = pos
        if self.kind(pos) == "open":
            pos += 1
        named = self.kind(pos) == "num" and pos == 1 and self.kind(start) == "open"  # (5分)入住率…
        while self.kind(pos) in ("full", "fen", "fill", "colon", "goal", "cmp") or self.text(pos) in (
            "为",
            "共计",
            "权重",
            "是",
        ):
            named = (
                named
                or self.kind(pos) in ("full", "fen")
                or self.text(pos) in ("本项", "该项", "共", "权重", "总分", "共计", "本指标", "该指标", "此项")
            )
            if self.kind(pos) == "cmp" and self.text(pos) != "=":
                return None
            pos += 1
        found = self._number(pos)
        if found is None or not named:
            return None
        after = found[1]
        if self.kind(start) == "open":
            if self.kind(after) != "close":
                return None
            after += 1
        headed = self.kind(start) == "open" and start == 0
        if self.kind(after) not in ("", "comma", "stop", "colon", "open", "close", "fill") and not headed:
            return None
        self.said.full.append(found[0])
        return after

    def _limited_rate(self, pos: int) -> int | None:
        """``完成率高于100%按100%计``: full marks are the end of it anyway."""
        place = pos
        while self.kind(place) in ("word", "fill", "goal"):
            place += 1
        if self.kind(place) != "cmp" or self.tokens[place].value not in (">", "≥"):
            return None
        if self.kind(place + 1) == "goal" and place > pos and (ended := self._ended(place + 1)) is not None:
            return ended  # 完成值大于目标值的以目标值计
        first = self._whole(place + 1)
        subject = "".join(self.text(step) for step in range(pos, place))
        if first is None or (self.tokens[place + 1].number == 1 and not any(word in subject for word in _RATIOS)):
            return None
        after = self.outcomes.skip(first)
        after += self.text(after) in ("部分", "时", "者")
        after = self.outcomes.skip(after)
        taken = self.kind(after) == "by" or self.text(after) in ("取", "算", "计为", "记为")
        if not taken or (second := self._whole(after + 1)) is None:
            return None
        end = self.outcomes.calculated(second)
        if end == second and self.kind(end) not in ("comma", "stop", ""):
            return None
        return end

    def _calculated_end(self, pos: int) -> int | None:
        """What a calculation may come to: ``比值大于1取1``, ``完成值大于目标值的以目标值计``, ``计算结果为负的记0分``.

        The score is kept between nothing and full marks anyway.
        """
        end = self._clause_end(pos)
        text = "".join(self.text(place) for place in range(pos, end))
        if _BELOW_NOTHING.fullmatch(text):
            return end
        if most := _AT_MOST_POINTS.fullmatch(text):
            self.said.cap.append(Decimal(most[1]))
            return end
        found = _AT_MOST_WHOLE.fullmatch(text) or _WHOLE_IS_MOST.fullmatch(text)
        if found is None or self.context.sense < 0:
            return None
        named = found.groupdict()
        for whole in (named["whole"], named.get("again") or named["whole"]):
            number = whole.removesuffix(self.context.unit) if self.context.unit != "%" else whole
            own = self.context.target is not None and number == numbers.plain(self.context.target)
            ratio = whole in ("1", "100%") and any(word in named["subject"] for word in _RATIOS)
            bare = not named["subject"] and (whole == "100%" or (whole == "1" and self.context.target != 1))
            if not (own or ratio or whole.startswith(_GOALS) or bare):
                return None
        return end

    def _whole(self, place: int) -> int | None:
        """Past ``100%`` or the target itself."""
        if self.kind(place) != "num":
            return None
        number, unit = self.tokens[place].number, self.text(place + 1) if self.kind(place + 1) == "unit" else ""
        if number == 1 and not unit and self.context.target != 1:  # 比值大于1的按1计, 完成率超过1
            return place + 1
        whole = (number == 100 and unit == "%") or (number == self.context.target and unit in ("", self.context.unit))
        return place + 1 + bool(unit) if whole else None

    def _full_is_most(self, pos: int) -> int | None:
        """``以权重分为上限``."""
        place = self.outcomes.skip(pos + 1)
        if self.text(pos) != "以" or self.kind(place) not in ("full", "fen"):
            return None
        place += 1
        if self.text(place) == "为" and self.text(place + 1) in ("限", "上限", "最高"):
            place += 1
        elif self.text(place) not in ("为上限", "为限", "封顶", "为最高", "为最高分"):
            return None
        return place + 1

    def _closed(self, pos: int) -> int | None:
        """``5分封顶``."""
        found = self._number(pos)
        if found is None or self.text(found[1]) not in ("封顶", "为上限", "为限", "为止"):
            return None
        taken = self.said.pairs and isinstance(self.said.pairs[-1].outcome, Deduct)
        if taken and self.text(found[1]) == "为止" and found[0] == self.context.points:
            self.said.until = True  # 每少1个扣1分，5分为止, of five
            return found[1] + 1
        self.said.cap.append(found[0])
        return found[1] + 1

    def _taken_back(self) -> bool:
        """``每条0.5分，从5分中扣除``: what was said just before is taken, not given."""
        pair = self.said.pairs[-1] if self.said.pairs else None
        step = pair is not None and any(isinstance(found, Step) and found.every for found in pair.conditions)
        if pair is None or not step or not isinstance(pair.outcome, Give) or pair.outcome.points is None:
            return False
        self.said.pairs[-1] = replace(pair, outcome=Deduct(pair.outcome.points))
        return True

    def taken_from(self, pos: int) -> int | None:
        """``从满分中扣``, ``在5分的基础上扣``: what is taken is taken from full marks."""
        place = self.outcomes.skip(pos + 1)
        found = self._number(place)
        if self.kind(place) == "full":
            place += 1
            found = self._number(place)
        elif found is None and self.kind(place) != "fen" and not self.text(place - 1).endswith("得分"):
            return None
        after = self.outcomes.skip(found[1] if found else place + (self.kind(place) == "fen"))
        after += self.kind(after) == "full"
        after = self.outcomes.skip(after)
        if self.text(after) not in ("中", "里", "基础上", "内", "总分中"):
            return None
        given = [pair.outcome.points or 0 for pair in self.said.pairs if isinstance(pair.outcome, Give)]
        if found is not None and max(given, default=0) > found[0]:
            raise Refuse(Refusal.INEXPRESSIBLE, f"{numbers.plain(found[0])}分基础上再扣")  # 在3分基础上, of 5 points
        after += 1
        behind = self.outcomes.skip(after)
        if self.kind(behind) == "take" and self.kind(behind + 1) in ("", "comma", "stop") and self._taken_back():
            if found is not None:
                self.said.full.append(found[0])
            return behind + 1
        if self.kind(self.outcomes.skip(after)) not in ("take", "until", "allgone") and self.kind(after) != "comma":
            return None
        if found is not None:
            self.said.full.append(found[0])
        return after
