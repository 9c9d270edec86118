"""What is asked of knowledge for each part of a system."""

from agent.domain.claims import without_claims
from agent.domain.model import ThreatModel
from knowledge.retriever import Query

MOST_CHARACTERS = 1500
HITS = 8


def query_for(target: str, model: ThreatModel) -> Query:
    """The question about one component, with its flows and surroundings, or about the system as a whole."""
    part = model.component(target)
    if part is None:
        text = without_claims(f"{model.system.purpose} {model.system.description}", model)
        return Query(text=text[:MOST_CHARACTERS], limit=HITS)
    around = [model.name_of(part.boundary)] if part.boundary else []
    for flow in model.flows:
        if part.id in (flow.source, flow.target):
            other = flow.target if flow.source == part.id else flow.source
            around += [flow.label, model.name_of(other), "untrusted" if flow.untrusted else ""]
    words = [part.name, part.kind.value.replace("_", " "), part.description, *(q.text for q in part.quotes), *around]
    text = without_claims(" ".join(word for word in words if word), model)
    return Query(text=text[:MOST_CHARACTERS], kinds=(part.kind,), limit=HITS)
