"""Questions about the model itself: what first, which threats concern a thing, how one would happen, what is open."""

import re
from collections.abc import Callable, Mapping

from agent.domain import Session, Wish
from agent.domain.sessions.session import Topic
from agent.reading.commands.command import Command, Desk
from agent.reading.commands.entity_lookup import bare, meant_by, number_in, plain_id, roughly_meant
from agent.reading.commands.orders.threat_references import listed_threats, spoken_of, threat_meant
from agent.reading.commands.templates import Match

MOST_LISTED = 10


def _on(topic: Topic) -> Callable[[Match, Desk], Command]:
    return lambda match, desk: Command(wish=Wish.ASK, topic=topic)


def _top(match: Match, desk: Desk) -> Command | None:
    words = match.words("count")
    number = number_in(words)
    if words and not number:
        return None
    usual = 5 if match.words("many") else 1
    return Command(wish=Wish.ASK, topic=Topic.TOP, about=str(min(number or usual, MOST_LISTED)))


def _band(match: Match, desk: Desk) -> Command:
    return Command(wish=Wish.ASK, topic=Topic.BAND, about=match.value("band"))


def _decided(match: Match, desk: Desk) -> Command:
    return Command(wish=Wish.ASK, topic=Topic.DECIDED, about=match.value("state"))


def _owner(match: Match, desk: Desk) -> Command | None:
    """Who answers for a threat, or does a measure; of anything else it is a question about a part."""
    words = bare(match.words("thing"))
    measure = re.fullmatch(r"M-?\s?\d{1,6}", words, re.IGNORECASE)
    meant = plain_id(words) if measure else threat_meant(words, desk.session)
    return Command(wish=Wish.ASK, topic=Topic.OWNER, about=meant) if meant else None


def _about(match: Match, desk: Desk) -> Command | None:
    if not desk.session.model.threats:
        return None
    return Command(wish=Wish.ASK, topic=Topic.ABOUT, about=bare(match.words("rest")))


def _how(match: Match, desk: Desk) -> Command | None:
    return _of_threat(match, desk, Topic.HOW)


def _score(match: Match, desk: Desk) -> Command | None:
    return _of_threat(match, desk, Topic.SCORE)


def _of_threat(match: Match, desk: Desk, topic: Topic) -> Command | None:
    """A question about one threat: the one that is named, the one last spoken of, or the first of the list."""
    words = match.words("threat")
    meant = threat_meant(words or "it", desk.session)
    if meant:
        return Command(wish=Wish.ASK, topic=topic, about=meant)
    if words.strip(" ?.!").lower() in _POINTING or not words:
        first = next((one.id for one in listed_threats(desk.session.model)), "")
        return Command(wish=Wish.ASK, topic=topic, about=first) if first else None
    return None


def _part(match: Match, desk: Desk) -> Command | None:
    return _of_part(match, desk, Topic.PART)


def _reach(match: Match, desk: Desk) -> Command | None:
    return _of_part(match, desk, Topic.REACH)


def _of_part(match: Match, desk: Desk, topic: Topic) -> Command | None:
    """A question about a part or person of the model; a word for something else is none."""
    words = bare(match.words("thing"))
    if words.lower() in _POINTING:
        found = spoken_about(desk.session)
        return Command(wish=Wish.ASK, topic=topic, about=found) if found else None
    meant = meant_by(words, desk.session.model, desk.catalog)
    if meant.one is not None:
        return Command(wish=Wish.ASK, topic=topic, about=meant.one.id)
    likely = meant.things or roughly_meant(words, desk.session.model)
    return Command(wish=Wish.ASK, topic=topic, about=likely[0].id) if len(likely) == 1 else None


def spoken_about(session: Session) -> str:
    """What a threat last spoken of is about, where it is one part; empty where there is none."""
    threat = session.model.threat(next(iter(spoken_of(session)), ""))
    return threat.targets[0] if threat is not None and threat.targets[0].startswith("C-") else ""


ASKING: Mapping[str, Callable[[Match, Desk], Command | None]] = {
    "ask_first": _on(Topic.FIRST),
    "ask_top": _top,
    "ask_band": _band,
    "ask_decided": _decided,
    "ask_due": _on(Topic.DUE),
    "ask_safe": _on(Topic.SAFE),
    "ask_owner": _owner,
    "ask_how": _how,
    "ask_score": _score,
    "ask_reach": _reach,
    "ask_open": _on(Topic.OPEN),
    "ask_assumed": _on(Topic.ASSUMED),
    "ask_plan": _on(Topic.PLAN),
    "ask_export": _on(Topic.EXPORT),
    "ask_summary": _on(Topic.SUMMARY),
    "ask_count": _on(Topic.COUNT),
    "ask_about": _about,
    "ask_part": _part,
    "ask_about_else": _about,
}
"""What is done with a question of each intent; None where it asks for something else after all."""
_POINTING = frozenset({"it", "that", "this", "them", "that one", "this one", "this threat", "that threat"})
