"""Find where a text names parts of a system, what kind each is, and what the owner calls it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.reading.architecture.hosting import is_host, is_machine_below, joins
from agent.reading.facts import quote_of
from agent.reading.text.context import Saying
from agent.reading.text.cues import CueBank, Found
from agent.reading.text.names import describes_more, key_of, named, plural_of, span_of
from agent.reading.text.products import ProductNames
from agent.reading.text.sentences import Clause
from agent.reading.text.stances import Stance
from agent.reading.text.words import words_of
from knowledge import Catalog
from knowledge.tables import word_table
from knowledge.vocabulary import ComponentKind, Value


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
    stance: Stance = Stance.NOW
    drawn: bool = False
    """A box of a drawing or a line of a list of parts, which is a part whatever else is said."""
    listed: bool = False
    """Named as a list of parts or the model names it; it means that part and no other."""

    @property
    def assists(self) -> bool:
        """Whether it is an assistant or bot, which may turn out to be a model, an agent or a service."""
        return bool(set(self.key.split()[-1:]) & ASSISTANTS)


class PartWords(Value):
    """Words by which parts are told from other words."""

    general: tuple[str, ...]
    content: tuple[str, ...]
    taking_in: tuple[str, ...]
    pages: tuple[str, ...]
    models: tuple[str, ...]
    everyday: dict[ComponentKind, tuple[str, ...]]
    outcomes: tuple[str, ...]
    leading: tuple[str, ...]
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    any_model: tuple[str, ...]


_WORDS = word_table("parts", PartWords)
_LEADING, _OBJECTS = frozenset(_WORDS.leading), frozenset(_WORDS.objects)
_LEADING_ON = frozenset({"and", "then", "which", "that", "who", "it"})
"""Words between a name and what it does."""
_SUBJECTS, ANY_MODEL = frozenset(_WORDS.subjects), frozenset(_WORDS.any_model)
MODELS = (
    ComponentKind.LANGUAGE_MODEL,
    ComponentKind.AGENT,
    ComponentKind.PREDICTIVE_MODEL,
    ComponentKind.VISION_MODEL,
    ComponentKind.SPEECH_MODEL,
    ComponentKind.RECOMMENDER,
    ComponentKind.MEDIA_GENERATOR,
)
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
        found = [
            one for one in self._bank.find(clause.texts, clause.turns, longest=True) if _is_written(one, text, saying)
        ]
        ends = frozenset(one.end for one in found)
        found = [one for one in found if not _is_deed(one, clause, ends)]
        kept = _hosted(_joined(_widest(found), clause), clause)
        taken = frozenset(place for one in kept for place in range(one.start, one.end))
        for one in kept:
            meaning = saying.meaning(one, *((one.sign.kind.value,) if one.sign.kind else ()))
            if not meaning.holds or meaning.stance not in (Stance.NOW, Stance.POSSIBLE):
                continue
            first, last = span_of(clause, one.start, one.end, taken)
            if one.sign.product:
                first = next(
                    (at for at in range(first, one.start) if text[clause.words[at].start].isupper()), one.start
                )
            if describes_more(clause, last) or _is_switch(text, clause.words[one.start].start):
                continue
            if one.sign.kind in _MACHINES and is_machine_below(clause, first, last, ends):
                continue
            if one.sign.everyday and not _is_thing(clause, first, last):
                continue
            if one.sign.kind is ComponentKind.CONTENT_SOURCE and not _is_source(one, clause.texts):
                continue
            name = named(text, clause, first, last, self._plain)
            bare = last - first == 1 and clause.texts[first] in _WORDS.general
            kind = _kind_here(one, saying)
            words = quote_of(saying, one)
            yield Mention(kind, name, key_of(name), bare, saying, first, last, words, meaning.stance)


@dataclass(frozen=True)
class _Name:
    """One cue of a kind; each counts for itself, so that the longest can win."""

    kind: ComponentKind | None
    cue: str
    proper: bool = False
    """A word of everyday language that names a product only where it has a capital."""
    product: bool = False
    everyday: bool = False
    """A word that names many things beside parts."""


def _cues(catalog: Catalog) -> Iterator[tuple[str, _Name]]:
    for known in catalog.kinds.values():
        yield from ((cue, _Name(known.kind, cue)) for cue in known.cues)
    yield from ((cue, _Name(None, cue)) for cue in _WORDS.models)
    for kind, words in _WORDS.everyday.items():
        yield from ((f"({word}|{plural_of(word)})", _Name(kind, word, everyday=True)) for word in words)
    products = word_table("products", ProductNames)
    for kind, names in products.names.items():
        yield from ((_cue_of(name), _Name(kind, name, product=True)) for name in names)
    for kind, names in products.homonyms.items():
        yield from ((_cue_of(name), _Name(kind, name, proper=True, product=True)) for name in names)


def _cue_of(name: str) -> str:
    """A product's name as a cue: its words alone."""
    return " ".join(word for word, _, _ in words_of(name)) + "*" * name.endswith("*")


def _is_written(one: Found[_Name], text: str, saying: Saying) -> bool:
    """Whether a word that is everyday language too has the capital of a name, and not as the first of its sentence."""
    start = saying.clause.words[one.start].start
    return not one.sign.proper or (text[start].isupper() and start != saying.sentence.start)


def _plain_words(catalog: Catalog) -> Iterator[str]:
    """Everyday words of the field; a name that begins with one keeps no capital."""
    yield from _WORDS.general
    for kind in catalog.kinds.values():
        yield from (word for word, _, _ in words_of(f"{kind.label} {kind.meaning}"))


def _widest(found: Iterable[Found[_Name]]) -> list[Found[_Name]]:
    """Of finds that overlap, the one that names more words; a known kind before a bare model."""
    order = sorted(found, key=lambda one: (-(one.end - one.start), one.sign.kind is None, one.start))
    kept: list[Found[_Name]] = []
    for one in order:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
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


def _hosted(found: list[Found[_Name]], clause: Clause) -> list[Found[_Name]]:
    """A model and what runs it are one part, the model: ``GPT-4o via Azure OpenAI``."""
    done: list[Found[_Name]] = []
    for one in found:
        before = done[-1] if done else None
        hosts = is_host(clause.texts[one.start : one.end])
        if before is not None and hosts and before.sign.kind in _HOSTED and joins(clause.texts[before.end : one.start]):
            done[-1] = Found(before.sign, before.start, one.end, (*before.named, *one.named))
        else:
            done.append(one)
    return done


_MACHINES = (ComponentKind.SERVICE, ComponentKind.DEVICE, ComponentKind.WORKSPACE)
_HOSTED = (
    ComponentKind.LANGUAGE_MODEL,
    ComponentKind.SPEECH_MODEL,
    ComponentKind.VISION_MODEL,
    ComponentKind.MEDIA_GENERATOR,
)


def _is_one_name(clause: Clause, place: int) -> bool:
    """Whether a word goes on with the name before it; behind a possessive another name begins."""
    before = clause.words[place - 1]
    return (clause.words[place].start - before.end == 1 or clause.words[place].near) and not before.owns


def _kind_here(one: Found[_Name], saying: Saying) -> ComponentKind | None:
    """A page that is read is content, not a place where people meet the system; what is learned from is a data set."""
    kind, word = one.sign.kind, saying.clause.texts[one.end - 1]
    if kind is ComponentKind.CONTENT_SOURCE and saying.meaning(one, "reads_outside_content").stance is Stance.OTHERS:
        return ComponentKind.DATASET
    if kind is ComponentKind.CLIENT and word in _WORDS.pages:
        ours = saying.meaning(one, "page_of_ours").stance is not Stance.OTHERS
        return kind if ours else ComponentKind.CONTENT_SOURCE
    return kind


def _is_switch(text: str, place: int) -> bool:
    """Whether a word is a switch of a command line, such as ``--name``."""
    return text[max(0, place - 2) : place] == "--"


def _is_thing(clause: Clause, first: int, last: int) -> bool:
    """Whether an everyday word is a thing and not a deed, and one that is spoken of: ``the list``, ``price lists``."""
    words, lead = clause.texts, set(clause.texts[max(0, first - 1) : first])
    if words[last - 1].removesuffix("s") in _WORDS.outcomes and (last - first == 1 or words[last - 1].endswith("s")):
        return False
    if lead & _LEADING:
        return True
    if words[first][0].isdigit() or lead & _SUBJECTS:
        return False
    if words[last - 1].endswith("s"):
        behind = words[last : last + 1]
        return last - first > 1 and not (behind and (behind[0] in _OBJECTS or behind[0][0].isdigit()))
    return last - first > 1 and bool(lead & {"a", "an"})


def _is_deed(one: Found[_Name], clause: Clause, ends: frozenset[int]) -> bool:
    """Whether a word says what a name before it does: ``the model feeds the index``, not ``price feeds``."""
    words = clause.texts
    if one.start not in ends and not set(words[max(0, one.start - 1) : one.start]) & _LEADING_ON:
        return False
    behind = words[one.end : one.end + 1]
    return one.end - one.start == 1 and words[one.start].endswith("s") and bool(behind) and behind[0] in _OBJECTS


def _is_source(one: Found[_Name], words: tuple[str, ...]) -> bool:
    """Content named by one general word counts only where something is said to take it in."""
    general = one.sign.everyday or (one.end - one.start == 1 and words[one.start] in _WORDS.content)
    return not general or any(word.startswith(_WORDS.taking_in) for word in words)
