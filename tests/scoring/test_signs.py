"""Signs: what a search may find is never behind a sign that does not stand in the text."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.scoring.prose import conjoined, doubts, mottoes, shades, subjects
from perfxl.scoring.prose.clean import clean
from perfxl.scoring.prose.lexicon import mottoes as words
from perfxl.scoring.prose.signs import ANY, seen, watched

_SHADED = re.compile("|".join(map(re.escape, (*shades._SHADING, "半", "大部", "多数", "大多"))))
BEHIND = [
    (mottoes._signs()[0], words().led, ","),
    (mottoes._signs()[0], words().sourced, ","),
    (mottoes._signs()[0], words().looked, ""),
    (mottoes._signs()[1], words().again, ""),
    (subjects._NARROWED, subjects._NARROWING, ""),
    (conjoined._PROVED, conjoined._PROOF, ""),
    (conjoined._GOING_ON, conjoined._ON_TIME, ""),
    (conjoined._GOING_ON, conjoined._JOINS, ""),
    (doubts._SEVERE, doubts._SEVERITIES, ""),
    (doubts._EVENTFUL, doubts._EVENTS, ""),
    (doubts._OF_ONE, doubts._BLAMED, ""),
    (doubts._OF_ONE, doubts._PARTICULAR, ""),
    (doubts._CHANGED, doubts._CHANGING, ""),
    (shades._SIGNS, _SHADED, ""),
]
TEXTS = [
    clean(json.loads(line)["text"]).text
    for path in sorted((Path(__file__).parent / "examinations").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
WORDS = sorted({word for _, pattern, _ in BEHIND for word in re.findall(r"[\u4e00-\u9fff]+", pattern.pattern)})


def check(text: str) -> None:
    signs = seen(text)
    for group, pattern, before in BEHIND:
        if pattern.search(before + text):
            assert signs & group, (pattern.pattern[:40], text)


def test_nothing_is_found_without_its_sign_in_standards() -> None:
    for text in TEXTS:
        check(text)


@given(st.lists(st.sampled_from([*WORDS, *"，,。;1一个分每得扣的在由为级查自指法制《率3"])).map("".join))
def test_nothing_is_found_without_its_sign(text: str) -> None:
    check(clean(text).text)


@pytest.mark.parametrize(("text", "stands"), [("重点项目", True), ("重视", False), ("点", False), ("", False)])
def test_a_sign_is_two_characters_or_one(text: str, stands: bool) -> None:
    group, alone = watched(("重点工程",)), watched(("险",))
    assert bool(seen(text) & group) is stands
    assert seen(f"{text}险") & alone
    assert not seen(text) & alone
    assert ANY & group
