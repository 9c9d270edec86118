"""Whether a model says enough of an AI system to be worth reading, and what is missing where it does not."""

from agent.domain.facts import Provenance
from agent.domain.model import ThreatModel
from knowledge.vocabulary import ComponentKind

AI_KINDS = frozenset(
    {
        ComponentKind.LANGUAGE_MODEL, ComponentKind.AGENT, ComponentKind.PREDICTIVE_MODEL, ComponentKind.VISION_MODEL,
        ComponentKind.SPEECH_MODEL, ComponentKind.RECOMMENDER, ComponentKind.MEDIA_GENERATOR, ComponentKind.AGGREGATOR,
        ComponentKind.TOOL_SERVER, ComponentKind.RETRIEVER, ComponentKind.VECTOR_STORE,
    }
)  # fmt: skip
"""Kinds of parts that make a system an AI system."""
_ENOUGH = 3
"""As many things told as make a draft worth reading although no AI part is named."""
_CONCLUDED = (Provenance.IMPLIED, Provenance.ASSUMED)


def missing_in(model: ThreatModel) -> tuple[str, ...]:
    """What a description lacks from which next to nothing was understood; nothing where enough was."""
    told = [kept for kept in model.facts if kept.provenance not in _CONCLUDED]
    named = [part for part in model.components if not part.inferred]
    if any(part.kind in AI_KINDS for part in model.components) or len(told) + len(named) >= _ENOUGH:
        return ()
    lines = ["which model or agent it has, and what that does"]
    lines += [] if model.actors else ["who uses it"]
    lines += [] if named else ["what it reads, stores and may do by itself"]
    return tuple(lines)
