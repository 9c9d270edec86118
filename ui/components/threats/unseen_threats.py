"""Which threats are new or have changed since this tab came to a model, until their card is looked at."""

from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Session
from agent.domain.threats import Threat
from ui import state
from ui.components.widget_keys import tag_of

NEW, CHANGED = "new", "changed"


def keep_first_sight(session: Session) -> None:
    """Note how the threats are when this tab first sees some of this model; they are what is not new."""
    if session.model.threats and not state.recall_words(_name(session)):
        _keep(session, {one.id: _tag(one) for one in session.model.threats})


def fresh_in(session: Session) -> dict[str, str]:
    """The threats that are new or changed, by id, each with the word for it."""
    known = _known(session)
    return {} if not known else _marks(session.model, known)


def have_seen(session: Session, threat: Threat) -> None:
    """The card of a threat is open: it is no longer new."""
    known = _known(session)
    if known and known.get(threat.id) != _tag(threat):
        _keep(session, known | {threat.id: _tag(threat)})


def _marks(model: ThreatModel, known: dict[str, str]) -> dict[str, str]:
    found = {one.id: NEW for one in model.threats if one.id not in known}
    return found | {one.id: CHANGED for one in model.threats if one.id in known and known[one.id] != _tag(one)}


def _tag(threat: Threat) -> str:
    """What a reader would want to look at again; what they decide themselves is no news to them."""
    return tag_of(threat.title, threat.statement, threat.targets, threat.current.levels(), threat.certainty)


def _known(session: Session) -> dict[str, str]:
    pairs = (pair.split(":") for pair in state.recall_words(_name(session)).split())
    return {name: tag for name, tag in pairs}


def _keep(session: Session, tags: dict[str, str]) -> None:
    state.remember(_name(session), " ".join(f"{name}:{tag}" for name, tag in tags.items()))


def _name(session: Session) -> str:
    return f"seen_{session.id}"
