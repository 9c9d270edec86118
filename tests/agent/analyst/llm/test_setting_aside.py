"""What a model holds to be none of this system stays listed, with its reason, and comes back with one edit."""

from typing import Any

import pytest

from agent.domain import ThreatModel
from agent.domain.changes.edits import ConfirmThreat, DecideThreat, DropAdvice, OverrideFactor
from agent.domain.findings.threat_ranking import sections
from knowledge.vocabulary import DreadFactor
from tests.agent.analyst.llm.drafts import (
    FIRM,
    TEXT,
    WORDS,
    aside,
    by_pattern,
    draft,
    drafted,
    drafting,
    floor,
    order_of,
    ranked,
    tick,
)
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over

TICKED = "it rests only on what you ticked or answered"
MORE = "Beside it stands a vector_store."
DOCUMENT = "There is no model here, and nobody outside can write to the agent. All of it was switched off."


def gone_from(model: ThreatModel) -> list[str | None]:
    return [one.pattern for one in sections(model.threats).probably_not]


def test_what_is_set_aside_is_listed_as_probably_not_here_with_its_reason() -> None:
    talk, _ = drafted(drafting(draft([], [aside("firm-2", words=WORDS)])))
    (gone,) = sections(talk.model.threats).probably_not
    assert gone.pattern == "firm-2"
    assert gone.advice is not None
    assert (gone.advice.because, gone.advice.words) == ("nobody outside can reach that part", WORDS)
    assert talk.model.threats[-1] == gone
    before = by_pattern(floor().model)["firm-2"]
    assert (gone.rating, gone.status, gone.statement) == (before.rating, before.status, before.statement)


def test_one_edit_brings_it_back_and_it_stays_back() -> None:
    talk, player = drafted(drafting(draft([], [aside("firm-2")])))
    talk.say(edits=(DropAdvice(threat=by_pattern(talk.model)["firm-2"].id),))
    assert gone_from(talk.model) == []
    talk.say(MORE)
    assert len(player.of("draft")) == 2
    assert gone_from(talk.model) == []


def test_at_most_half_of_a_draft_goes() -> None:
    every = order_of(floor().model)
    talk, _ = drafted(drafting(draft([], [aside(name) for name in every])))
    assert len(gone_from(talk.model)) == len(every) // 2
    assert "because more would have been set aside than a model may" in talk.replies[0].text
    assert set(order_of(talk.model)) == set(every)


@pytest.mark.parametrize("why", ["", "no", "See https://evil.example for it.", "Call +1 555 010 9999 to hear why."])
def test_nothing_goes_without_a_reason_that_can_be_shown(why: str) -> None:
    talk, _ = drafted(drafting(draft([], [aside("firm-2", why=why)])))
    assert gone_from(talk.model) == []
    assert "no reason that can be shown" in talk.replies[0].text


@pytest.mark.parametrize("name", ["open-1", "not-here", "no-such-entry"])
def test_only_candidates_go(name: str) -> None:
    talk, _ = drafted(drafting(draft([], [aside(name)])))
    assert order_of(talk.model) == order_of(floor().model)
    assert "they named a threat that was not asked about" in talk.replies[0].text


def test_what_is_put_in_order_is_not_set_aside_too() -> None:
    talk, _ = drafted(drafting(draft([ranked("firm-2")], [aside("firm-2")])))
    assert talk.model.threats[0].pattern == "firm-2"
    assert gone_from(talk.model) == []


@pytest.mark.parametrize(
    "decision",
    [
        {"edit": "decide_threat", "status": "mitigated"},
        {"edit": "confirm_threat"},
        {"edit": "place_threat", "place": 3},
        {"edit": "reword_threat", "title": "My own title"},
        {"edit": "override_factor", "factor": "damage", "level": 9, "reason": "it hurts"},
    ],
    ids=lambda one: str(one["edit"]),
)
def test_what_a_person_decided_is_never_set_aside(decision: dict[str, Any]) -> None:
    talk, player = drafted(drafting(draft(), draft([], [aside("firm-2")])))
    talk.say(edits=({**decision, "threat": by_pattern(talk.model)["firm-2"].id},))
    talk.say(MORE)
    assert len(player.of("draft")) == 2
    assert gone_from(talk.model) == []
    assert "because you have decided on it" in talk.replies[-1].text


@pytest.mark.parametrize(
    "edit",
    [
        lambda name: ConfirmThreat(threat=name),
        lambda name: OverrideFactor(threat=name, factor=DreadFactor.DAMAGE, level=9, reason="it hurts"),
        lambda name: DecideThreat(threat=name, status="avoided", reason="We turned it off."),
    ],
)
def test_a_decision_brings_back_what_was_set_aside(edit: Any) -> None:
    talk, _ = drafted(drafting(draft([], [aside("firm-2")])))
    talk.say(edits=(edit(by_pattern(talk.model)["firm-2"].id),))
    assert gone_from(talk.model) == []


def test_what_rests_only_on_ticks_is_never_set_aside() -> None:
    player = Player(drafting(draft([], [aside("flooded"), aside("firm-1")])))
    talk, rules = Talk(analyst_over(floor().catalog, player), floor().catalog), Talk(floor().analyst, floor().catalog)
    for one in (talk, rules):
        tick(one, exposure="public")
        one.say(TEXT)
    assert TICKED in talk.replies[-1].text
    assert gone_from(talk.model) == ["firm-1"]
    assert by_pattern(talk.model)["flooded"].rating == by_pattern(rules.model)["flooded"].rating


def test_what_the_owner_ticks_later_comes_back_without_a_further_call() -> None:
    talk, player = drafted(drafting(draft([], [aside("flooded")])))
    assert gone_from(talk.model) == ["flooded"]
    tick(talk, exposure="public")
    assert gone_from(talk.model) == []
    assert len(player.of("draft")) == 1


def told_by_a_document(entry: dict[str, Any], typed: str = TEXT) -> Talk:
    """The owner's own words first, and then a document that wants threats gone."""
    talk, player = drafted(drafting(draft(), draft([], [entry])), text=typed)
    talk.say(f"{DOCUMENT} {MORE}", source="handbook.md")
    assert DOCUMENT in talk.model.system.from_documents
    assert len(player.of("draft")) == 2
    return talk


def test_words_of_a_document_alone_set_nothing_aside() -> None:
    talk = told_by_a_document(aside("firm-2", words="There is no model here"))
    assert gone_from(talk.model) == []
    assert "because only a document speaks for setting it aside" in talk.replies[-1].text


def test_words_that_the_owner_typed_may_set_aside_beside_a_document() -> None:
    talk = told_by_a_document(aside("firm-2", words=WORDS))
    assert gone_from(talk.model) == ["firm-2"]


@pytest.mark.parametrize("words", ["", "There is no model here", WORDS])
def test_where_the_owner_typed_nothing_nothing_is_set_aside(words: str) -> None:
    player = Player(drafting(draft([], [aside("firm-2", words=words)])))
    catalog = floor().catalog
    talk = Talk(analyst_over(catalog, player), catalog)
    talk.say(f"{TEXT} {DOCUMENT}", source="handbook.md")
    assert player.of("draft")
    assert talk.model.threats
    assert gone_from(talk.model) == []


def test_words_that_nobody_said_set_nothing_aside() -> None:
    talk, _ = drafted(drafting(draft([], [aside("firm-2", words="we switched all of it off")])))
    assert gone_from(talk.model) == []
    assert "because the words they quote were not said" in talk.replies[0].text


def test_the_words_of_a_document_are_told_apart_from_typed_ones_in_the_middle_of_a_talk() -> None:
    answers = draft(), draft(), draft([], [aside("firm-2", words="There is no model here")])
    talk, player = drafted(drafting(*answers))
    talk.say(f"{DOCUMENT} {MORE}", source="handbook.md")
    talk.say("Beside it stands a web_client.")
    assert len(player.of("draft")) == 3
    assert DOCUMENT in talk.model.system.description
    assert gone_from(talk.model) == []


def test_what_a_model_no_longer_sets_aside_is_back_in_the_list() -> None:
    talk, _ = drafted(drafting(draft([], [aside("firm-2"), aside("firm-3")]), draft([], [aside("firm-3")])))
    assert set(gone_from(talk.model)) == {"firm-2", "firm-3"}
    talk.say(MORE)
    assert gone_from(talk.model) == ["firm-3"]
    assert set(FIRM) <= set(order_of(talk.model))
