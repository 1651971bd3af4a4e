"""Whatever the text: no exception, and an answer at once."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.scoring.prose.lexicon import words
from perfxl.scoring.standard import parse_standard
from tests.scoring.standards import ALL

PIECES = [word for _, known in words().values() for word in known]
PIECES += "0123456789%.,，。；：、()（）[]×÷/-~ \n<>=≥≤①②分百点个一两十半OX满意度完成得扣每"
PIECES += ["1个百分点", "90%", "得10分", "扣1分"]
ASKED = (
    {"comparator": "≥", "target": "90", "unit": "%"},
    {"comparator": "≤", "target": "100", "unit": "万元"},
    {"comparator": "定性", "target": "2026年6月30日前", "unit": ""},
    {"comparator": "定性", "target": "优", "unit": ""},
    {"comparator": "＝", "target": "0", "unit": "起"},
    {"comparator": "", "target": "", "unit": ""},
)
SLOWEST = 0.005
REPEATED = (
    *("每降低1个百分点扣1分，", "90%以上得10分；", "得分=实际/目标×", "1月1日前", "扣完为止"),
    *("按比例", "满分", "的", "则", "（", "（90%", "（含", "0.1", "9", "0。", "、优", "一二三"),
    *("达到", "1-", "≥90%", "不足", "<p>", " ", "按", "每", "，", "最高", "1"),
    *("二三", "O9", "(", "≥90%得", "12月1日至", "90%±", "90%或", "前2", "一核实", "分别得", "应90%", "0,"),
    *("半", "两", "超", "；A", "查照片和", "查照片和照片和照片和照片和照片和照片和照片，", "上下扭亏并联"),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from(ASKED))
def test_any_pieces(text: str, asked: dict[str, str]) -> None:
    parse_standard(text, points=None, **asked)  # type: ignore[arg-type]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.text(max_size=12), st.text(max_size=12), st.text(max_size=5))
def test_any_text(text: str, comparator: str, target: str, unit: str) -> None:
    parse_standard(text, comparator=comparator, target=target, unit=unit)


def test_mutations_of_real_standards() -> None:
    dice = random.Random(7)
    for _, case in ALL:
        for _ in range(3):
            chars = list(case.text)
            for _ in range(dice.randint(1, 3)):
                place = dice.randrange(len(chars))
                chars[place] = dice.choice(("", dice.choice(PIECES), chars[place] * 2))
            parse_standard("".join(chars), comparator=case.sign, target=case.target, unit=case.unit, year=2026)


@pytest.mark.parametrize("piece", REPEATED)
def test_long_repetitions_are_answered_at_once(piece: str) -> None:
    text = (piece * 2000)[:2000]
    parse_standard("热身")
    best = 1.0
    for turn in range(5):
        asked = text[: 2000 - turn]
        start = time.process_time()
        parse_standard(asked, comparator="≥", target="90", unit="%")
        best = min(best, time.process_time() - start)
    assert best < SLOWEST, f"{best * 1000:.1f} ms"


def test_a_text_beyond_the_limit_is_refused() -> None:
    assert not parse_standard("达到90%得10分，" * 300, comparator="≥", target="90", unit="%").scorable
