"""Questions about the model itself: what first, which threats concern a thing, how one would happen, what is open."""

from collections.abc import Callable, Mapping

from agent.domain import Session, Wish
from agent.domain.session import Topic
from agent.reading.commands.command import Command, Desk, told
from agent.reading.commands.naming import bare, meant_by
from agent.reading.commands.templates import Match
from agent.reading.commands.threats_meant import spoken_of, threat_meant

MOST_LISTED = 10
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _on(topic: Topic) -> Callable[[Match, Desk], Command]:
    return lambda match, desk: Command(wish=Wish.ASK, topic=topic)


def _top(match: Match, desk: Desk) -> Command | None:
    words = match.words("count").lower()
    number = _NUMBERS.index(words) + 1 if words in _NUMBERS else int(words) if words.isdecimal() else 0
    if words and not number:
        return None
    usual = 5 if match.words("many") else 1
    return Command(wish=Wish.ASK, topic=Topic.TOP, about=str(min(number or usual, MOST_LISTED)))


def _about(match: Match, desk: Desk) -> Command:
    return Command(wish=Wish.ASK, topic=Topic.ABOUT, about=bare(match.words("rest")))


def _how(match: Match, desk: Desk) -> Command | None:
    return _of_threat(match, desk, Topic.HOW)


def _score(match: Match, desk: Desk) -> Command | None:
    return _of_threat(match, desk, Topic.SCORE)


def _of_threat(match: Match, desk: Desk, topic: Topic) -> Command | None:
    """A question about one threat: the one that is named, or the one last spoken of."""
    words = match.words("threat")
    meant = threat_meant(words or "it", desk.session)
    if meant:
        return Command(wish=Wish.ASK, topic=topic, about=meant)
    if words.strip(" ?.!").lower() in _POINTING or not words:
        return told(_WHICH) if desk.session.model.threats else None
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
    if meant.things and len(meant.things) == 1:
        return Command(wish=Wish.ASK, topic=topic, about=meant.things[0].id)
    return None


def spoken_about(session: Session) -> str:
    """What a threat last spoken of is about, where it is one part; empty where there is none."""
    threat = session.model.threat(next(iter(spoken_of(session)), ""))
    return threat.targets[0] if threat is not None and threat.targets[0].startswith("C-") else ""


ASKING: Mapping[str, Callable[[Match, Desk], Command | None]] = {
    "ask_first": _on(Topic.FIRST),
    "ask_top": _top,
    "ask_how": _how,
    "ask_score": _score,
    "ask_reach": _reach,
    "ask_open": _on(Topic.OPEN),
    "ask_summary": _on(Topic.SUMMARY),
    "ask_count": _on(Topic.COUNT),
    "ask_about": _about,
    "ask_part": _part,
}
"""What is done with a question of each intent; None where it asks for something else after all."""
_POINTING = frozenset({"it", "that", "this", "them", "that one", "this one", "this threat", "that threat"})
_WHICH = "Which threat do you mean? Say its number, such as T-001, or words of its title."
