"""``perfxl rule``: sentences, JSON, and a rule a line."""

import io
import json
import sys
from typing import Any

import pytest

from perfxl.cli import main

ASKED = ["--type", "≥", "--target", "90", "--unit", "%"]
TEXT = "达到90%得10分，每降低1个百分点扣1分，最多扣4分"


def _lines(monkeypatch: pytest.MonkeyPatch, capsysbinary: Any, *entries: object) -> tuple[int, list[dict[str, Any]]]:
    text = "\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    status = main(["rule", "--jsonl", "--lang", "zh"])
    return status, [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]


def test_a_clerk_reads_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", TEXT, *ASKED, "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    for word in ("满分", "10 分", "逐档扣分", "扣至6分为止", "不足一档的不扣分", "实际完成值", "8.00"):
        assert word in said


def test_why_it_cannot_be_scored_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "酌情扣1-3分", *ASKED, "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert "酌情" in said
    assert "人工评分" in said


def test_english_is_spoken(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", TEXT, *ASKED, "--lang", "en"]) == 0
    assert "Full marks  10 points (" in capsys.readouterr().out
    assert main(["rule", "酌情扣1-3分", *ASKED, "--lang", "en"]) == 0
    assert "What to do  Reword" in capsys.readouterr().out


def test_json_has_the_promised_keys(capsysbinary: Any) -> None:
    assert main(["rule", TEXT, *ASKED, "--actual", "88", "--actual", "好", "--json"]) == 0
    answer = json.loads(capsysbinary.readouterr().out)
    assert (answer["scorable"], answer["points"], answer["kind"]) == (True, 10, "逐档扣分")
    assert answer["scores"] == [8, None]
    assert answer["reason"] is None


def test_a_rule_a_line_in_the_same_order(monkeypatch: pytest.MonkeyPatch, capsysbinary: Any) -> None:
    beside = {"type": "≥", "target": "6", "unit": "次", "points": 5}
    dated = {"type": "定性", "target": "2026年6月底前"}
    status, answers = _lines(
        monkeypatch,
        capsysbinary,
        {"id": "a", "text": "每少1次扣1.5分", **beside, "actuals": ["4", "9次"]},
        {"id": "b", "text": "视情况扣分", **beside, "actuals": ["4"]},
        {"id": "c", "text": "按时完成得2分，逾期不得分", **dated, "actuals": ["7月1日"]},
    )
    assert status == 0
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert [answer["scores"] for answer in answers] == [[2, 5], [None], [0]]
    assert [answer["scorable"] for answer in answers] == [True, False, True]
    assert set(answers[0]) == {"id", "scorable", "points", "kind", "reason", "scores"}


def test_a_wrong_line_names_its_number(monkeypatch: pytest.MonkeyPatch, capsysbinary: Any) -> None:
    status, answers = _lines(monkeypatch, capsysbinary, "x")
    assert (status, answers) == (2, [])


@pytest.mark.parametrize("call", [["rule"], ["rule", "每少1次扣1分", "--jsonl"], ["rule", "x", "--points", "many"]])
def test_a_wrong_call(call: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(call) == 2
    assert capsys.readouterr().err


def test_a_later_year_counts_where_no_year_is_given(capsysbinary: Any) -> None:
    beside = ["--type", "定性", "--target", "2026年12月31日前", "--actual", "2027-01-03"]
    call = ["rule", "按时完成得2分，逾期不得分", *beside]
    assert main([*call, "--json"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["scores"] == [0]
    assert main([*call, "--json", "--year", "2026"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["scores"] == [None]
