"""The catalogue: stable codes, both languages, and the shape the command line promises."""

import pickle
import re
import string

import pytest

from perfxl.findings import CATALOGUE, Refused, finding, language

LETTERS = "FSCPIERXD"


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.code)
def test_an_entry_says_what_is_wrong_and_what_to_do_in_both_languages(entry):
    assert re.fullmatch(rf"[{LETTERS}]\d{{3}}", entry.code)
    for chinese in (entry.zh, entry.fix_zh):
        assert re.search(r"[\u4e00-\u9fff]", chinese)
    for english in (entry.en, entry.fix_en):
        assert re.search(r"[A-Za-z]", english)
    slots = {name for _, name, _, _ in string.Formatter().parse(entry.zh + entry.fix_zh) if name}
    english_slots = {name for _, name, _, _ in string.Formatter().parse(entry.en + entry.fix_en) if name}
    assert english_slots <= slots


@pytest.mark.parametrize("code", [code for code, entry in CATALOGUE.items() if entry.live])
def test_a_live_check_needs_no_slots_because_a_formula_shows_its_value_apart(code):
    entry = CATALOGUE[code]
    assert "{" not in entry.zh + entry.fix_zh


def test_a_finding_carries_its_place_value_and_both_languages():
    found = finding("I006", sheet="绩效目标表", cell="F9", field="指标值", value="≥50", read="50")
    assert found.to_json() == {
        "code": "I006",
        "severity": "warning",
        "sheet": "绩效目标表",
        "cell": "F9",
        "field": "指标值",
        "value": "≥50",
        "message": "指标值里夹带了符号或单位，已读作 50。",
        "message_en": "The target carries a sign or unit; read as 50.",
        "fix": "指标值只填数字。",
    }
    assert found.to_json("en")["fix"] == "Type the number only."


def test_a_missing_slot_is_an_error_not_a_hole():
    with pytest.raises(KeyError):
        finding("I006", value="≥50")


def test_a_refusal_survives_a_process_border():
    refused = pickle.loads(pickle.dumps(Refused("F009", detail="截断")))
    assert refused.code == "F009"
    assert "截断" in refused.message
    assert refused.to_json("en") == {"code": "F009", "message": refused.message_en}


@pytest.mark.parametrize(
    ("explicit", "perfxl", "lang", "expected"),
    [
        ("en", "zh", "zh_CN.UTF-8", "en"),
        (None, "zh", "en_US.UTF-8", "zh"),
        (None, "", "en_US.UTF-8", "en"),
        (None, "", "zh_CN.UTF-8", "zh"),
        (None, "", "C.UTF-8", "zh"),
        (None, "", "", "zh"),
    ],
)
def test_the_language_of_messages(monkeypatch, explicit, perfxl, lang, expected):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PERFXL_LANG", perfxl)
    monkeypatch.setenv("LANG", lang)
    assert language(explicit) == expected
