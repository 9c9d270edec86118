"""How far the interview has come, stage by stage, in words: what is known and from where, what is missing and why."""

from pydantic import Field

from agent.domain.facts import SYSTEM, FactValue
from agent.domain.findings.gaps import Gap, GapKind
from agent.domain.model import ThreatModel
from agent.domain.threats import ThreatStatus
from knowledge.catalog import Catalog
from knowledge.vocabulary import InterviewStage, Value
from ui.components.text import counted
from ui.components.value_labels import SOURCES, STAGES, answer_words


class KnownLine(Value):
    """One thing that is known."""

    label: str = Field(description="The fact's short name, with the component it is about.")
    value: str = Field(description="Its value as the button says it.")
    source: str = Field(description="Where it came from.")
    quote: str = Field(default="", description="The owner's words, where there are any.")


class StageView(Value):
    """One stage of the interview as the strip shows it."""

    stage: InterviewStage = Field(description="Which stage.")
    known: tuple[KnownLine, ...] = Field(description="What is known.")
    missing: tuple[Gap, ...] = Field(description="What is missing, weightiest first.")

    @property
    def title(self) -> str:
        """The stage with its state in words, such as ``Data: 2 of 4 known``."""
        total = len(self.known) + len(self.missing)
        if not total:
            return f"{STAGES[self.stage]}: nothing to ask"
        if not self.missing:
            return f"{STAGES[self.stage]}: all {total} known"
        return f"{STAGES[self.stage]}: {len(self.known)} of {total} known"


def stages(model: ThreatModel, gaps: tuple[Gap, ...], catalog: Catalog) -> tuple[StageView, ...]:
    """The stages in the order the owner meets them."""
    known: dict[InterviewStage, list[KnownLine]] = {stage: [] for stage in STAGES}
    for value in model.facts:
        definition = catalog.facts.get(value.fact)
        if definition is not None:
            known[definition.stage].append(_line(value, model, catalog))
    missing = [gap for gap in gaps if gap.kind in (GapKind.UNKNOWN_FACT, GapKind.MISSING_PART)]
    return tuple(
        StageView(stage=stage, known=tuple(lines), missing=tuple(gap for gap in missing if gap.stage is stage))
        for stage, lines in known.items()
    )


def review_title(model: ThreatModel) -> str:
    """The last stage: how many threats wait for a decision."""
    live = [threat for threat in model.threats if threat.status is not ThreatStatus.RETIRED]
    waiting = sum(threat.status is ThreatStatus.OPEN for threat in live)
    if not live:
        return "Review: no draft yet"
    return f"Review: {counted(waiting, 'threat')} open" if waiting else "Review: every threat decided"


def effect(gap: Gap) -> str:
    """What hangs on a gap, in a few words."""
    if gap.threats:
        return f"{counted(gap.threats, 'threat')} {'hangs' if gap.threats == 1 else 'hang'} on it"
    return gap.reason


def _line(value: FactValue, model: ThreatModel, catalog: Catalog) -> KnownLine:
    definition = catalog.facts[value.fact]
    about = "" if value.subject == SYSTEM else f" ({model.name_of(value.subject)})"
    return KnownLine(
        label=definition.label + about,
        value=answer_words(definition, value.value),
        source=SOURCES[value.provenance],
        quote=value.quotes[0].text if value.quotes else "",
    )
