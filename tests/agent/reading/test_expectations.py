"""What a description makes likely beside what it states: expected, never said, and never safer than it may be."""

import pytest

from agent.domain import SYSTEM, FactValue, Provenance, ThreatModel
from agent.domain.changes.edits import SetFact
from agent.domain.facts import Waiver
from agent.reading.expectations import AS_A_WHOLE, DOUBTED, EXPECTED, USUAL, Expectations, is_expected
from agent.reading.likely_facts import Likely, LikelyReader
from agent.reading.text.sentences import sentences_of
from tests.agent.reading.readings import catalog, told

BAKERY = (
    "The bakery's order line picks up when nobody is at the counter. Customers say what they want for tomorrow, it "
    "repeats the order in a friendly voice and writes it onto tonight's list, which the oven crew simply bakes."
)


def edits(*likely: Likely, model: ThreatModel | None = None) -> tuple[SetFact, ...]:
    return Expectations(catalog()).edits(likely, model or ThreatModel(), 1)


def test_what_is_likely_is_expected_with_the_sentence_nearest_to_it() -> None:
    expected = [kept for kept in told(BAKERY).facts if is_expected(kept)]
    assert expected
    assert all(kept.provenance is Provenance.INFERRED for kept in expected)
    assert all(quote.text in BAKERY for kept in expected for quote in kept.quotes)


def test_what_no_sentence_bears_says_what_makes_it_usual_and_quotes_nothing() -> None:
    (edit,) = edits(Likely("tools_write", True, 0.99, "", (("calls_tools", True),)))
    assert edit.value.quotes == ()
    assert edit.value.because == f"{USUAL} {catalog().facts['calls_tools'].meaning(True)}"
    assert is_expected(edit.value)
    (edit,) = edits(Likely("tools_write", True, 0.99, ""))
    assert (edit.value.quotes, edit.value.because) == ((), AS_A_WHOLE)


def test_a_sentence_is_quoted_only_where_it_bears_the_value() -> None:
    found = LikelyReader(catalog()).likely([one.text for one in sentences_of(BAKERY)], 0.05)
    assert any(one.sentence for one in found)
    assert any(one.beside for one in found)
    assert not [one for one in found if one.sentence and one.beside]


def test_a_likely_value_is_never_put_down_as_said() -> None:
    (edit,) = edits(Likely("tools_write", True, 0.99, "It writes it down."))
    assert edit.value.provenance is Provenance.INFERRED


@pytest.mark.parametrize("fact", ["control_rate_limits", "control_human_review", "control_audit_log"])
def test_a_control_is_never_expected(fact: str) -> None:
    assert edits(Likely(fact, True, 0.99, "Somebody looks at it.")) == ()


@pytest.mark.parametrize(
    ("fact", "value"),
    [("calls_tools", False), ("tools_write", False), ("acts_unapproved", False), ("decision_autonomy", "advice")],
)
def test_nothing_is_expected_that_would_make_the_system_safer(fact: str, value: bool | str) -> None:
    assert edits(Likely(fact, value, 0.99, "It only suggests.")) == ()


def test_a_kind_of_ai_takes_more_than_other_facts_to_be_expected() -> None:
    assert edits(Likely("accepts_files", True, EXPECTED, "They hand in forms."))
    assert edits(Likely("uses_language_model", True, EXPECTED, "They hand in forms.")) == ()


def test_a_text_of_few_sentences_makes_no_kind_of_ai_expected() -> None:
    likely = (Likely("uses_language_model", True, 0.99, "It answers."),)
    assert Expectations(catalog()).edits(likely, ThreatModel(), 1, 2) == ()
    assert Expectations(catalog()).edits(likely, ThreatModel(), 1, 6)


def test_what_is_known_or_was_passed_over_is_not_expected() -> None:
    known = FactValue(fact="accepts_files", subject=SYSTEM, value=False, provenance=Provenance.STATED)
    likely = Likely("accepts_files", True, 0.9, "They hand in forms.")
    assert edits(likely, model=ThreatModel(facts=(known,))) == ()
    assert edits(likely, model=ThreatModel(waivers=(Waiver(fact="accepts_files", why="not_sure"),))) == ()


def test_what_is_planned_makes_nothing_likely() -> None:
    now = f"{BAKERY} It takes payments by card."
    later = f"{BAKERY} Next year we want it to understand photos of cakes that people upload."
    assert "accepts_files" not in {kept.fact for kept in told(later).facts}
    assert told(now).facts


def test_a_cue_that_all_else_in_a_description_speaks_against_is_doubted() -> None:
    from agent.reading.claims import Claim
    from agent.reading.text.stances import Stance

    claim = Claim("learns_federated", True, Stance.NOW, "the parties join", 0)
    others = (Likely("hears_speech", True, 0.9, "It listens."),)
    assert Expectations(catalog()).doubted((claim,), others, 6)[0].stance is Stance.POSSIBLE
    borne_out = (*others, Likely("learns_federated", True, DOUBTED, "They join."))
    assert Expectations(catalog()).doubted((claim,), borne_out, 6)[0].stance is Stance.NOW


def test_a_short_remark_is_taken_at_its_word() -> None:
    from agent.reading.claims import Claim
    from agent.reading.text.stances import Stance

    claim = Claim("hears_speech", True, Stance.NOW, "it listens", 0)
    assert Expectations(catalog()).doubted((claim,), (), 6) == (claim,)
