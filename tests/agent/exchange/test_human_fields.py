"""What people wrote in a model stands in every document for people, or on a short list that says why not."""

from collections.abc import Mapping

import pytest

from agent.domain import Ledger
from agent.domain.model import ThreatModel
from agent.domain.system import AssumptionStatus
from agent.domain.threats import ThreatStatus
from agent.exchange import Dossier, Extent, to_csv, to_html, to_markdown
from knowledge.catalog import load_catalog
from tests.agent.exchange.filled import REVIEW, filled, places

CATALOG = load_catalog()
BEFORE_AND_AFTER = "the tables show why the current level is what it is; the other two follow from the measures"
ONE_TABLE = "the table is about threats and measures; the system and what is known of it stand in the report"
SCORES = "the table has the levels; their reasons stand in the report"
ASIDE = "of a threat that was dismissed or ruled out the report keeps what it says and why"
ANSWERED = "what was answered stands among the facts; which lists were put is kept so that none is put twice"
LATER = "the first text is written; what was said later stands among the facts with its words, not as a description"
NAMES = "the table has the title, which begins with the usual name; the others stand in the report"
MEANT_NOTHING = "words of the description, kept so that they are not asked about again"
IN_THE_REPORT = {
    "system.description": LATER, "system.from_documents": LATER,
    "threats.inherent.": BEFORE_AND_AFTER, "threats.target.": BEFORE_AND_AFTER, "lists.": ANSWERED,
    "asides.": MEANT_NOTHING,
}  # fmt: skip
LEFT_OUT: Mapping[str, Mapping[str, str]] = {
    "md": IN_THE_REPORT,
    "html": IN_THE_REPORT,
    "csv": {
        "system.": ONE_TABLE, "components.description": ONE_TABLE, "components.quotes.text": ONE_TABLE,
        "components.called": ONE_TABLE,
        "actors.": ONE_TABLE, "flows.": ONE_TABLE, "boundaries.": ONE_TABLE, "assets.": ONE_TABLE, "facts.": ONE_TABLE,
        "assumptions.": ONE_TABLE, "threats.evidence.hits": ONE_TABLE, "threats.inherent.": SCORES,
        "threats.current.": SCORES, "threats.target.": SCORES, "lists.": ANSWERED,
        "asides.": MEANT_NOTHING, "threats.also_known_as": NAMES,
    },
}  # fmt: skip
LEFT_OUT_ASIDE = {
    "threats.inherent.": ASIDE, "threats.current.": ASIDE, "threats.target.": ASIDE, "threats.overrides.": ASIDE,
    "threats.evidence.": ASIDE, "threats.advice.": ASIDE, "threats.also_known_as": ASIDE,
}  # fmt: skip


def canary(place: str) -> str:
    return f"Canary{places().index(place):03}x"


def documents(model: ThreatModel) -> dict[str, str]:
    ledger = Ledger(verdicts=())
    return {
        "md": to_markdown(Dossier(model, CATALOG, ledger, ()), Extent.FULL),
        "html": to_html(Dossier(model, CATALOG, ledger, ()), Extent.FULL),
        "csv": to_csv(model, CATALOG),
    }


def lacking(model: ThreatModel, form: str) -> set[str]:
    written = documents(model)[form]
    return {place for place in places() if canary(place) not in written}


def listed(lines: Mapping[str, str]) -> set[str]:
    return {place for place in places() for line in lines if place.startswith(line)}


@pytest.mark.parametrize("form", ["md", "html", "csv"])
def test_every_text_of_a_model_is_written_or_listed_with_its_reason(form: str) -> None:
    assert len(places()) > 40
    assert lacking(filled(canary), form) == listed(LEFT_OUT[form])


@pytest.mark.parametrize("form", ["md", "html"])
@pytest.mark.parametrize("status", list(ThreatStatus))
def test_a_threat_says_who_decided_what_and_why_in_every_status(form: str, status: ThreatStatus) -> None:
    model = filled(canary)
    model = model.model_copy(update={"threats": (model.threats[0].model_copy(update={"status": status}),)})
    closed = status in (ThreatStatus.DISMISSED, ThreatStatus.RETIRED)
    assert lacking(model, form) == listed(LEFT_OUT[form]) | (listed(LEFT_OUT_ASIDE) if closed else set())


@pytest.mark.parametrize("form", ["md", "html", "csv"])
def test_dates_of_review_are_written(form: str) -> None:
    assert REVIEW.isoformat() in documents(filled(canary))[form].replace("\\", "")


@pytest.mark.parametrize("form", ["md", "html"])
@pytest.mark.parametrize("status", list(AssumptionStatus))
def test_an_assumption_is_written_wherever_it_stands(form: str, status: AssumptionStatus) -> None:
    model = filled(canary)
    model = model.model_copy(update={"assumptions": (model.assumptions[0].model_copy(update={"status": status}),)})
    assert canary("assumptions.text") in documents(model)[form]


@pytest.mark.parametrize("form", ["md", "html"])
def test_people_and_boundaries_are_written_without_any_component(form: str) -> None:
    model = filled(canary)
    bare = ThreatModel(boundaries=model.boundaries, actors=model.actors)
    for place in ("actors.name", "actors.quotes.text", "boundaries.name"):
        assert canary(place) in documents(bare)[form]


@pytest.mark.parametrize("form", ["md", "html"])
def test_what_the_owner_left_open_is_written(form: str) -> None:
    assert "Left open by the owner" in documents(filled(canary))[form]
