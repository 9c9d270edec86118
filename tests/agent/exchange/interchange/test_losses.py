"""Nothing of a model is lost in silence: it stands in a file, or the losses say that it does not."""

from collections.abc import Iterator

import pytest

from agent.domain.model import ThreatModel
from agent.exchange.formats import WRITTEN, FileFormat, written
from agent.exchange.interchange.losses import How, Losses
from agent.exchange.interchange.topics import TOPICS
from tests.agent.exchange.filled import filled, places
from tests.agent.exchange.interchange.models import dossier
from tests.agent.exchange.large import large

LISTS = [one for one in WRITTEN if not one.told and not one.binary]
"""Every format but the documents for people, whose lengths say what they leave out, and copies of one in Word."""
EVERYWHERE = ("system.name",)
"""What stands in every title."""


def canary(place: str) -> str:
    return f"Canary{places().index(place):03}x"


def covered(place: str) -> Iterator[str]:
    yield from (name for name, topic in TOPICS.items() if place.startswith(topic.places))


@pytest.mark.parametrize("place", [one for one in places() if one not in EVERYWHERE])
def test_every_text_of_a_model_belongs_to_one_topic(place: str) -> None:
    assert len(list(covered(place))) == 1


@pytest.mark.parametrize("form", LISTS, ids=lambda one: one.id)
def test_what_is_not_in_the_file_is_named_among_the_losses(form: FileFormat) -> None:
    export = written(form, dossier(filled(canary)))
    text = export.data.decode()
    reported = {one.topic for one in export.losses if one.topic}
    silent = [
        place
        for place in places()
        if place not in EVERYWHERE and canary(place) not in text and not reported & set(covered(place))
        and not _said_otherwise(place, export.losses)
    ]  # fmt: skip
    assert silent == [], "write these into the file, or tell of their loss with Losses.drop, squeeze or leave_out"


def _said_otherwise(place: str, losses: tuple[object, ...]) -> bool:
    """Whether a loss of a part of a topic says it; the full model has one of each thing."""
    words = " ".join(str(getattr(one, "what", "")) for one in losses)
    return {
        "threats.title": "threats without a technique" in words,
        "flows.label": "parts and flows without such a threat" in words,
        "controls.action": "what measures say to do" in words,
        "threats.statement": "statements" in words or "threats without a technique" in words,
        "system.from_documents": "documents the system was read from" in words,
        "assets.needs": "needs of assets" in words,
        "threats.treatment.reason": "decisions" in words, "threats.treatment.owner": "decisions" in words,
        "threats.treatment.author": "decisions" in words,
    }.get(place, False)  # fmt: skip


@pytest.mark.parametrize("form", LISTS, ids=lambda one: one.id)
def test_what_is_left_out_whole_is_really_not_there(form: FileFormat) -> None:
    export = written(form, dossier(filled(canary)))
    text = export.data.decode()
    gone = [name for one in export.losses if one.how is How.DROPPED for name in [one.topic] if name]
    there = [
        place for name in gone for place in places()
        if place.startswith(TOPICS[name].places) and canary(place) in text
    ]  # fmt: skip
    assert there == [], "the file holds these: name their topics in drop_all_but, or take them out of drop"


@pytest.mark.parametrize("form", LISTS, ids=lambda one: one.id)
def test_an_empty_model_loses_nothing_it_has(form: FileFormat) -> None:
    losses = written(form, dossier(ThreatModel())).losses
    assert [one.line for one in losses if one.how is not How.FILLED] == []


@pytest.mark.parametrize("form", LISTS, ids=lambda one: one.id)
def test_losses_are_counted_and_bounded_in_length(form: FileFormat) -> None:
    for one in written(form, dossier(large("thai"))).losses:
        assert one.names
        assert f"{len(one.names):,}" in one.line
        assert len(one.line) < 700
        assert "\n" not in one.line


def test_a_text_that_is_cut_is_counted_once_with_its_length() -> None:
    losses = Losses(ThreatModel())
    assert losses.cut("titles", "T-001", "short", 10) == "short"
    assert losses.cut("titles", "T-001", "much too long", 10) == "much too…"
    assert losses.cut("titles", "T-002", "much too long", 10) == "much too…"
    assert [one.line for one in losses.report()] == ["cut short: titles, 2 (T-001, T-002); at most 10 characters"]
