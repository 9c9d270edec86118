"""A proposal stands only on what was said, what exists and what no known fact rules out."""

import pytest

from agent.analyst.base import Proposal
from agent.domain.facts import FactValue, Provenance, Quote
from agent.domain.model import ThreatModel
from agent.domain.system import Component, DataFlow
from agent.graph.grounding import Checked, Words, grounded, quotes_in
from knowledge.vocabulary import ComponentKind
from tests.agent.scripted import small_catalog

CATALOG = small_catalog()
SAID = {1: "Our bot reads mail. It keeps no logs."}
MODEL = ThreatModel(
    components=(
        Component(id="C-1", name="Bot", kind=ComponentKind.AGENT),
        Component(id="C-2", name="Box", kind=ComponentKind.DATA_STORE),
    ),
    flows=(DataFlow(id="F-1", source="C-1", target="C-2"),),
    facts=(
        FactValue(fact="reads_mail", value=True, provenance=Provenance.STATED),
        FactValue(fact="keeps_logs", value=False, provenance=Provenance.STATED),
    ),
)


def proposal(pattern: str = "threat-reads-mail", target: str = "C-1", *quotes: tuple[int, str]) -> Proposal:
    said = tuple(Quote(turn=turn, text=text) for turn, text in quotes)
    return Proposal(pattern=pattern, target=target, quotes=said)


@pytest.mark.parametrize(
    "given",
    [
        proposal(),
        proposal("threat-reads-mail", "C-1", (1, "reads mail")),
        proposal("threat-reads-mail", "system"),
        proposal("threat-reads-mail", "F-1"),
        proposal("threat-sends-money"),
    ],
)
def test_what_is_grounded_is_kept(given: Proposal) -> None:
    assert grounded([given], MODEL, CATALOG, Words(SAID)) == Checked(kept=(given,))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (proposal("threat-made-up"), "the catalog has no such threat"),
        (proposal(target="C-9"), "the part they name does not exist"),
        (proposal(target="C-2"), "the threat does not concern that kind of part"),
        (proposal("threat-reads-mail", "C-1", (1, "Reads mail")), "the words they quote were not said"),
        (proposal("threat-reads-mail", "C-1", (2, "reads mail")), "the words they quote were not said"),
        (proposal("threat-keeps-logs"), "a known fact rules them out"),
    ],
)
def test_what_is_not_grounded_is_dropped_with_its_reason(given: Proposal, reason: str) -> None:
    assert grounded([given], MODEL, CATALOG, Words(SAID)) == Checked(dropped={reason: 1})


def test_the_same_proposal_counts_once() -> None:
    assert grounded([proposal(), proposal()], MODEL, CATALOG, Words(SAID)).kept == (proposal(),)


def test_the_note_counts_by_reason() -> None:
    checked = grounded([proposal("a"), proposal("b"), proposal(target="C-9")], MODEL, CATALOG, Words(SAID))
    assert checked.note() == (
        "3 proposed threats were left out: 2 because the catalog has no such threat, "
        "1 because the part they name does not exist."
    )
    assert Checked().note() == ""


def test_a_quote_that_the_model_brought_along_counts_as_said() -> None:
    brought = Quote(turn=7, text="it forwards mail")
    fact = MODEL.facts[0].model_copy(update={"quotes": (brought,)})
    part = MODEL.components[0].model_copy(update={"quotes": (Quote(turn=1, text="the mail bot"),)})
    opened = MODEL.model_copy(update={"facts": (fact, MODEL.facts[1]), "components": (part, MODEL.components[1])})
    words = Words(SAID, held=quotes_in(opened))
    given = proposal("threat-reads-mail", "C-1", (7, "it forwards mail"), (1, "the mail bot"), (1, "reads mail"))
    assert grounded([given], opened, CATALOG, words) == Checked(kept=(given,))
    for invented in ((7, "it forwards mails"), (6, "it forwards mail"), (7, "mail")):
        made_up = proposal("threat-reads-mail", "C-1", invented)
        assert grounded([made_up], opened, CATALOG, words).dropped == {"the words they quote were not said": 1}
