"""Tell what is wanted of the threat model from statements about the system, and read what a "what if" supposes."""

import re

from agent.domain import Edit, Provenance, ThreatModel
from agent.domain.edits import PutComponent, Remove, SetFact
from agent.reading.statements import TextReader
from agent.reading.text.names import key_of

LONGEST = 400
"""Nobody asks for something in more letters than this; a longer text is a description."""


def is_request(text: str) -> bool:
    """Whether a message wants something of the threat model, or asks, rather than tell of the system."""
    flat = " ".join(text.split())
    return len(flat) <= LONGEST and (_NAMES_ONE.search(flat) is not None or _WANTS.match(flat) is not None)


def is_aside(text: str) -> bool:
    """Whether a message says of itself that it adds something, rather than answers what was asked."""
    return _ADDS.match(text.strip()) is not None


def supposition(text: str) -> str | None:
    """What a "what if" supposes, as a statement; none where the message is none."""
    flat = " ".join(text.replace("\u2019", "'").split())
    if len(flat) > LONGEST:
        return None
    for pattern in _SUPPOSES:
        if match := pattern.fullmatch(flat):
            return f"We no longer use {match['gone']}" if match.groupdict().get("gone") else match["rest"]
    return None


def supposed_edits(statement: str, model: ThreatModel, reader: TextReader, turn: int) -> tuple[Edit, ...]:
    """The edits that the statement would come to if it were told; nothing that was said before stands against it."""
    bare = model.model_copy(update={"facts": (), "waivers": ()})
    dropped = _DROPS.match(statement)
    if dropped:
        gone = dropped["thing"].strip(" .,!")
        told = reader.read(f"We no longer use {_bare(gone)}.", bare, turn).edits
        facts = tuple(edit for edit in told if isinstance(edit, SetFact))
        return (*_removals(gone, model), *facts)
    for words in dict.fromkeys((statement, _told(statement))):
        edits = reader.read(f"{words.rstrip('.')}.", bare, turn).edits
        kept = tuple(edit for edit in edits if isinstance(edit, (SetFact, PutComponent, Remove)))
        if any(not isinstance(edit, SetFact) or edit.value.provenance is not Provenance.IMPLIED for edit in kept):
            return kept
    return ()


def _removals(name: str, model: ThreatModel) -> tuple[Edit, ...]:
    """The one part that a name means, taken out."""
    wanted = key_of(name)
    exact = [part.id for part in model.components if key_of(part.name) == wanted or part.id == name.upper()]
    near = [part.id for part in model.components if wanted and set(wanted.split()) <= set(key_of(part.name).split())]
    found = exact[:1] or (near if len(near) == 1 else [])
    return tuple(Remove(id=one) for one in found)


def _bare(name: str) -> str:
    """A name without its article and without a head that would mean all things of its kind."""
    return _HEAD.sub("", _ARTICLE.sub("", name))


def _told(statement: str) -> str:
    """The same in the form in which it would be told as true."""
    return re.sub(
        r"\b(?:were|was|had|could|would|used|ran|kept|read|approved|checked)\b",
        lambda found: _PRESENT[found[0].lower()],
        statement,
        flags=re.IGNORECASE,
    )


_PRESENT = {
    "were": "is", "was": "is", "had": "have", "could": "can", "would": "", "used": "use", "ran": "runs",
    "kept": "keeps", "read": "reads", "approved": "approves", "checked": "checks",
}  # fmt: skip
_PLACE = r"(?:first|second|third|fourth|fifth|next|last|top(?:most)?)"
_NAMES_ONE = re.compile(
    rf"\b[TM]-?\d{{1,6}}\b|\b(?i:the {_PLACE}(?: (?:one|two|three|thing|threat|risk|point|item)s?)?"
    r"(?: really| both| also)? (?:should|must|needs?|is|are|says?|sounds?|looks?|belongs?))\b"
)
_WANTS = re.compile(
    r"(?:please |can you |could you |i want (?:you )?to |i would like to )?"
    rf"(?:(?:make|forget|drop|delete|remove|dismiss|raise|lower|put|move) (?:it|this|that|these|those|the {_PLACE})"
    r"|merge|combine|rename|explain"
    r"|compare|why|how come|what if|suppose|imagine|which|what (?:is|are|would|about)"
    r"|how (?:would|bad|likely|do|does|is|are))\b",
    re.IGNORECASE,
)
_ASKS = r"(?:what|which|how)\b[^?]{0,120}"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_SUPPOSES = (
    _compiled(
        r"(?:(?:and|so|but|ok|okay),? )?(?:what (?:if|happens (?:if|when)|(?:would|will) (?:happen|change|remain|go"
        r"|be different) if|changes if)|how (?:would|does|will) (?:it|this|that|the (?:draft|model|list)) change if"
        r"|suppose(?: that)?|supposing(?: that)?|imagine(?: that)?|let's (?:say|assume|suppose)(?: that)?),? "
        r"(?P<rest>[^?]{3,300})(?:\?.{0,100})?"
    ),
    _compiled(rf"without (?P<gone>[^,?]{{2,80}}),? {_ASKS}\??"),
    _compiled(rf"if (?P<rest>[^,?]{{3,200}}),? {_ASKS}\?"),
)
_DROPS = _compiled(
    r"(?:(?:we|you|i|they|it|the team) )?(?:just |simply |would |could |did )?"
    r"(?:drop(?:ped)?|remove[ds]?|(?:get|got) rid of|(?:take|took) (?:out|away)"
    r"|(?:turn|switch)(?:ed)? off|disable[ds]?|stop(?:ped)? using|no longer (?:use|had|have)"
    r"|(?:don't|didn't|do not|did not|not) (?:use|have)|(?:do|did) without|(?:have|had) no|(?:leave|left) out) "
    r"(?P<thing>[^,;]{2,80})"
)
_ARTICLE = re.compile(r"^(?:the|our|a|an|any|that|this) ", re.IGNORECASE)
_HEAD = re.compile(r"(?<=\w) (?:tools?|services?|features?|functions?|plug-?ins?|components?|parts?)$", re.IGNORECASE)
_ADDS = re.compile(
    r"(?:and |oh,? |sorry,? )?(?:also|by the way|btw|one more thing|another thing|in addition|i forgot|i should add|"
    r"(?:we|it|they|users|customers) also)\b",
    re.IGNORECASE,
)
