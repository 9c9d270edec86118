"""A model's threats in the form that scores read: in order, with plain ids."""

from collections.abc import Iterable, Iterator

from agent.domain import Threat, ThreatModel, ThreatStatus
from agent.domain.findings.threat_ranking import sections
from evals.case_runs.transcript import Drafted
from evals.matching import Found
from evals.other_tools.successors import as_cases_name_it
from knowledge.vocabulary import Framework

_OWASP = (Framework.OWASP_LLM, Framework.OWASP_AGENTIC, Framework.OWASP_AGENTIC_THREATS, Framework.OWASP_ML)


def drafted(model: ThreatModel) -> tuple[Drafted, ...]:
    """The live threats of a model in its own order."""
    return _as_drafted(model, _live(model))


def main_list(model: ThreatModel) -> tuple[Drafted, ...]:
    """The threats to talk about, in order."""
    return _as_drafted(model, sections(model.threats, model.controls).main)


def _live(model: ThreatModel) -> Iterator[Threat]:
    yield from (one for one in model.threats if one.status not in (ThreatStatus.DISMISSED, ThreatStatus.RETIRED))


def _as_drafted(model: ThreatModel, threats: Iterable[Threat]) -> tuple[Drafted, ...]:
    return tuple(
        Drafted(
            title=threat.title,
            statement=threat.statement,
            pattern=threat.pattern or "",
            atlas=tuple(r.id for r in threat.references if r.framework is Framework.ATLAS and r.id.startswith("AML.T")),
            owasp=tuple(dict.fromkeys(as_cases_name_it(r) for r in threat.references if r.framework in _OWASP)),
            component=", ".join(model.name_of(target) for target in threat.targets),
            because=_because(threat, model),
        )
        for threat in threats
    )


def found_in(model: ThreatModel) -> tuple[Found, ...]:
    """The live threats of a model in the form that matching reads."""
    return tuple(threat.as_found() for threat in drafted(model))


def _because(threat: Threat, model: ThreatModel) -> tuple[str, ...]:
    """The facts that decided, each with its value and the words or the origin behind it."""
    lines = []
    for name in threat.evidence.facts:
        kept = next((model.fact(name, target) for target in threat.targets if model.fact(name, target)), None)
        if kept is not None:
            words = f" “{kept.quotes[0].text[:80]}”" if kept.quotes else f" {kept.because[:80]}" if kept.because else ""
            lines.append(f"{name}={kept.value} {kept.provenance.value}{words}")
    return tuple(lines) + tuple(f"{name} assumed" for name in threat.evidence.assumed)
