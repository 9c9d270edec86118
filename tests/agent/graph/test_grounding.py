"""A threat stands only on what was said, what exists, and what the known facts bear out."""

from collections.abc import Iterable

import pytest

from agent.domain import SYSTEM, Certainty, FactValue, Provenance, Quote, ThreatModel
from agent.domain.risk import DreadScore, FactorScore
from agent.domain.system import Component, DataFlow
from agent.domain.threats import Evidence, Threat
from agent.graph.grounding import Checked, Grounding, Words, quotes_in
from knowledge.vocabulary import ComponentKind
from tests.agent.scripted import small_catalog

GROUNDING = Grounding(small_catalog())
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
LEVEL = FactorScore(level=5, low=5, high=5)
SCORE = DreadScore(
    damage=LEVEL, reproducibility=LEVEL, exploitability=LEVEL, affected_users=LEVEL, discoverability=LEVEL
)


def threat(
    pattern: str = "threat-reads-mail",
    *targets: str,
    quotes: Iterable[tuple[int, str]] = (),
    facts: tuple[str, ...] = (),
    hits: tuple[str, ...] = (),
    certainty: Certainty = Certainty.SURE,
) -> Threat:
    said = tuple(Quote(turn=turn, text=text) for turn, text in quotes)
    evidence = Evidence(facts=facts, quotes=said, hits=hits)
    return Threat(
        id="T-000", pattern=pattern, title="A threat", statement="Something happens.", targets=targets or ("C-1",),
        evidence=evidence, inherent=SCORE, current=SCORE, target=SCORE, certainty=certainty,
    )  # fmt: skip


def suggested(pattern: str = "threat-sends-money", **more: tuple[str, ...]) -> Threat:
    return threat(pattern, certainty=Certainty.SUGGESTED, **more)  # type: ignore[arg-type]


def checked(*threats: Threat, model: ThreatModel = MODEL, words: Words | None = None) -> Checked:
    return GROUNDING.checked(threats, model, words or Words(SAID))


@pytest.mark.parametrize(
    "given",
    [
        threat(),
        threat(facts=("reads_mail",)),
        threat(quotes=[(1, "reads mail")]),
        threat("threat-reads-mail", SYSTEM),
        threat("threat-reads-mail", "F-1"),
        threat("threat-reads-mail", "C-1", "F-1"),
        suggested(hits=("it is close",)),
    ],
)
def test_what_is_grounded_is_kept(given: Threat) -> None:
    assert checked(given) == Checked(kept=(given,))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (threat("threat-made-up"), "the catalog has no such threat"),
        (threat("threat-reads-mail", "C-9"), "the part they name does not exist"),
        (threat("threat-reads-mail", "C-1", "C-9"), "the part they name does not exist"),
        (threat("threat-reads-mail", "C-2"), "the threat does not concern that kind of part"),
        (threat(quotes=[(1, "Reads mail")]), "the words they quote were not said"),
        (threat(quotes=[(2, "reads mail")]), "the words they quote were not said"),
        (threat("threat-keeps-logs"), "a known fact rules them out"),
        (suggested("threat-keeps-logs", hits=("it is close",)), "a known fact rules them out"),
        (threat("threat-sends-money"), "what is known does not bear them out"),
        (threat(facts=("reads_mail", "sends_money")), "what is known does not bear them out"),
        (suggested(), "nothing that was said speaks for them"),
    ],
)
def test_what_is_not_grounded_is_dropped_with_its_reason(given: Threat, reason: str) -> None:
    assert checked(given) == Checked(dropped={reason: 1})


@pytest.mark.parametrize("provenance", [Provenance.INFERRED, Provenance.ASSUMED])
def test_what_is_not_known_for_sure_bears_out_only_what_is_marked_assumed(
    provenance: Provenance,
) -> None:
    soft = FactValue(fact="reads_mail", value=True, provenance=provenance)
    model = MODEL.model_copy(update={"facts": (soft,)})
    assumed = threat(facts=("reads_mail",))
    evidence = assumed.evidence.model_copy(update={"assumed": ("reads_mail",)})
    marked = assumed.model_copy(update={"evidence": evidence, "certainty": Certainty.ASSUMED})
    assert checked(marked, model=model).kept == (marked,)
    assert checked(assumed, model=model).dropped == {"what is known does not bear them out": 1}
    denied = MODEL.model_copy(update={"facts": (soft.model_copy(update={"value": False}),)})
    open_one = suggested("threat-reads-mail", hits=("it is close",))
    assert checked(open_one, model=denied).dropped == {"a known fact rules them out": 1}


def test_the_same_pattern_counts_once() -> None:
    assert checked(threat(), threat()).kept == (threat(),)


def test_the_note_counts_by_reason() -> None:
    refused = checked(threat("a"), threat("b"), threat("threat-reads-mail", "C-9"))
    assert refused.note() == (
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
    given = threat(quotes=[(7, "it forwards mail"), (1, "the mail bot"), (1, "reads mail")])
    assert checked(given, model=opened, words=words) == Checked(kept=(given,))
    for invented in ((7, "it forwards mails"), (6, "it forwards mail"), (7, "mail")):
        made_up = threat(quotes=[invented])
        assert checked(made_up, model=opened, words=words).dropped == {"the words they quote were not said": 1}
