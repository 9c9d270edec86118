"""Find the threat that somebody's words mean: by id, by place, by words of its title, or the one last spoken of."""

import re
from collections.abc import Callable, Iterator

from agent.domain import Session, Threat, ThreatModel
from agent.domain.findings.threat_ranking import sections
from agent.reading.commands.entity_lookup import threat_id
from agent.reading.text.language import function_words
from agent.reading.text.words import lexicon
from knowledge.search.entry_names import name_words
from knowledge.search.words import stems

LOOKED_BACK = 3
"""How many turns back a threat counts as spoken of."""


def id_in(words: str, letters: str) -> tuple[str, str] | None:
    """The id of one of some kinds that words open with, and what stands behind it; None where they do not."""
    found = re.fullmatch(rf"([{letters}]-?\s?\d{{1,6}})\b:?(.*)", words.strip(), re.IGNORECASE | re.DOTALL)
    return (found[1], found[2]) if found else None


def threat_meant(words: str, session: Session, beside: str = "") -> str:
    """The id of the one threat that words mean; empty where they mean none, or may mean several.

    An id counts whether there is such a threat or not, so that the refusal names it. ``beside`` is the threat that is
    meant already, where words are to name another one: "the other".
    """
    flat = " ".join(words.lower().split()).strip(" .,;:!?'\"\u201c\u201d")
    flat = re.sub(r"^(?:the )?(?:threat|risk) (?=t-?\s?\d)", "", flat)
    if re.fullmatch(r"t-?\s?\d{1,6}", flat):
        return threat_id(flat)
    if flat in _POINTING:
        return next(iter(spoken_of(session)), "")
    if flat in _OTHER:
        return next((one for one in spoken_of(session) if one != beside), "")
    listed = listed_threats(session.model)
    if place := _PLACE.fullmatch(flat):
        at = _AT[place["place"]]
        return listed[at].id if -len(listed) <= at < len(listed) else ""
    named = _NAMED.fullmatch(flat)
    return _titled(next(filter(None, named.groups())), session.model) if named else _called(flat, session.model)


def listed_threats(model: ThreatModel) -> tuple[Threat, ...]:
    """The threats that have a place: neither set aside nor gone, in the order of the list."""
    shown = sections(model.threats)
    left = {one.id for one in (*shown.probably_not, *shown.gone)}
    return tuple(one for one in model.threats if one.id not in left)


def spoken_of(session: Session) -> Iterator[str]:
    """The threats that were spoken of in the last turns, the last one first.

    What the owner said or did counts before the answer; an answer counts where it begins with a threat, or names a
    single one.
    """
    known = {one.id for one in session.model.threats}
    for turn in reversed(session.turns[-LOOKED_BACK:]):
        said = [threat_id(one) for one in _IDS.findall(turn.said.text)]
        done = [str(getattr(edit, "threat", "")) for edit in turn.said.edits]
        text = turn.reply.text if turn.reply else ""
        told = list(dict.fromkeys(map(threat_id, _IDS.findall(text))))
        first = told[:1] if len(told) == 1 or text.startswith("**T-") else []
        found = [*reversed([*done, *said]), *first]
        yield from dict.fromkeys(one for one in found if one in known)


def _called(words: str, model: ThreatModel) -> str:
    """The one threat whose term or other name is just these words: ``hallucination``, ``prompt injection`` may be two.

    Part of a name is too little where nothing says that a threat is meant.
    """
    wanted = name_words(words)
    found = [one.id for one in model.threats if wanted in map(name_words, (_term(one), *one.also_known_as))]
    return found[0] if wanted and len(found) == 1 else ""


def _titled(words: str, model: ThreatModel) -> str:
    """The one threat of that name, or else the one whose title, names or statement hold all telling words.

    A name that is part of another threat's term means neither: there are two sorts of prompt injection.
    """
    wanted = {stem for word in words.split() if word not in function_words() for stem in stems(word)}
    ways: tuple[Callable[[Threat], bool], ...] = (
        lambda one: wanted <= set(stems(_term(one))) or name_words(words) in map(name_words, one.also_known_as),
        lambda one: wanted <= set(stems(one.title)),
        lambda one: any(wanted <= set(stems(name)) for name in one.also_known_as),
        lambda one: wanted <= set(stems(f"{one.title} {one.statement}")),
    )
    for fits in ways:
        found = [one.id for one in model.threats if wanted and fits(one)]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""


def _term(threat: Threat) -> str:
    return threat.title.partition(":")[0]


_IDS = re.compile(r"\bt-\s?\d{1,6}\b", re.IGNORECASE)
_POINTING = lexicon("it this that") | {
    f"{this} {one}" for this in ("this", "that") for one in ("one", "threat", "risk", "entry", "point")
}
_OTHER = {f"the other{one}" for one in ("", " one", " threat", " risk")}
_AT = {
    word: place
    for place, words in {
        0: "first 1st top topmost", 1: "second 2nd", 2: "third 3rd", 3: "fourth 4th", 4: "fifth 5th", 5: "sixth 6th",
        6: "seventh 7th", 7: "eighth 8th", 8: "ninth 9th", 9: "tenth 10th", -1: "last lowest bottom",
    }.items()
    for word in words.split()
}  # fmt: skip
_PLACE = re.compile(rf"the (?P<place>{'|'.join(_AT)})(?: (?:one|threat|risk|entry|point|item|line))?")
_NAMED = re.compile(
    r"(?:the|that|this) (?:(?:one|threat|risk|entry) (?:about|on|of|with) (?P<about>.{3,80})|"
    r"(?P<named>.{3,60}) (?:one|threat|risk|entry))"
)
