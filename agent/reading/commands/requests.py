"""Tell what is wanted of the threat model from statements about the system, and read what a "what if" supposes."""

import re
from collections.abc import Callable, Iterable

from agent.domain import ControlStatus, Edit, Provenance, ThreatModel
from agent.domain.changes.edits import DecideControl, PutComponent, Remove, SetFact
from agent.reading.commands.entity_lookup import bare, meant_by, plain_id
from agent.reading.commands.templates import Match, fits, matches
from agent.reading.facts import in_order
from agent.reading.naming.known_names import Known
from agent.reading.open_points import says_that_it_is_open
from agent.reading.statements import TextReader
from agent.reading.text.sentences import Sentence, sentences_of
from knowledge import Catalog

LONGEST = 400
"""Nobody asks for something in more letters than this; a longer text is a description."""


def is_request(text: str) -> bool:
    """Whether a message wants something of the threat model, or asks, rather than tell of the system."""
    flat = " ".join(text.split())
    return len(flat) <= LONGEST and (_NAMES_ONE.search(flat) is not None or asks(flat) or fits(flat, "request"))


def things_named(text: str, model: ThreatModel) -> tuple[str, ...]:
    """The threats and measures of the model that a message of one sentence opens with or speaks of by their ids."""
    flat = " ".join(text.split())
    if len(flat) > LONGEST or len(sentences_of(text)) > 1 or asks(text):
        return ()
    known = {*(one.id for one in model.threats), *(one.id for one in model.controls)}
    written = [one.upper() for one in _NAMES_ONE.findall(flat)]
    return tuple(one for one in written if one in known)


def asks(text: str) -> bool:
    """Whether a message is nothing but questions, with their marks or without."""
    sentences = sentences_of(text)
    return bool(sentences) and all(one.asks or _asks_without_a_mark(one) for one in sentences)


def _asks_without_a_mark(sentence: Sentence) -> bool:
    """Whether it is a question all the same; ``What is kept: names`` and ``What we keep is safe.`` tell something."""
    tells = _TELLS.search(sentence.text) is not None or says_that_it_is_open(sentence)
    return not tells and fits(sentence.text.strip(" !"), "question")


def is_aside(text: str) -> bool:
    """Whether a message says of itself that it adds something, rather than answers what was asked."""
    flat = " ".join(text.split())
    return fits(flat, "addition")


def supposition(text: str) -> str | None:
    """What a "what if" supposes, as a statement; none where the message is none."""
    flat = " ".join(text.replace("\u2019", "'").split())
    if len(flat) > LONGEST:
        return None
    match = next(matches(flat, "suppose"), None)
    if match is None or not _is_asked(match):
        return None
    gone = match.words("gone").strip(" ,")
    statement = f"We no longer use {gone}" if gone else match.words("rest").strip(" ,")
    return statement.split("?")[0] or None


def _is_asked(match: Match) -> bool:
    """A condition alone supposes nothing: ``if it is down, we call them`` states what is done."""
    return "anything" not in match.slots or "gone" in match.slots or match.line.rstrip().endswith("?")


def supposed_edits(
    statement: str, model: ThreatModel, reader: TextReader, turn: int, catalog: Catalog
) -> tuple[Edit, ...]:
    """The edits that the statement would come to if it were told; nothing that was said before stands against it."""
    if measures := _measures_in(statement, model):
        return measures
    unsaid = model.model_copy(update={"facts": (), "waivers": ()})
    dropped = next(matches(statement.strip(" .!"), "drops"), None)
    if dropped is not None:
        gone = dropped.words("thing").strip(" .,!")
        told = reader.read(f"We no longer use {_HEAD.sub('', bare(gone))}.", unsaid, turn, named=Known()).edits
        facts = tuple(edit for edit in told if isinstance(edit, SetFact))
        part = meant_by(gone, model, catalog).one
        return (*((Remove(id=part.id),) if part else ()), *facts)
    away = next(matches(statement.strip(" .!"), "remove"), None)
    taken = meant_by(away.words("thing"), model, catalog).one if away is not None else None
    if taken is not None:
        return (Remove(id=taken.id),)
    present = _told(statement)
    regular = (_REGULAR_PAST.sub(rf"\1\2{ending}", present) for ending in ("", "e"))

    def read(words: str) -> tuple[Edit, ...]:
        edits = reader.read(f"{words.rstrip('.')}.", unsaid, turn, named=Known()).edits
        return tuple(edit for edit in edits if isinstance(edit, (SetFact, PutComponent, Remove)))

    for words in dict.fromkeys((statement, present, *regular)):
        kept = read(words)
        if any(not isinstance(edit, SetFact) or edit.value.provenance is not Provenance.IMPLIED for edit in kept):
            kept = _safeguards_alone(kept, words, model, catalog, read)
            return kept if _ONLY.search(statement) else tuple(_with_all_users(edit, model, catalog) for edit in kept)
    return ()


def _safeguards_alone(
    edits: tuple[Edit, ...], statement: str, model: ThreatModel, catalog: Catalog, read: Callable[[str], Iterable[Edit]]
) -> tuple[Edit, ...]:
    """Where a safeguard is supposed, nothing but safeguards: a person who approves each payment judges nobody by it.

    What is supposed beside it is read by itself: ``a person approves each payment and we drop the browser``.
    """
    if not _guards(edits, catalog):
        return edits
    clauses = [tuple(read(clause)) for clause in _JOINED.split(statement)]
    beside = {_what(edit) for clause in clauses if not _guards(clause, catalog) for edit in clause}
    guards = [edit for edit in _guards(edits, catalog) if not _loosens(edit, model, catalog)]
    return tuple(edit for edit in edits if edit in guards or _what(edit) in beside)


def _what(edit: Edit) -> object:
    """What an edit supposes, without the words it was read from."""
    if isinstance(edit, SetFact):
        return edit.value.fact, edit.value.subject, edit.value.value
    return edit.component.name if isinstance(edit, PutComponent) else edit


def _guards(edits: Iterable[Edit], catalog: Catalog) -> list[SetFact]:
    facts = (edit for edit in edits if isinstance(edit, SetFact))
    return [edit for edit in facts if catalog.facts[edit.value.fact].guards(edit.value.value)]


def _loosens(edit: SetFact, model: ThreatModel, catalog: Catalog) -> bool:
    """Whether a safeguard that is supposed is weaker than the one that stands: review of each result, for advice."""
    order = [choice.value for choice in catalog.facts[edit.value.fact].choices]
    known = model.value_of(edit.value.fact, edit.value.subject)
    return known in order and edit.value.value in order and order.index(edit.value.value) > order.index(known)


def _with_all_users(edit: Edit, model: ThreatModel, catalog: Catalog) -> Edit:
    """Who is named in what is supposed uses it beside those who do; nobody goes by not being named."""
    users = catalog.filling("users")
    if users is None or not isinstance(edit, SetFact) or edit.value.fact != users.id:
        return edit
    known, supposed = model.value_of(users.id, edit.value.subject), edit.value.value
    if not isinstance(known, tuple) or not isinstance(supposed, tuple):
        return edit
    return edit.model_copy(update={"value": edit.value.model_copy(update={
        "value": in_order(users, {*known, *supposed})})})  # fmt: skip


def _measures_in(statement: str, model: ThreatModel) -> tuple[Edit, ...]:
    """The measures that a statement supposes to be in place, where it says nothing else."""
    named = dict.fromkeys(plain_id(found) for found in _MEASURE.findall(statement))
    rest = set(re.findall(r"[a-z']+", _MEASURE.sub(" ", statement).lower()))
    if not named or not rest <= _IN_PLACE or any(model.control(one) is None for one in named):
        return ()
    return tuple(DecideControl(control=one, status=ControlStatus.DONE) for one in named)


def _told(statement: str) -> str:
    """The same in the form in which it would be told as true."""
    return re.sub(
        r"\b(?:were|was|had|could|would|used|ran|kept|read|approved|checked)\b",
        lambda found: _PRESENT[found[0].lower()],
        statement,
        flags=re.IGNORECASE,
    )


_TELLS = re.compile(r":\s|[^.]\.\W{0,3}\Z")
"""How what begins like a question goes on or ends where it states something."""
_REGULAR_PAST = re.compile(r"\b((?:we|they|you|people|users|staff)\s)([a-z]{3,14}?)ed\b", re.IGNORECASE)
_PRESENT = {
    "were": "is", "was": "is", "had": "have", "could": "can", "would": "", "used": "use", "ran": "runs",
    "kept": "keeps", "read": "reads", "approved": "approves", "checked": "checks",
}  # fmt: skip
_MEASURE = re.compile(r"\bM-?\d{1,6}\b", re.IGNORECASE)
_IN_PLACE = {
    "we", "i", "they", "measure", "measures", "and", "both", "all", "were", "was", "is", "are", "had", "have", "has",
    "did", "do", "does", "done", "would", "been", "be", "in", "place", "implemented", "implement", "carried", "out",
    "already", "now", "today", "the",
}  # fmt: skip
"""Words beside which a named measure is supposed to be in place."""
_JOINED = re.compile(r"\s{0,3}(?:[,;]|\band\b)\s{0,3}", re.IGNORECASE)
_ONLY = re.compile(r"\b(?:only|just|nobody (?:but|else)|no one (?:but|else)|except)\b", re.IGNORECASE)
_NAMES_ONE = re.compile(r"\b[TM]-?\d{1,6}\b")
_HEAD = re.compile(r"(?<=\w) (?:tools?|services?|features?|functions?|plug-?ins?|components?|parts?)$", re.IGNORECASE)
