"""Find where a text names parts of a system, what kind each is, and what the owner calls it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.reading.architecture.generic_nouns import (
    PAPER,
    PART_WORDS,
    PartName,
    gives_away,
    is_deed,
    is_listed,
    is_past_deed,
    stands,
    works,
)  # fmt: skip
from agent.reading.architecture.hosting import is_host, is_machine_below, joins
from agent.reading.architecture.implied_parts import parts_told
from agent.reading.architecture.model_kinds import kind_of_name
from agent.reading.facts import quote_of
from agent.reading.text.context import Saying
from agent.reading.text.cues import CueBank, Found
from agent.reading.text.names import describes_more, key_of, named, plural_of, span_of
from agent.reading.text.sentences import Clause
from agent.reading.text.stances import Stance
from agent.reading.text.words import words_of
from knowledge import Catalog
from knowledge.loading.tables import word_table
from knowledge.product_names import ProductNames, products
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
    stance: Stance = Stance.NOW
    drawn: bool = False
    """A box of a drawing or a line of a list of parts, which is a part whatever else is said."""
    by_deed: bool = False
    """Told by what is done with it alone; a part of its name is it, whatever its kind."""
    listed: bool = False
    """Named as a list of parts or the model names it; it means that part and no other."""

    @property
    def anew(self) -> bool:
        """Whether a general word brings in something that was not named before: ``a review by an LLM``."""
        words = self.saying.clause.texts
        led = self.bare and words[self.start - 1 : self.start] in (("a",), ("an",))
        return led and not set(words[max(0, self.start - 2) : self.start - 1]) & {
            "is",
            "are",
            "was",
            "as",
            "being",
            ",",
        }

    @property
    def assists(self) -> bool:
        """Whether it is an assistant or bot, which may turn out to be a model, an agent or a service."""
        return bool(set(self.key.split()[-1:]) & ASSISTANTS)


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
        self._bank = CueBank(_cues(catalog), "kinds")
        self._plain = frozenset(_plain_words(catalog))

    def mentions(self, text: str, sayings: Iterable[Saying]) -> tuple[Mention, ...]:
        """Every mention of a part that is said to exist, in the order of the text."""
        found = [mention for saying in sayings for mention in self._all_in(text, saying)]
        return tuple(sorted(found, key=lambda one: one.saying.clause.words[one.start].start))

    def denied_in(self, sayings: Iterable[Saying]) -> frozenset[int]:
        """Where the sentences begin that say of a part that there is none, or that nothing reaches it."""
        return frozenset(one.sentence.start for one in sayings if any(self._denied(one)))

    def _denied(self, saying: Saying) -> Iterator[bool]:
        if any(hit.sign.negates for hit in saying.hits):
            found = self._bank.find(saying.clause.texts, saying.clause.turns, longest=True)
            yield from (saying.meaning(one).stance is Stance.DENIED for one in found)

    def _all_in(self, text: str, saying: Saying) -> Iterator[Mention]:
        """What a clause names by words of its own, and what it tells by deeds beside them."""
        known = tuple(self._in(text, saying))
        deeds = tuple(parts_told(saying, [(one.start, one.end, one.kind) for one in known]))
        yield from (one for one in known if not any(deed.start < one.end <= deed.end for deed in deeds))
        for deed in deeds:
            name, words = named(text, saying.clause, deed.start, deed.end, self._plain), quote_of(saying, deed.deed)
            yield Mention(deed.kind, name, key_of(name), False, saying, deed.start, deed.end, words, by_deed=True)

    def _in(self, text: str, saying: Saying) -> Iterator[Mention]:
        clause = saying.clause
        found = [
            one for one in self._bank.find(clause.texts, clause.turns, longest=True)
            if _is_written(one, text, saying) and works(one, clause)
        ]  # fmt: skip
        ends = frozenset(one.end for one in found)
        before = {one.end: one for one in sorted(found, key=lambda one: one.start, reverse=True)}
        found = [one for one in found if not is_deed(one, clause, before)]
        kept = _hosted(_joined(_widest(found), clause), clause)
        taken = frozenset(place for one in kept for place in range(one.start, one.end))
        spans = {one: self._span(text, one, saying, taken) for one in kept}
        did = {one: span for one, span in spans.items() if is_past_deed(clause, span[0], before)}
        kept = [one for one in kept if not (one in did and one.sign.kind in PAPER and gives_away(clause, did[one][0]))]
        spans |= {one: (min(first + 1, one.start), last) for one, (first, last) in did.items()}
        meant = [one for one in kept if self._is_meant(text, one, saying, spans[one], ends)]
        plain = [one for one in meant if stands(one, clause, *spans[one])]
        for one in meant:
            beside = (spans[other] for other in plain if one.sign.kind in PAPER)
            if one in plain or any(is_listed(spans[one], other, clause) for other in beside):
                yield self._mention(text, one, saying, *spans[one])

    def _span(self, text: str, one: Found[PartName], saying: Saying, taken: frozenset[int]) -> tuple[int, int]:
        words = saying.clause.words
        first, last = span_of(saying.clause, one.start, one.end, taken)
        if one.sign.product:
            first = next((at for at in range(first, one.start) if text[words[at].start].isupper()), one.start)
        return first, last

    def _is_meant(
        self, text: str, one: Found[PartName], saying: Saying, span: tuple[int, int], ends: frozenset[int]
    ) -> bool:
        """Whether what is found is said of the system as it is, and names more than what follows."""
        clause = saying.clause
        meaning = saying.meaning(one, *((one.sign.kind.value,) if one.sign.kind else ()))
        if not meaning.holds or meaning.stance not in (Stance.NOW, Stance.POSSIBLE):
            return False
        if describes_more(clause, span[1]) or _is_switch(text, clause.words[one.start].start):
            return False
        return one.sign.kind not in _MACHINES or not is_machine_below(clause, *span, ends)

    def _mention(self, text: str, one: Found[PartName], saying: Saying, first: int, last: int) -> Mention:
        name = named(text, saying.clause, first, last, self._plain)
        capital = text[saying.clause.words[first].start]
        if name in products() and name[:1] == capital.lower():
            name = capital + name[1:]  # Postgres, and no plural of everyday language
        bare = last - first == 1 and saying.clause.texts[first] in PART_WORDS.general
        meaning = saying.meaning(one, *((one.sign.kind.value,) if one.sign.kind else ()))
        kind = kind_of_name(_kind_here(one, saying), saying.clause.texts, first, last)
        words = quote_of(saying, one)
        return Mention(kind, name, key_of(name), bare, saying, first, last, words, meaning.stance)


def _cues(catalog: Catalog) -> Iterator[tuple[str, PartName]]:
    for doing in PART_WORDS.doing:
        yield from ((word, PartName(doing.kind, word, doing=doing)) for word in doing.words)
    for known in catalog.kinds.values():
        yield from ((cue, PartName(known.kind, cue)) for cue in known.cues)
    yield from ((cue, PartName(None, cue)) for cue in PART_WORDS.models)
    for kind, words in PART_WORDS.everyday.items():
        yield from ((f"({word}|{plural_of(word)})", PartName(kind, word, everyday=True)) for word in words)
    products = word_table("products", ProductNames)
    for kind, names in products.names.items():
        yield from ((_cue_of(name), PartName(kind, name, product=True)) for name in names)
    for kind, names in products.homonyms.items():
        yield from ((_cue_of(name), PartName(kind, name, proper=True, product=True)) for name in names)


def _cue_of(name: str) -> str:
    """A product's name as a cue: its words alone."""
    return " ".join(word for word, _, _ in words_of(name)) + "*" * name.endswith("*")


def _is_written(one: Found[PartName], text: str, saying: Saying) -> bool:
    """Whether a word that is everyday language too has the capital of a name, and not as the first of its sentence."""
    start = saying.clause.words[one.start].start
    return not one.sign.proper or (text[start].isupper() and start != saying.sentence.start)


def _plain_words(catalog: Catalog) -> Iterator[str]:
    """Everyday words of the field; a name that begins with one keeps no capital."""
    yield from PART_WORDS.general
    for kind in catalog.kinds.values():
        yield from (word for word, _, _ in words_of(f"{kind.label} {kind.meaning}"))


def _widest(found: Iterable[Found[PartName]]) -> list[Found[PartName]]:
    """Of finds that overlap, the one that names more words; a known kind before a bare model."""
    order = sorted(found, key=lambda one: (-(one.end - one.start), one.sign.kind is None, one.start))
    kept: list[Found[PartName]] = []
    for one in order:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _joined(found: list[Found[PartName]], clause: Clause) -> list[Found[PartName]]:
    """Two names side by side are one: the last says what it is, unless it is a bare model."""
    done: list[Found[PartName]] = []
    for one in found:
        before = done[-1] if done else None
        if before is not None and before.end == one.start and _is_one_name(clause, one.start):
            of_model = before.sign.kind is ComponentKind.LANGUAGE_MODEL and clause.texts[one.end - 1] in ("api", "apis")
            sign = before.sign if one.sign.kind is None or of_model else one.sign
            done[-1] = Found(sign, before.start, one.end, (*before.named, *one.named))
        else:
            done.append(one)
    return done


def _hosted(found: list[Found[PartName]], clause: Clause) -> list[Found[PartName]]:
    """A model and what runs it are one part, the model: ``GPT-4o via Azure OpenAI``."""
    done: list[Found[PartName]] = []
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


def _kind_here(one: Found[PartName], saying: Saying) -> ComponentKind | None:
    """A page that is read is content, not a place where people meet the system; what is learned from is a data set."""
    kind, word = one.sign.kind, saying.clause.texts[one.end - 1]
    if kind is ComponentKind.CONTENT_SOURCE and saying.meaning(one, "reads_outside_content").stance is Stance.OTHERS:
        return ComponentKind.DATASET
    if kind is ComponentKind.CLIENT and word in PART_WORDS.pages:
        ours = saying.meaning(one, "page_of_ours").stance is not Stance.OTHERS
        return kind if ours else ComponentKind.CONTENT_SOURCE
    return kind


def _is_switch(text: str, place: int) -> bool:
    """Whether a word is a switch of a command line, such as ``--name``."""
    return text[max(0, place - 2) : place] == "--"
