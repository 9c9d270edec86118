"""The ledger as rows: every catalogued threat with its verdict and the facts behind it."""

from collections.abc import Iterable

from pydantic import Field

from agent.domain.ledger import Finding, Ledger, Verdict
from agent.domain.model import ThreatModel
from knowledge.catalog import Catalog
from knowledge.vocabulary import Value
from ui.components.value_labels import ASPECTS, answer_words

FINDINGS = {Finding.APPLIES: "Applies", Finding.RULED_OUT: "Ruled out", Finding.OPEN: "Open"}


class LedgerRow(Value):
    """One catalogued threat as the ledger shows it."""

    finding: Finding = Field(description="What it came to.")
    verdict: str = Field(description="The same in words.")
    title: str = Field(description="The threat.")
    because: str = Field(description="The facts that decided it, or would settle it.")
    where: str = Field(description="Where it lands.")
    aspect: str = Field(description="The side of the system.")
    references: str = Field(description="Its framework items.")


def ledger_rows(ledger: Ledger, model: ThreatModel, catalog: Catalog) -> tuple[LedgerRow, ...]:
    """A row per verdict, in the catalog's order."""
    return tuple(_row(verdict, model, catalog) for verdict in ledger.verdicts if verdict.pattern in catalog.patterns)


def found_rows(rows: Iterable[LedgerRow], finding: Finding | None, words: str) -> tuple[LedgerRow, ...]:
    """The rows with a finding whose text holds all the words."""
    wanted = words.casefold().split()
    return tuple(
        row
        for row in rows
        if (finding is None or row.finding is finding)
        and all(word in f"{row.title} {row.because} {row.where} {row.references}".casefold() for word in wanted)
    )


def _row(verdict: Verdict, model: ThreatModel, catalog: Catalog) -> LedgerRow:
    pattern = catalog.patterns[verdict.pattern]
    facts = [_fact_words(fact, verdict.finding, model, catalog) for fact in verdict.facts]
    words = FINDINGS[verdict.finding]
    if verdict.finding is Finding.OPEN and verdict.expected:
        words = "Open, drafted as an assumption"
    return LedgerRow(
        finding=verdict.finding, verdict=words, title=pattern.title, because="; ".join(facts) or "-",
        where=", ".join(model.name_of(target) for target in verdict.targets) or "-", aspect=ASPECTS[pattern.aspect],
        references=", ".join(key.partition(":")[2] for key in pattern.references),
    )  # fmt: skip


def _fact_words(fact: str, finding: Finding, model: ThreatModel, catalog: Catalog) -> str:
    definition, value = catalog.facts.get(fact), model.value_of(fact)
    label = definition.label if definition else fact
    if value is None:
        return f"{label}?" if finding is Finding.OPEN else label
    return f"{label}: {answer_words(definition, value)}"
