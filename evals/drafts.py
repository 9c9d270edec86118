"""A model's threats in the form that scores read: in order, with plain ids."""

from agent.domain import ThreatModel, ThreatStatus
from evals.matching import Found
from evals.transcript import Drafted
from knowledge.vocabulary import Framework

_OWASP = (Framework.OWASP_LLM, Framework.OWASP_AGENTIC, Framework.OWASP_AGENTIC_THREATS, Framework.OWASP_ML)


def drafted(model: ThreatModel) -> tuple[Drafted, ...]:
    """The live threats of a model in its own order."""
    return tuple(
        Drafted(
            title=threat.title,
            pattern=threat.pattern or "",
            atlas=tuple(r.id for r in threat.references if r.framework is Framework.ATLAS and r.id.startswith("AML.T")),
            owasp=tuple(dict.fromkeys(r.id.partition(":")[0] for r in threat.references if r.framework in _OWASP)),
            component=", ".join(model.name_of(target) for target in threat.targets),
        )
        for threat in model.threats
        if threat.status not in (ThreatStatus.DISMISSED, ThreatStatus.RETIRED)
    )


def found_in(model: ThreatModel) -> tuple[Found, ...]:
    """The live threats of a model in the form that matching reads."""
    return tuple(threat.as_found() for threat in drafted(model))
