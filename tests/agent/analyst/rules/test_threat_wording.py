"""Sentences name the system's own things, read as sentences, and take no markup or slots from names."""

import re

import pytest

from agent.analyst.base import Heard
from agent.analyst.rules.analyst import RulesAnalyst
from agent.analyst.rules.answers.explanations import HELP, Explainer
from agent.analyst.rules.replies import Replies
from agent.analyst.rules.threat_wording import Wording
from agent.analyst.rules.turn_diff import change_lines, changes_between
from agent.assessment.ledger import Bookkeeper
from agent.domain import Edit, Outcome, Reading, ThreatModel, Wish, apply
from agent.domain.changes.edits import ConfirmThreat, DropAdvice, PlaceThreat, PutActor, SetFact, WaiveFact
from agent.domain.facts import Waiver
from agent.domain.system import Actor
from agent.domain.threats import Advice
from agent.domain.wording.names_in_sentences import (
    capital,
    clipped,
    counted,
    in_sentence,
    joined,
    listed,
    named,
    plain,
    small,
    system_in_sentence,
)
from knowledge import load_catalog
from knowledge.entries import ThreatPattern
from knowledge.vocabulary import AnswerValue
from tests.agent.builders import AnyTerms, a_model, pattern, said, small_catalog

CATALOG = small_catalog()
BOOK = Bookkeeper(CATALOG)
ANALYST = RulesAnalyst(CATALOG)
PARTS = [("assistant", "language_model"), ("planner", "agent"), ("mail", "tool"), ("CRM", "data_store")]
UNSAFE = "<b>*bold* [x](y) {target} $1$"


def drafted(model: ThreatModel) -> ThreatModel:
    return apply(model, ANALYST.drafted(model), CATALOG).model


def sentence(one: ThreatPattern, model: ThreatModel, *targets: str) -> str:
    wording = Wording(CATALOG, model, BOOK.painter.picture(model))
    return wording.statement(one, targets or ("system",), (), ())


def told(before: ThreatModel, *edits: Edit, reading: Reading | None = None) -> str:
    """The reply after these edits and the draft that follows them."""
    first = apply(before, edits, CATALOG)
    second = apply(first.model, ANALYST.drafted(first.model), CATALOG)
    outcome = Outcome(model=second.model, applied=(*first.applied, *second.applied), refused=first.refused)
    heard = Heard(reading=reading or Reading(edits=edits), outcome=outcome, before=before)
    return Replies(CATALOG).text(heard, changes_between(before, second.model, CATALOG))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("mail tool", "the mail tool"),
        ("Mia", "Mia"),
        ("our chat", "our chat"),
        ("GPT-4o", "GPT-4o"),
        ("the api", "the api"),
        ("AI planner", "the AI planner"),
        ("anyone", "anyone"),
        ("other agents", "other agents"),
        ("no-code tool", "the no-code tool"),
        ("Claims Database", "the Claims Database"),
        ("Orchestrator", "the Orchestrator"),
        ("Document Extractor", "the Document Extractor"),
        ("Docker", "Docker"),
        ("Amazon Bedrock", "Amazon Bedrock"),
        ("gradient boosted trees", "the gradient boosted trees model"),
        ("random forest", "the random forest model"),
        ("pine forests", "the pine forests"),
        ("neural network", "the neural network"),
    ],
)
def test_a_common_name_gets_its_article_and_a_proper_one_stays(name: str, shown: str) -> None:
    assert in_sentence(name) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("small web application", "the small web application"),
        ("Helpdesk", "Helpdesk"),
        ("The Helper", "The Helper"),
        ("our chat", "the chat"),
        ("a bot for travel questions", "the bot for travel questions"),
        ("AI-based analysis", "the AI-based analysis"),
        ("AI coding assistants", "the system"),
        ("autonomous agents of the desk", "the system"),
        ("shop and ranking", "the system"),
        ("platform", "the system"),
        ("every bot", "the system"),
        ("", "the system"),
    ],
)
def test_the_systems_name_gets_an_article_and_one_that_reads_badly_gives_way(name: str, shown: str) -> None:
    assert system_in_sentence(name) == shown
    one = pattern("x", {"fact": "uses_model"}, impact="{system} obeys a stranger")
    assert sentence(one, a_model({}, [("mail", "tool")], name=name), "C-1").endswith(
        f"so that {shown} obeys a stranger."
    )


def test_long_lists_name_three_and_count_the_rest() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "a"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(list("abcdef")) == "a, b, c and 3 more"
    assert joined(["a", "b"], "or") == "a or b"


def test_a_sentence_names_three_and_calls_the_rest_others() -> None:
    assert named(["a", "b", "a", ""]) == "a and b"
    assert named(list("abc")) == "a, b and c"
    assert named(list("abcde")) == "a, b, c and others"
    one = pattern("x", {"fact": "uses_model"}, impact="{tools} fail")
    model = a_model({}, [(name, "tool") for name in ("mail", "chat", "Jira", "search", "calendar")])
    assert sentence(one, model).endswith("so that the mail, the chat, Jira and others fail.")


def test_numbers_and_letters_come_in_the_right_form() -> None:
    assert [counted(count, "threat") for count in (0, 1, 2)] == ["no threats", "one threat", "2 threats"]
    assert counted(2, "check hangs", "checks hang") == "2 checks hang"
    assert (capital("ünder"), small("AI acts"), small("It acts")) == ("Ünder", "AI acts", "it acts")
    assert clipped("one two three", 9) == "one …"


def test_every_slot_is_filled_with_the_systems_own_names() -> None:
    slots = "{system}, {content}, {tools}, {stores}, {users}, {data}"
    one = pattern("x", {"fact": "uses_model"}, source="Someone", action="misuses {target}", impact=slots)
    model = a_model({}, [*PARTS, ("web pages", "content_source")])
    model = apply(model, [PutActor(actor=Actor(id="P-1", name="Guest"))], AnyTerms()).model
    assert sentence(one, model, "C-1", "C-2") == (
        "Someone misuses the assistant and the planner, so that Helpdesk, the web pages, the mail, the CRM, Guest, "
        "the data it handles."
    )


def test_every_slot_has_a_general_word_where_nothing_is_named() -> None:
    slots = "{system}, {content}, {tools}, {stores}, {users}, {data}"
    one = pattern("x", {"fact": "uses_model"}, source="{target}", action="fails", impact=slots)
    assert sentence(one, a_model(name="")) == (
        "The system fails, so that the system, what it reads, the tools, its data, its users, the data it handles."
    )


def test_a_name_that_looks_like_a_slot_or_markup_stays_a_name() -> None:
    one = pattern("x", {"fact": "uses_model"}, action="misuses {target}")
    model = a_model({}, [(UNSAFE, "language_model")])
    assert UNSAFE in sentence(one, model, "C-1")
    assert plain(UNSAFE) == r"\<b\>\*bold\* \[x\](y) {target} \$1\$"


def test_the_statement_says_what_makes_it_apply_and_what_is_assumed() -> None:
    model = a_model({"uses_model": True, "sensitivity": "special"}, PARTS)
    leak = next(one for one in drafted(model).threats if one.pattern == "talks-leak")
    assert leak.statement == (
        "Someone outside misuses the CRM, so that the data it handles is lost. This applies because its sensitivity is "
        "special; what else it rests on is assumed."
    )


def test_each_thing_that_is_assumed_has_its_own_that() -> None:
    wording = Wording(CATALOG, a_model(), BOOK.painter.picture(a_model()))
    assert wording.reasons((), (), ("uses_model", "uses_index", "calls_tools")) == (
        " This rests on the assumption that it has no uses model, that it has no uses index "
        "and that it has no calls tools."
    )


def test_a_threat_that_rests_on_assumptions_alone_says_so() -> None:
    flooded = next(one for one in drafted(a_model({"uses_model": True})).threats if one.pattern == "flooded")
    assert flooded.statement.endswith("This rests on the assumption that its exposure is registered.")


def test_every_sentence_of_the_packaged_catalog_reads_as_one() -> None:
    catalog = load_catalog()
    model = a_model({"exposure": "public"}, [*PARTS, ("web pages", "content_source")])
    book = Bookkeeper(catalog)
    wording = Wording(catalog, model, book.painter.picture(model))
    for verdict in book.ledger(model).verdicts:
        one = catalog.patterns[verdict.pattern]
        text = wording.statement(one, verdict.targets or ("system",), (), ())
        assert not re.search(r"[{}!]|  |\.\.|\bthe the\b|\b(its|your) (its|your|the)\b", text), f"{one.id}: {text}"
        assert text[0] == text[0].upper()
        assert text.endswith(".")


def test_the_first_reply_says_what_was_understood_and_what_is_on_top() -> None:
    edits = [SetFact(value=said("uses_model", True)), SetFact(value=said("outside_content", True))]
    text = told(a_model(), *edits)
    assert text.startswith("Noted: it uses model indeed; it outside content indeed.")
    assert "The draft holds 3 threats: 3 medium. At the top of the list:\n1. **T-001** Hidden orders happens" in text
    assert "One threat rests on assumptions that you can confirm or correct." in text


def test_an_answer_says_what_appeared_and_what_is_ruled_out_and_why() -> None:
    before = drafted(a_model({"uses_model": True, "crosses_borders": True}))
    text = told(before, SetFact(value=said("crosses_borders", False)), SetFact(value=said("audience", ("children",))))
    assert "One threat appeared: **T-004** Children misled happens (medium, 5.0)." in text
    assert "One threat is no longer in the draft: " in text
    assert "Ruled out, because it has no crosses borders." in text


def test_a_passed_over_question_is_acknowledged() -> None:
    text = told(drafted(a_model({"uses_model": True})), WaiveFact(waiver=Waiver(fact="index_open", why="skipped")))
    assert text.startswith("Left open, and not asked again: index open.")


def test_what_was_not_understood_or_not_certain_is_said() -> None:
    reading = Reading(
        unread=("Blah.", "Bluh."), unsure=("it might call tools",), notes=("2 hidden characters removed.",)
    )
    text = told(drafted(a_model({"uses_model": True})), reading=reading)
    assert "2 sentences were not understood, and nothing was taken from them." in text
    assert "Not taken as certain until you confirm: it might call tools." in text
    assert "2 hidden characters removed." in text


def test_a_refused_change_is_named_with_its_reason() -> None:
    text = told(a_model({"uses_model": True}), SetFact(value=said("no_such_fact", True)))
    assert "One change not made: " in text


def test_an_empty_model_gets_an_invitation() -> None:
    empty = ThreatModel()
    heard = Heard(reading=Reading(), outcome=Outcome(model=empty), before=empty)
    assert (
        Replies(CATALOG).text(heard, changes_between(empty, empty, CATALOG)).startswith("Tell me what the system does")
    )


def test_names_from_the_owner_are_escaped_in_a_reply() -> None:
    before = a_model()
    after = a_model({}, [(UNSAFE, "language_model")])
    heard = Heard(reading=Reading(), outcome=Outcome(model=after), before=before)
    text = Replies(CATALOG).text(heard, changes_between(before, after, CATALOG))
    assert "<b>" not in text.replace(r"\<b\>", "")


def test_lines_of_changes_are_plain_and_name_parts_facts_and_threats() -> None:
    before = drafted(a_model({"uses_model": True}, [("assistant", "language_model")]))
    edits = [SetFact(value=said("audience", ("children",)))]
    after = drafted(apply(before, edits, CATALOG).model)
    assert change_lines(changes_between(before, after, CATALOG), after, CATALOG) == (
        "Its audience is children",
        "New threat: T-003 Children misled happens (medium, 5.0)",
    )


def test_what_a_person_decides_on_a_threat_is_a_change_and_said() -> None:
    model = drafted(a_model({"uses_model": True, "outside_content": True}, PARTS))
    first = model.threats[0].model_copy(update={"advice": Advice(set_aside=True, because="no mail")})
    before = model.model_copy(update={"threats": (first, *model.threats[1:])})
    edits: dict[str, Edit] = {
        "back on the list": DropAdvice(threat=first.id),
        "confirmed to belong here and back on the list": ConfirmThreat(threat=first.id),
        "put at place 2 by hand and back on the list": PlaceThreat(threat=first.id, place=2),
    }
    for said_of_it, edit in edits.items():
        after = apply(before, (edit,), CATALOG).model
        changes = changes_between(before, after, CATALOG)
        assert change_lines(changes, after, CATALOG) == (f"{first.id} {first.title}: {said_of_it}",)
        heard = Heard(reading=Reading(edits=(edit,)), outcome=Outcome(model=after, applied=(edit,)), before=before)
        assert Replies(CATALOG).text(heard, changes) == "Done."
        assert Replies(CATALOG).text(heard, changes, explained=True) == ""


def test_a_first_draft_is_one_line_of_changes() -> None:
    before = a_model({"uses_model": True, "outside_content": True, "audience": ("children",)})
    lines = change_lines(changes_between(before, drafted(before), CATALOG), drafted(before), CATALOG)
    assert lines == ("4 threats drafted",)


def test_why_a_threat_shows_facts_words_references_scores_and_the_way_out() -> None:
    facts: dict[str, AnswerValue] = {"exposure": "public"}
    model = a_model(facts, [("assistant", "language_model")])
    quoted = said("outside_content", True, quote="it reads mail from *anyone*")
    model = drafted(apply(model, [SetFact(value=quoted)], CATALOG).model)
    top = next(one for one in model.threats if one.pattern == "hidden-orders")
    text = Explainer(CATALOG, BOOK).threat(model, top.id)
    assert text.startswith(f"**{top.id}** Hidden orders happens")
    assert r"- it outside content indeed (you said so: “it reads mail from \*anyone\*”)" in text
    assert "- it uses model indeed (follows from what is known)" in text
    assert "- Prompt injection (atlas AML.T0051, 5.6.1)" in text
    assert "Exploitability 9: who can try: its exposure is public" in text
    assert "It would be ruled out if it has no outside content or it has no uses model." in text


def test_why_asked_of_nothing_is_answered_plainly() -> None:
    explainer = Explainer(CATALOG, BOOK)
    assert explainer.threat(a_model(), "T-009") == "There is no threat T-009; nothing is drafted yet."
    assert explainer.threat(a_model(), None) == "Name the threat, such as T-001."
    assert explainer.question(None) == "No question waits at the moment."


def test_undo_without_a_change_says_so() -> None:
    model = a_model({"uses_model": True})
    heard = Heard(reading=Reading(wish=Wish.UNDO), outcome=Outcome(model=model), before=model)
    assert Replies(CATALOG).text(heard, changes_between(model, model, CATALOG)) == "There is nothing to undo."


def test_texts_of_our_own_stay_calm() -> None:
    assert "!" not in HELP
