"""Whole first drafts by rules alone from told systems, each made once."""

import re
from datetime import UTC, datetime
from functools import cache

from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Said, Session, ThreatModel, Turn, apply
from knowledge import Catalog, load_catalog

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
_REASONS = re.compile(r" (?:This applies because|This rests on|It is only suggested)")


def catalog() -> Catalog:
    return load_catalog()


@cache
def analyst() -> RulesAnalyst:
    return RulesAnalyst(catalog())


@cache
def drafted(text: str) -> ThreatModel:
    """The model that the first message leads to."""
    session = Session(id="s" * 16, version=0, model=ThreatModel(), created=WHEN)
    turn = Turn(number=1, said=Said(text=text, key="k" * 16), at=WHEN)
    model = apply(session.model, analyst().read(turn, session).edits, catalog()).model
    return apply(model, analyst().drafted(model), catalog()).model


def scenario(statement: str) -> str:
    """The sentences that tell what could happen, without those that say why it applies."""
    return _REASONS.split(statement)[0]


def names_met(text: str, nouns: tuple[str, ...]) -> set[str]:
    """Which nouns of an owner a text uses, in the singular or the plural."""
    return {one for one in nouns if re.search(rf"(?<!\w){re.escape(one)}(?:s|es)?(?!\w)", text.lower())}
