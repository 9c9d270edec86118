"""The list that reads back what is likely comes first, once; the list of controls in place comes last."""

from agent.assessment.interviewing.confirmation_lists import CONTROLS, MOST_LINES
from agent.assessment.interviewing.interview import Interviewer
from agent.assessment.interviewing.priors import Hunch, Hunches, Weigher
from agent.assessment.ledger import Bookkeeper
from agent.domain import Provenance, Question, ThreatModel, apply
from agent.domain.changes.edits import CloseInterview, PutList, SetFact
from agent.domain.sessions.checklists import Listed
from knowledge import load_catalog
from tests.agent.assessment.test_interview import answered, grave, interviewer
from tests.agent.builders import AnyTerms, a_model, said, small_catalog, with_patterns

DECIDING = ("uses_model", "uses_index", "index_open", "keeps_talks", "tools_write", "crosses_borders")
CATALOG = with_patterns(
    small_catalog(),
    [
        grave(f"needs-{fact}", fact).model_copy(update={"mitigations": ("screen-input", "ask-first")})
        for fact in DECIDING
    ],
)
LIKELY = (
    Hunch("uses_index", True, 0.9, "It looks things up."),
    Hunch("exposure", "public", 0.6, "Anyone may ask."),
    Hunch("index_open", True, 0.5, "Anyone may ask."),
    Hunch("keeps_talks", False, 0.9, "Nothing is kept."),
    Hunch("control_screening", True, 0.9, "We screen."),
    Hunch("crosses_borders", True, 0.1, "They travel."),
)


def asker(hunches: Hunches = LIKELY, limit: int = 12) -> Interviewer:
    return Interviewer(CATALOG, Bookkeeper(CATALOG), limit=limit, hunches=lambda model: hunches)


def put(model: ThreatModel, question: Question, *answers: str) -> ThreatModel:
    lines = tuple(option.value for option in question.options)
    listed = Listed(question=question.id, lines=lines, answers=answers)
    return apply(model, [PutList(listed=listed)], AnyTerms()).model


def inferred(model: ThreatModel, *facts: str) -> ThreatModel:
    edits = [SetFact(value=said(fact, True, provenance=Provenance.INFERRED, quote=f"of {fact}")) for fact in facts]
    return apply(model, edits, AnyTerms()).model


def first(model: ThreatModel, hunches: Hunches = LIKELY) -> Question:
    question = asker(hunches).next_question(model)
    assert question is not None
    return question


def test_what_only_files_told_is_not_called_the_owners_words() -> None:
    told = a_model()
    described = told.model_copy(
        update={"system": told.system.model_copy(update={"description": "It looks things up."})}
    )
    files = told.model_copy(update={"system": told.system.model_copy(update={"description": ""})})
    assert first(described).text.startswith("Your words make these likely")
    assert first(files).text.startswith("Your files make these likely")


def test_the_likely_things_are_put_first_as_one_list_with_the_owners_words() -> None:
    question = first(inferred(a_model(), "tools_write"))
    assert question.three_states
    assert {(option.value, option.quote) for option in question.options} == {
        ("uses_index", "It looks things up."), ("exposure=public", "Anyone may ask."),
        ("index_open", "Anyone may ask."), ("tools_write", "of tools_write"),
    }  # fmt: skip
    assert all(option.label[:1].isupper() for option in question.options)


def test_what_is_known_unlikely_a_denial_or_a_control_is_no_line() -> None:
    question = first(inferred(a_model({"uses_index": True}), "tools_write"))
    assert not {"uses_index", "keeps_talks", "control_screening", "crosses_borders"} & set(question.facts)


def test_fewer_than_three_likely_things_make_no_list() -> None:
    assert not first(a_model(), LIKELY[:2]).id.startswith("read_back")


def test_a_list_holds_ten_lines_at_most() -> None:
    catalog = load_catalog()
    many = [Hunch(fact.id, True, 0.8, "So it is.") for fact in catalog.facts.values() if fact.type == "yes_no"]
    one = Interviewer(catalog, Bookkeeper(catalog), hunches=lambda model: many)
    question = one.next_question(a_model({"uses_language_model": True}))
    assert question is not None
    assert len(question.options) == len(question.facts) == MOST_LINES


def test_a_list_that_was_put_is_not_put_again_nor_are_its_open_lines_asked() -> None:
    model = a_model()
    question = first(model)
    after = put(model, question)
    left = [asked.facts for asked in _all(asker(), after)]
    assert not {fact for facts in left for fact in facts} & set(question.facts)


def test_a_choice_that_was_denied_may_be_asked_by_itself() -> None:
    model = a_model()
    question = first(model)
    after = put(model, question, "no:exposure=public")
    assert asker(())._put_already(after) == set(question.facts) - {"exposure"}


def test_three_more_inferred_values_make_another_list() -> None:
    model = put(a_model(), first(a_model()))
    assert not first(inferred(model, "tools_write", "crosses_borders")).id.startswith("read_back")
    again = first(inferred(model, "tools_write", "crosses_borders", "outside_content"))
    assert again.three_states
    assert set(again.facts) == {"tools_write", "crosses_borders", "outside_content"}
    assert again.id != first(a_model()).id


def test_a_list_counts_as_one_question_however_many_lines_are_answered() -> None:
    model = put(a_model(), first(a_model()), "uses_index", "no:index_open")
    model = answered(model, uses_index=True, index_open=False)
    assert asker().asked(model) == 1


def test_the_controls_in_place_are_the_last_question_and_are_asked_once() -> None:
    asked = _all(asker(()), a_model())
    assert [question.id for question in asked].count(CONTROLS) == 1
    assert asked[-1].id == CONTROLS
    assert set(asked[-1].facts) <= {"control_screening", "control_approval"}
    assert not any(fact.startswith("control") for question in asked[:-1] for fact in question.facts)


def test_the_last_of_all_questions_is_kept_for_the_controls() -> None:
    question = asker((), limit=1).next_question(a_model({"uses_model": True}))
    assert question is not None
    assert question.id == CONTROLS


def test_who_told_a_control_is_not_asked_for_all_of_them() -> None:
    assert CONTROLS not in [question.id for question in _all(asker(()), a_model({"control_screening": True}))]
    assert CONTROLS in [question.id for question in _all(asker(()), a_model({"control_screening": False}))]


def test_a_closed_interview_puts_no_list() -> None:
    told = a_model({"exposure": "public"})
    assert asker().next_question(told) is not None
    assert asker().next_question(apply(told, [CloseInterview()], AnyTerms()).model) is None


def test_what_the_words_make_likely_takes_the_place_of_what_is_usual() -> None:
    picture = Bookkeeper(CATALOG).painter.picture(a_model())
    usual = dict(Weigher(CATALOG).weights(picture)["index_open"])
    likely = dict(Weigher(CATALOG).weights(picture, LIKELY)["index_open"])
    assert likely[True] > usual[True]
    assert round(likely[True] + likely[False], 6) == 1
    denied = dict(Weigher(CATALOG).weights(picture, LIKELY)["keeps_talks"])
    assert denied[True] < dict(Weigher(CATALOG).weights(picture)["keeps_talks"])[True]


def test_a_fact_that_the_words_make_likely_is_worth_more() -> None:
    few = with_patterns(small_catalog(), [grave("one", "crosses_borders"), grave("two", "safety_critical")])
    near = (Hunch("safety_critical", True, 0.9, "People may be hurt."),)
    plain = interviewer(few).worths(a_model())
    told = Interviewer(few, Bookkeeper(few), hunches=lambda model: near).worths(a_model())
    assert told["safety_critical"].value > plain["safety_critical"].value
    assert told["crosses_borders"].value == plain["crosses_borders"].value


def _all(one: Interviewer, model: ThreatModel) -> list[Question]:
    """Every question asked of an owner who says yes to single facts and leaves lists alone."""
    asked: list[Question] = []
    while (question := one.next_question(model)) is not None:
        asked.append(question)
        assert len(asked) < 30
        if question.three_states:
            model = put(model, question)
        else:
            model = answered(model, **{fact: CATALOG.facts[fact].values()[-1] for fact in question.facts})
    return asked
