"""What a model hears is taken when the words are really there, and never so that something goes from the draft."""

from typing import Any

import pytest

from agent.analyst.llm.guardrails.safeguard import HEARD
from agent.analyst.llm.reading import MOST_PIECES
from agent.domain import Origin, Provenance, ThreatModel
from agent.domain.changes.edits import CloseInterview
from agent.llm.costs.budget import tokens_in
from agent.llm.gateway import ModelGateway
from agent.prompts import version
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over, quiet, session_of, turn_of
from tests.agent.builders import pattern, small_catalog, with_patterns
from tests.stub_endpoint.asked import Asked

CATALOG = small_catalog()
TEXT = (
    "We run a language_model and a data_store. Its outside content comes from strangers on the web. "
    "The audience are children and customers. The billing desk sends invoices to it. We keep talks for a while."
)


def heard(facts: list[dict[str, str]] | None = None, **more: Any) -> Player:
    """A model that hears these things, and answers well otherwise."""
    told = {"facts": facts or [], "parts": [], "flows": [], **more}
    return Player(lambda asked: told if asked.task == "read" else quiet(asked))


def fact(name: str, value: str, quote: str) -> dict[str, str]:
    return {"fact": name, "value": value, "quote": quote}


def after(player: Player, text: str = TEXT) -> Talk:
    talk = Talk(analyst_over(CATALOG, player), CATALOG)
    talk.say(text)
    return talk


def of_model(model: ThreatModel) -> dict[str, tuple[object, Provenance]]:
    return {kept.fact: (kept.value, kept.provenance) for kept in model.facts if kept.because.startswith(HEARD)}


def test_a_fact_with_real_words_is_taken_with_them() -> None:
    talk = after(heard([fact("outside_content", "yes", "outside content comes from strangers on the web")]))
    assert of_model(talk.model) == {"outside_content": (True, Provenance.STATED)}
    kept = talk.model.fact("outside_content")
    assert kept is not None
    assert kept.quotes[0].text in TEXT
    assert f"prompt {version('read')}" in kept.because


def test_it_brings_the_threats_that_hang_on_it() -> None:
    talk = after(heard([fact("outside_content", "yes", "outside content comes from strangers on the web")]))
    (threat,) = (threat for threat in talk.model.threats if threat.pattern == "hidden-orders")
    assert threat.certainty.value == "sure"


def test_words_that_have_nothing_to_do_with_the_fact_make_it_no_more_than_inferred() -> None:
    talk = after(heard([fact("crosses_borders", "yes", "The billing desk sends invoices to it")]))
    assert of_model(talk.model) == {"crosses_borders": (True, Provenance.INFERRED)}


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (fact("outside_content", "yes", "outside content comes from friends"), "were not said"),
        (fact("outside_content", "yes", "web"), "were not said"),
        (fact("outside_content", "maybe", "outside content comes from strangers"), "no such fact or value"),
        (fact("no_such_fact", "yes", "outside content comes from strangers"), "no such fact or value"),
        (fact("exposure", "everyone", "strangers on the web"), "no such fact or value"),
        (fact("uses_model", "no", "We run a language_model"), "say the opposite"),
        (fact("audience", "staff", "nobody said these words"), "were not said"),
        (fact("outside_content", "no", "outside content comes from strangers on the web"), "say the opposite"),
    ],
)
def test_what_is_not_borne_out_is_left_out_and_counted(entry: dict[str, str], reason: str) -> None:
    talk = after(heard([entry]))
    assert of_model(talk.model) == {}
    assert "1 suggestion of the language model was left out: 1 because" in talk.replies[0].text
    assert reason in talk.replies[0].text


def test_what_was_known_already_is_left_out_in_silence() -> None:
    talk = after(heard([fact("uses_model", "yes", "We run a language_model")]))
    reply = talk.session.turns[-1].reply
    assert reply is not None
    assert "left out" not in reply.text


def test_questions_plans_and_denials_are_not_taken_for_facts() -> None:
    text = (
        f"{TEXT} Does it have outside content on Sundays? We plan to add crosses borders later. It has no index open."
    )
    facts = [
        fact("outside_content", "yes", "have outside content on Sundays"),
        fact("crosses_borders", "yes", "We plan to add crosses borders"),
        fact("index_open", "yes", "It has no index open"),
    ]
    talk = after(heard(facts), text)
    assert of_model(talk.model) == {}
    assert any("crosses borders" in line for line in talk.readings[0].unsure)


@pytest.mark.parametrize(
    ("entry", "clause"),
    [
        (fact("exposure", "own_device", "The billing desk sends invoices to it"), "its exposure is own_device"),
        (fact("sensitivity", "public", "We keep talks for a while"), "its sensitivity is public"),
        (fact("control_screening", "yes", "The billing desk sends invoices to it"), "control screening indeed"),
        (fact("control_approval", "yes", "We keep talks for a while"), "control approval indeed"),
    ],
)
def test_what_would_lower_a_score_or_drop_a_threat_is_put_to_the_owner(entry: dict[str, str], clause: str) -> None:
    talk = after(heard([entry]))
    assert of_model(talk.model) == {}
    assert any(clause in line for line in talk.readings[0].unsure)


def test_what_is_plainly_said_may_rule_out_something_open_and_what_is_not_is_put_to_the_owner() -> None:
    text = f"{TEXT} It has no index open to them. The lamp is green."
    talk = after(heard([fact("index_open", "no", "It has no index open")]), text)
    assert of_model(talk.model) == {"index_open": (False, Provenance.STATED)}
    talk = after(heard([fact("index_open", "no", "The lamp is green")]), text)
    assert of_model(talk.model) == {}
    assert any("no index open" in line for line in talk.readings[0].unsure)


def test_the_owners_own_words_go_before_what_a_model_heard() -> None:
    talk = after(heard([fact("crosses_borders", "yes", "The billing desk sends invoices to it")]))
    talk.say(edits=_table("crosses_borders", False))
    kept = talk.model.fact("crosses_borders")
    assert kept is not None
    assert (kept.value, kept.provenance) == (False, Provenance.TABLE)
    assert of_model(talk.model) == {}


def test_a_value_that_would_later_hide_a_threat_is_forgotten() -> None:
    """What was harmless when it was heard can hide a threat once more is known; then it goes."""
    when = {"all": [{"fact": "keeps_talks"}, {"not": {"fact": "crosses_borders"}}]}
    catalog = with_patterns(CATALOG, [*CATALOG.patterns.values(), pattern("kept-at-home", when)])
    player = heard([fact("crosses_borders", "yes", "The billing desk sends invoices to it")])
    talk = Talk(analyst_over(catalog, player), catalog)
    talk.say(edits=_table("keeps_talks", False))
    talk.say(TEXT)
    assert of_model(talk.model) == {"crosses_borders": (True, Provenance.INFERRED)}
    talk.say(edits=_table("keeps_talks", True))
    assert of_model(talk.model) == {}
    assert "would have hidden a threat" in talk.replies[-1].text


def _table(name: str, value: object) -> tuple[dict[str, object], ...]:
    return ({"edit": "set_fact", "value": {"fact": name, "value": value, "provenance": "table"}},)


def part(name: str, kind: str, quote: str) -> dict[str, str]:
    return {"name": name, "kind": kind, "quote": quote}


def test_a_part_that_the_text_names_is_taken_and_marked() -> None:
    talk = after(heard(parts=[part("billing desk", "service", "The billing desk sends invoices to it")]))
    (found,) = (one for one in talk.model.components if one.origin is Origin.MODEL)
    assert (found.name, found.kind.value) == ("billing desk", "service")


@pytest.mark.parametrize(
    "entry",
    [
        part("payroll", "service", "The billing desk sends invoices to it"),
        part("billing desk", "castle", "The billing desk sends invoices to it"),
        part("billing desk", "service", "The payroll sends invoices"),
        part("data_store", "data_store", "We run a language_model and a data_store"),
        part("The billing desk sends invoices to it now", "service", "The billing desk sends invoices to it"),
    ],
)
def test_a_part_that_nobody_named_is_not_taken(entry: dict[str, str]) -> None:
    talk = after(heard(parts=[entry]))
    assert not [one for one in talk.model.components if one.origin is Origin.MODEL]


def test_a_flow_needs_two_parts_that_exist_and_real_words() -> None:
    good: dict[str, object] = {"source": "language_model", "target": "billing desk", "what": "invoices",
                               "untrusted": True, "quote": "The billing desk sends invoices to it"}  # fmt: skip
    parts = [part("billing desk", "service", "The billing desk sends invoices to it")]
    flows = [good, {**good, "target": "payroll"}, {**good, "source": "billing desk"}, {**good, "quote": "nobody said"}]
    talk = after(heard(parts=parts, flows=flows))
    (desk,) = (one.id for one in talk.model.components if one.name == "billing desk")
    (found,) = (flow for flow in talk.model.flows if flow.target == desk)
    assert (found.label, found.untrusted, found.inferred) == ("invoices", True, True)


def test_typed_orders_and_short_words_are_not_sent() -> None:
    player = Player(quiet)
    talk = after(player)
    asked = len(player.of("read"))
    for text in ("undo", "help", "dismiss T-001 because it is not so", "draft now", "yes"):
        talk.say(text)
    assert len(player.of("read")) == asked


def test_edits_from_a_table_and_quick_replies_are_not_sent() -> None:
    player = Player(quiet)
    talk = after(player)
    asked = len(player.of("read"))
    talk.say(edits=_table("crosses_borders", True))
    talk.say(question="exposure", chosen=("public",))
    assert len(player.of("read")) == asked


def test_a_text_that_comes_with_an_edit_is_read_all_the_same() -> None:
    player = heard([fact("outside_content", "yes", "outside content comes from strangers on the web")])
    talk = Talk(analyst_over(CATALOG, player), CATALOG)
    talk.say(TEXT, edits=(CloseInterview(),))
    assert talk.model.interview_closed
    assert of_model(talk.model) == {"outside_content": (True, Provenance.STATED)}


def test_a_text_longer_than_the_room_is_read_in_pieces_and_the_limit_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    long = TEXT + "".join(f" Sentence {number} says nothing of it." for number in range(1_200))
    whole = Player(quiet)
    analyst_over(CATALOG, whole).read(turn_of(long), session_of())
    assert len(whole.of("read")) == 1
    monkeypatch.setattr(ModelGateway, "room", 3_500)
    player = Player(quiet)
    talk = after(player, long)
    assert len(player.of("read")) == MOST_PIECES
    assert max(sum(tokens_in(message.text) for message in call.messages) for call in player.of("read")) <= 3_500
    assert "the rules read all of it" in talk.replies[0].text


def test_an_answer_that_only_the_model_understands_settles_the_question() -> None:
    def play(asked: Asked) -> Any:
        if asked.task == "read" and "What about crosses borders?" in asked.case:
            return {"facts": [fact("crosses_borders", "yes", "Servers stand in Norway")], "parts": [], "flows": []}
        return quiet(asked)

    talk = Talk(analyst_over(CATALOG, Player(play)), CATALOG)
    talk.say(TEXT)
    question = talk.session.question
    assert question is not None
    asked = question.model_copy(update={"id": "crosses_borders", "facts": ("crosses_borders",)})
    talk.session = talk.session.model_copy(update={"question": asked})
    talk.say("Servers stand in Norway", question="crosses_borders")
    kept = talk.model.fact("crosses_borders")
    assert kept is not None
    assert kept.value is True
    assert not [waiver for waiver in talk.model.waivers if waiver.fact == "crosses_borders"]
