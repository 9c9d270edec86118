"""Find where a text names parts of a system, what kind each is, and what the owner calls it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.reading.facts import quote_of
from agent.reading.plausibility import trained_on
from agent.reading.text.cues import CueBank, Found, lexicon, words_of
from agent.reading.text.hedges import Surety
from agent.reading.text.names import describes_more, key_of, named, span_of
from agent.reading.text.sentences import Clause
from agent.reading.text.stance import Saying
from knowledge import Catalog
from knowledge.vocabulary import ComponentKind


@dataclass(frozen=True, eq=False)
class Mention:
    """A place where a text names a part."""

    kind: ComponentKind | None
    """None for a bare model, whose kind the rest of the text tells."""
    name: str
    key: str
    bare: bool
    """Named by its general word alone, as in ``the agent``."""
    saying: Saying
    start: int
    end: int
    words: str
    surety: Surety = Surety.SURE
    drawn: bool = False
    """A box of a drawing, which is a part whatever else is said."""

    @property
    def assists(self) -> bool:
        """Whether it is an assistant or bot, which may turn out to be a model, an agent or a service."""
        return bool(set(self.key.split()[-1:]) & ASSISTANTS)


ASSISTANTS = frozenset({"assistant", "chatbot", "bot", "copilot"})


class MentionReader:
    """Finds mentions of parts by the cues of the catalog's kinds."""

    def __init__(self, catalog: Catalog) -> None:
        self._bank = CueBank(_cues(catalog))
        self._plain = frozenset(_plain_words(catalog))

    def mentions(self, text: str, sayings: Iterable[Saying]) -> tuple[Mention, ...]:
        """Every mention of a part that is said to exist, in the order of the text."""
        found = [mention for saying in sayings for mention in self._in(text, saying)]
        return tuple(sorted(found, key=lambda one: one.saying.clause.words[one.start].start))

    def _in(self, text: str, saying: Saying) -> Iterator[Mention]:
        clause = saying.clause
        found = self._bank.find(clause.texts, clause.turns, longest=True)
        kept = _joined(_widest(found, clause.texts), clause)
        taken = frozenset(place for one in kept for place in range(one.start, one.end))
        for one in kept:
            stance = saying.manner.stance(one)
            if stance.surety in (Surety.UNSAID, Surety.PLANNED) or saying.manner.absent(one):
                continue
            first, last = span_of(clause, one.start, one.end, taken)
            if describes_more(clause, last) or _is_deed(one, clause.texts) or _hardly(one, clause.texts):
                continue
            if one.sign.kind is ComponentKind.CONTENT_SOURCE and not _is_source(one, clause.texts):
                continue
            if _is_switch(text, clause.words[one.start].start) or _is_aside(one, clause.texts):
                continue
            name = named(text, clause, first, last, self._plain)
            bare = last - first == 1 and clause.texts[first] in _GENERAL
            kind = _kind_here(one, clause.texts)
            words = quote_of(saying, one)
            yield Mention(kind, name, key_of(name), bare, saying, first, last, words, stance.surety)


@dataclass(frozen=True)
class _Name:
    """One cue of a kind; each counts for itself, so that the longest can win."""

    kind: ComponentKind | None
    cue: str


_MODEL_CUES = (
    "(model|models|algorithm)",
    "(neural|own|trained|shipped|joint|production|current|base) (model|network)",
)
_OUT = lexicon(
    "writes write writing generates generate generating produces posts publishes sends send sending drafts composes "
    "creates create close closes update updates delete deletes cancel cancels file files"
)
_IN = lexicon("reads read reading fetches fetch fetching opens visits visit loads summarises summarizes")
_SEES = lexicon(
    "counts count detects detect recognises recognizes tracks spots sees identifies classifies photograph photographs "
    "damaged parked passing"
)
_LYING = lexicon("kept held stored cached lie lies sit sits live lives loaded")
_SITES = lexicon("website site homepage")
_PRINTED = lexicon("published printed listed announced")
_DEEDS = lexicon("posts mails email emails messages comments reviews documents reports")
_DOERS = lexicon("it they he she we i who which that also can then")
_DONE_TO = lexicon("that the a them him her it")
_GENERAL_CONTENT = lexicon(
    "documents document mail mails email emails messages news tickets posts comments reviews articles reports "
    "transcripts contracts attachments guides policies faqs"
)
_TAKING_IN = (
    "read", "retriev", "search", "index", "answer", "summar", "fetch", "receiv", "watch", "open", "process", "from",
    "upload", "load", "look", "scan", "classif", "sort", "monitor", "take", "ground", "base", "scor", "analy",
    "incoming", "share", "find", "draw", "consult", "translat", "ingest", "crawl", "triage", "check", "pass",
    "train", "tuned", "learn",
)  # fmt: skip
_HUMAN = lexicon(
    "human live call-centre centre center estate travel insurance user service support sales field secret press real "
    "customer-service booking"
)
_ALWAYS_HUMAN = lexicon("human live estate travel insurance user real")
_GENERAL = lexicon(
    "agent agents tool tools assistant bot chatbot copilot llm llms memory database databases app application server "
    "gateway api sandbox plugin plugins skills connectors notebooks notebook camera cameras sensor sensors drive "
    "drives bucket registry marketplace pipeline pipelines documents mail messages repository repositories editor "
    "browser login crm shell terminal model models network backend interpreter retriever classifier detector portal "
    "dashboard calendar tickets posts news robot robots phones car cars vehicle vehicles spreadsheet archive cache"
)


def _cues(catalog: Catalog) -> Iterator[tuple[str, _Name]]:
    for kind in catalog.kinds.values():
        yield from ((cue, _Name(kind.kind, cue)) for cue in kind.cues)
    yield from ((cue, _Name(None, cue)) for cue in _MODEL_CUES)


def _plain_words(catalog: Catalog) -> Iterator[str]:
    """Everyday words of the field; a name that begins with one keeps no capital."""
    yield from _GENERAL
    for kind in catalog.kinds.values():
        yield from (word for word, _, _ in words_of(f"{kind.label} {kind.meaning}"))


def _widest(found: tuple[Found[_Name], ...], words: tuple[str, ...]) -> list[Found[_Name]]:
    """Of finds that overlap, the one that names more words; a known kind before a bare model."""
    order = sorted(found, key=lambda one: (-(one.end - one.start), one.sign.kind is None, one.start))
    kept: list[Found[_Name]] = []
    for one in order:
        if all(one.end <= other.start or other.end <= one.start for other in kept) and not _is_person(one, words):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _joined(found: list[Found[_Name]], clause: Clause) -> list[Found[_Name]]:
    """Two names side by side are one: the last says what it is, unless it is a bare model."""
    done: list[Found[_Name]] = []
    for one in found:
        before = done[-1] if done else None
        if before is not None and before.end == one.start and _is_one_name(clause, one.start):
            of_model = before.sign.kind is ComponentKind.LANGUAGE_MODEL and clause.texts[one.end - 1] in ("api", "apis")
            sign = before.sign if one.sign.kind is None or of_model else one.sign
            done[-1] = Found(sign, before.start, one.end, (*before.named, *one.named))
        else:
            done.append(one)
    return done


def _is_one_name(clause: Clause, place: int) -> bool:
    """Whether a word goes on with the name before it; behind a possessive another name begins."""
    before = clause.words[place - 1]
    return (clause.words[place].start - before.end == 1 or clause.words[place].near) and not before.owns


def _kind_here(one: Found[_Name], words: tuple[str, ...]) -> ComponentKind | None:
    """A page that is read is content, not a place where people meet the system; what is learned from is a data set."""
    if one.sign.kind is ComponentKind.CONTENT_SOURCE and trained_on(words, one.start, one.end):
        return ComponentKind.DATASET
    is_page = words[one.end - 1] in ("page", "pages", "website", "websites")
    if one.sign.kind is ComponentKind.CLIENT and is_page and _IN & set(words[max(0, one.start - 3) : one.start]):
        return ComponentKind.CONTENT_SOURCE
    return one.sign.kind


def _is_deed(one: Found[_Name], words: tuple[str, ...]) -> bool:
    """What is written or sent is no source, what is counted no part; ``it posts`` tells of a deed."""
    if one.sign.kind is ComponentKind.DEVICE:
        return bool(_SEES & set(words[max(0, one.start - 2) : one.start]))
    if one.sign.kind is not ComponentKind.CONTENT_SOURCE:
        return False
    before, after = words[max(0, one.start - 2) : one.start], words[one.end : one.end + 1]
    verb = one.end - one.start == 1 and words[one.start] in _DEEDS
    doer = bool(before) and before[-1] in _DOERS
    addressed = before[-1:] == ("and",) and bool(set(after) & _DONE_TO)
    return bool(set(before) & _OUT) or (verb and (doer or addressed))


def _is_switch(text: str, place: int) -> bool:
    """Whether a word is a switch of a command line, such as ``--name``."""
    return text[max(0, place - 2) : place] == "--"


def _is_aside(one: Found[_Name], words: tuple[str, ...]) -> bool:
    """Whether words only tell how or where: ``multi-agent``, ``through its API``, ``published on our site``."""
    before = words[max(0, one.start - 3) : one.start]
    if one.sign.kind is ComponentKind.CLIENT and words[one.end - 1] in _SITES and _PRINTED & set(before):
        return True
    if words[one.start] == "agent" and before[-1:] == ("multi",):
        return True
    if one.end - one.start == 1 and words[one.start] == "api" and before[-1:] == ("its",):
        return True
    lies = _LYING & set(words[max(0, one.start - 6) : one.start])
    return one.sign.kind is ComponentKind.MEMORY and "in" in before and bool(lies)


def _hardly(one: Found[_Name], words: tuple[str, ...]) -> bool:
    return one.start > 0 and words[one.start - 1] in ("little", "hardly")


def _is_source(one: Found[_Name], words: tuple[str, ...]) -> bool:
    """Content named by one general word counts only where something is said to take it in."""
    general = one.end - one.start == 1 and words[one.start] in _GENERAL_CONTENT
    return not general or any(word.startswith(_TAKING_IN) for word in words)


def _is_person(one: Found[_Name], words: tuple[str, ...]) -> bool:
    """``our support agents`` are people, as are human and travel agents; a support agent alone is not."""
    if one.sign.kind is not ComponentKind.AGENT:
        return False
    before = words[one.start - 1] if one.start else ""
    own = words[one.start : one.end]
    human = {before, *own[:-1]} & _HUMAN
    return bool(human) and (own[-1] == "agents" or bool(human & _ALWAYS_HUMAN))
