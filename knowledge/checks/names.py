"""Check titles and the names that practitioners use: in form, there, each with one entry, and told apart."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding, about
from knowledge.entries import Mitigation, ThreatPattern
from knowledge.search.entry_names import name_words, names_of
from knowledge.search.words import stems

MOST_WORDS = 12
"""Words of a title at most; nine are usual."""

FEWEST, MOST = 2, 16
"""How many other names a pattern or a measure has."""

ALIKE = 0.6
"""The share of words, of all that two titles use, that they may have in common."""


def misnamed(catalog: Catalog) -> Iterator[Finding]:
    """Titles out of form or too much alike, and names that are missing or belong to two."""
    for pattern in catalog.patterns.values():
        for message in (*_out_of_form(pattern.title), *_missing(pattern), *_repeated(pattern)):
            yield about(catalog, "patterns", pattern.id, message)
    for measure in catalog.mitigations.values():
        for message in _missing(measure):
            yield about(catalog, "mitigations", measure.id, message)
    yield from _shared(catalog, "patterns", {one.id: names_of(one) for one in catalog.patterns.values()})
    yield from _shared(catalog, "mitigations", {one.id: one.also_known_as for one in catalog.mitigations.values()})
    yield from _alike(catalog)


def _out_of_form(title: str) -> Iterator[str]:
    term, colon, consequence = title.partition(": ")
    if not (colon and term and consequence) or ":" in consequence:
        yield f"the title {title!r} is not the field's term, one colon and the consequence"
        return
    if not term[0].isupper() and not term[0].isdigit():
        yield f"the term {term!r} does not begin with a capital letter"
    if consequence.endswith("."):
        yield f"the title {title!r} ends like a sentence"
    if len(title.split()) > MOST_WORDS:
        yield f"the title {title!r} has {len(title.split())} words; at most {MOST_WORDS} are read at a glance"


def _missing(entry: ThreatPattern | Mitigation) -> Iterator[str]:
    if not FEWEST <= len(entry.also_known_as) <= MOST:
        yield f"also_known_as lists {len(entry.also_known_as)} names; {FEWEST} to {MOST} are wanted"


def _repeated(pattern: ThreatPattern) -> Iterator[str]:
    term = pattern.title.partition(":")[0].casefold()
    yield from (f"{name!r} is the term of its title" for name in pattern.also_known_as if name.casefold() == term)


def _shared(catalog: Catalog, section: str, names: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    owner: dict[tuple[str, ...], tuple[str, str]] = {}
    for entry, own in names.items():
        for name in own:
            other, theirs = owner.setdefault(name_words(name), (entry, name))
            if other != entry:
                message = f"{name!r} is also a name of {other} ({theirs!r}); keep it with one, or tell them apart"
                yield about(catalog, section, entry, message)


def _alike(catalog: Catalog) -> Iterator[Finding]:
    words = {one.id: frozenset(stems(one.title)) for one in catalog.patterns.values()}
    for one, other in combinations(words, 2):
        if len(words[one] & words[other]) > ALIKE * len(words[one] | words[other]):
            yield about(catalog, "patterns", other, f"its title is nearly that of {one}")
