"""What several kinds of setup imply beyond their own parts: callers from outside, and providers of models."""

from collections.abc import Iterable

from agent.exchange.readers.derived_facts import provider_of
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.value_positions import Place
from knowledge.vocabulary import ComponentKind

CALLERS = "callers from outside"
"""Whoever reaches what is open to others; one name, so that several files mean the same people."""
ELSEWHERE = "other networks"
"""What lies beyond the machines that a setup describes; one name for the same reason."""


def add_callers(part: str, label: str, place: Place, builder: Builder, answers: str = "") -> None:
    """An entry point: callers from outside reach a part, and get answers where the file says so."""
    if CALLERS not in builder.ids:
        builder.actor(CALLERS, CALLERS, place)
    builder.flow(f"{part} entry {place.pointer}", CALLERS, part, place, label[:120], untrusted=True)
    if answers:
        builder.flow(f"{part} answer {place.pointer}", part, CALLERS, place, answers[:120])


def add_providers(part: str, names: Iterable[str], place: Place, builder: Builder) -> None:
    """A hosted model behind each key of a provider: it is taken to exist, as a key is there to be used."""
    for provider in dict.fromkeys(filter(None, map(provider_of, names))):
        key = f"provider {provider}"
        if key not in builder.ids:
            elsewhere(place, builder)
            builder.component(
                key, f"{provider} model", place, "", ELSEWHERE, f"Taken to exist by the name of a key of {provider}.",
                ComponentKind.LANGUAGE_MODEL, inferred=True,
            )  # fmt: skip
            builder.finds("model_of_provider", place)
        builder.flow(f"{part} {key}", part, key, place, "prompts", inferred=True)
        builder.flow(f"{part} {key} back", key, part, place, "answers", inferred=True)


def elsewhere(place: Place, builder: Builder) -> None:
    """The boundary of what lies beyond the machines that a setup describes."""
    if ELSEWHERE not in builder.ids:
        builder.boundary(ELSEWHERE, ELSEWHERE, place, 20)
