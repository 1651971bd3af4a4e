"""The sayings that become plainer words before a standard is read."""

from perfxl.form import load_form
from perfxl.scoring.prose import beside, sayings
from perfxl.scoring.prose.clean import clean
from perfxl.scoring.prose.phrasebook import Phrasebook, way
from perfxl.scoring.prose.refusal import Refuse
from perfxl.scoring.prose.terms import Context
from perfxl.scoring.standard import context_of
from tests.scoring.standards import ALL


def _contexts() -> dict[str, Context]:
    form = load_form()
    return {
        clean(case.text).text: context_of(case.sign, case.target, case.unit, None, case.name, 2026, form)
        for _, case in ALL[::4]
    }


def test_no_saying_has_anything_to_say_where_none_of_its_signs_stands() -> None:
    # Looked at one after the other in every fourth text of the tables, whatever its signs.
    for text, context in _contexts().items():
        for saying in (*sayings.SAYINGS, *beside.SAYINGS):
            if not any(sign in text for sign in saying.signs):
                try:
                    assert saying.plain(text, context) == text, saying.signs
                except Refuse as refused:
                    raise AssertionError(saying.signs) from refused


def test_what_is_said_plainer_may_be_a_sign_of_a_later_saying_but_not_of_an_earlier_one() -> None:
    book = Phrasebook(
        (
            way("丙", lambda text, _: text.replace("丙", "丁")),
            way("甲", lambda text, _: text.replace("甲", "乙丙")),
            way("乙", lambda text, _: text.replace("乙", "戊")),
        )
    )
    assert book.plain("甲", Context()) == "戊丙"
