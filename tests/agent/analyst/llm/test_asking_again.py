"""A model is asked for its order again only for cause; where that fails, what it said before stays; requests fit."""

from typing import Any

import pytest

from agent.domain import ThreatModel
from agent.llm.costs.budget import tokens_in
from agent.llm.errors import Kind
from agent.llm.gateway import ModelGateway
from knowledge import load_catalog
from tests.agent.analyst.llm.drafts import (
    FIRM,
    TEXT,
    WIDE,
    aside,
    draft,
    drafted,
    drafting,
    floor,
    idea,
    order_of,
    playing,
    ranked,
    tick,
)
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over
from tests.agent.builders import small_catalog
from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.models import candidates_of, titles_of

ROOM = 6_000
LONG = (
    "We run Helpdesk Buddy, a support chatbot for our shop customers. It uses a language model through an interface, "
    "retrieves articles from a vector store built from our wiki, and can issue refunds through the payment service. "
    "Customers type into a web widget. Conversations are stored for 90 days and used to fine-tune the model. "
)


def test_an_interview_of_five_answers_costs_one_draft_call_while_nothing_new_comes_to_the_front() -> None:
    talk, player = drafted(drafting(draft(map(ranked, FIRM[:15]))))
    for fact in ("keeps_talks", "index_open", "crosses_borders", "control_screening", "control_approval"):
        tick(talk, **{fact: False})
    assert len(talk.session.turns) == 6
    assert len(player.of("draft")) == 1
    assert order_of(talk.model)[:15] == list(FIRM[:15])


def test_answers_to_the_questions_themselves_cost_a_draft_call_only_for_what_comes_to_the_front() -> None:
    """Over a small catalog nearly every answer brings a threat among the first fifteen; each is asked about once."""
    catalog = small_catalog()
    player = Player()
    talk = Talk(analyst_over(catalog, player), catalog)
    talk.say(TEXT)
    seen = set(order_of(talk.model))
    for _ in range(5):
        question = talk.session.question
        assert question is not None
        chosen = question.options[-1].value if question.options else "not_sure"
        calls = len(player.of("draft"))
        talk.say(question=question.id, chosen=(chosen,))
        drafted_now = set(order_of(floor_after(talk.model)))
        assert (len(player.of("draft")) > calls) == bool(drafted_now - seen)
        seen |= drafted_now
    assert 1 < len(player.of("draft")) < 6


def floor_after(model: ThreatModel) -> ThreatModel:
    """What the rules draft of the facts and parts of a model."""
    talk = Talk(floor(catalog=small_catalog()).analyst, small_catalog())
    talk.session = talk.session.model_copy(update={"model": model.model_copy(update={"threats": (), "controls": ()})})
    return talk.model.model_copy(
        update={"threats": tuple(one.threat for one in talk.drafted_again() if one.edit == "put_threat")}
    )


@pytest.mark.parametrize(
    ("turn", "again"),
    [
        ({"text": "Beside it stands a vector_store."}, True),
        ({"edits": ({"edit": "put_component", "component": {"id": "C-9", "name": "vault", "kind": "data_store"}},)},
         True),
        ({"edits": ({"edit": "set_fact", "value": {"fact": "crosses_borders", "value": True, "provenance": "table"}},)},
         True),
        ({"edits": ({"edit": "set_fact", "value": {"fact": "safety_critical", "value": True, "provenance": "table"}},)},
         False),
        ({"edits": ({"edit": "place_threat", "threat": "T-004", "place": 1},)}, False),
        ({"text": "help"}, False),
    ],
    ids=["text", "a part", "a grave threat", "a mild threat far behind", "a place by hand", "help"],
)  # fmt: skip
def test_it_is_asked_again_only_where_the_text_or_the_parts_change_or_something_unseen_comes_to_the_front(
    turn: dict[str, Any], again: bool
) -> None:
    talk, player = drafted(drafting(draft(map(ranked, FIRM[:5]))))
    before = len(talk.model.threats)
    talk.say(**turn)
    assert len(player.of("draft")) == 1 + again
    if "safety_critical" in str(turn):
        assert len(talk.model.threats) == before + 1, "the mild one is in the draft all the same"


def test_what_a_model_picked_itself_is_not_news_to_it() -> None:
    talk, player = drafted(drafting(draft([ranked("late"), *map(ranked, FIRM[:14])])))
    value = {"fact": "crosses_borders", "value": True, "provenance": "table"}
    talk.say(edits=({"edit": "set_fact", "value": value},))
    calls = [call for call in player.of("draft") if "ticked or answered: crosses_borders" in call.messages[1].text]
    assert len(calls) <= 1
    assert talk.model.threats[0].pattern == "late"


def test_a_second_draft_costs_nothing_and_changes_nothing() -> None:
    talk, player = drafted(drafting(draft([ranked("open-1"), ranked("firm-2")], [aside("firm-3")], [idea()])))
    calls = len(player.calls)
    assert [edit.edit for edit in talk.drafted_again()] == []
    assert len(player.calls) == calls


@pytest.mark.parametrize("kind", [Kind.REFUSAL, Kind.UNREACHABLE, Kind.MALFORMED])
def test_a_draft_call_that_fails_leaves_the_rules_draft(kind: Kind) -> None:
    talk, player = drafted(playing("draft", lambda asked, told: kind))
    rules = floor().model
    assert [one.model_copy(update={"id": ""}) for one in talk.model.threats] == [
        one.model_copy(update={"id": ""}) for one in rules.threats
    ]
    assert "**Without the language model:** the order" in talk.replies[0].text
    assert len(player.of("draft")) == 1, "a call that failed is not made a second time in one turn"


def test_a_draft_call_that_fails_leaves_the_former_advice() -> None:
    failing = [False]
    first = draft([ranked("firm-6"), ranked("open-1"), ranked("firm-2")], [aside("firm-3")], [idea(place=15)])
    talk, player = drafted(playing("draft", lambda asked, told: Kind.REFUSAL if failing[0] else first))
    before = [(one.id, one.advice) for one in talk.model.threats]
    failing[0] = True
    text = talk.say("Beside it stands a vector_store.").text
    assert len(player.of("draft")) == 2
    assert "the order went on by the rules alone" in text
    assert [(one.id, one.advice) for one in talk.model.threats] == before
    failing[0] = False
    talk.say("Beside it stands a web_client.")
    assert len(player.of("draft")) == 3


def over_the_packaged_catalog(text: str, play: Any) -> tuple[Talk, Player]:
    catalog, player = load_catalog(), Player(play)
    talk = Talk(analyst_over(catalog, player), catalog)
    talk.say(text)
    return talk, player


def test_a_small_room_cuts_titles_and_text_and_the_request_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Asked] = []

    def play(asked: Asked, told: Any) -> Any:
        seen.append(asked)
        return {**told, "order": told["order"][::-1]}

    text = LONG + "".join(f"Shop number {n} has a desk of its own with a clerk. " for n in range(400))
    monkeypatch.setattr(ModelGateway, "room", ROOM)
    talk, player = over_the_packaged_catalog(text, playing("draft", play))
    (asked,) = seen
    for task in ("draft", "mitigate"):
        for call in player.of(task):
            assert sum(tokens_in(message.text) for message in call.messages) <= ROOM
    assert 15 <= len(candidates_of(asked)) < len(talk.model.threats)
    assert {number for number, _ in candidates_of(asked)} <= set(titles_of(asked))
    assert len(titles_of(asked)) < len(load_catalog().patterns) / 2
    assert asked.data["text"] == text[: len(asked.data["text"])].strip()
    assert 1_000 <= tokens_in(asked.data["text"]) < tokens_in(text)
    numbers = {name: number for number, name in enumerate(load_catalog().patterns, start=1)}
    placed = [numbers[one.pattern or ""] for one in talk.model.threats if one.advice and one.advice.place]
    assert placed == [number for number, _ in candidates_of(asked)[:15]][::-1]


def test_with_room_enough_the_whole_catalog_and_the_whole_text_are_sent() -> None:
    _, player = over_the_packaged_catalog(LONG, drafting(draft()))
    (call,) = player.of("draft")
    titles = [f"{number} {one.title}" for number, one in enumerate(load_catalog().patterns.values(), start=1)]
    assert "\n".join(titles) in call.messages[0].text
    assert LONG.strip() in call.messages[1].text
    assert sum(tokens_in(message.text) for message in call.messages) < 14_000


def test_what_was_not_shown_for_want_of_room_cannot_be_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ModelGateway, "room", 3_000)
    last = order_of(floor().model)[-1]
    talk, _ = drafted(drafting(draft([], [aside(last), aside("firm-0")])))
    assert [one.pattern for one in talk.model.threats if one.set_aside] == ["firm-0"]
    assert last not in talk.model.advised.shown  # type: ignore[union-attr] # it was advised


def test_what_is_settled_is_told_by_how_it_is_known() -> None:
    talk, player = drafted(drafting(draft()))
    tick(talk, crosses_borders=True, keeps_talks=False)
    text = player.of("draft")[-1].messages[1].text
    assert "ticked or answered: crosses_borders=yes, keeps_talks=no" in text
    assert f"{[*WIDE.patterns].index('late') + 1} | critical | stated | " in text
