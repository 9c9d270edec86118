"""Check the length, the reading level and the form of our own sentences."""

import re
from collections.abc import Iterator

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding, about
from knowledge.entries import ThreatPattern
from knowledge.slots import plain
from knowledge.vocabulary import Value

GRADES = {"explanation": 12.0, "action": 16.0, "verify": 13.0, "line": 16.0}
"""The highest school grade (Flesch and Kincaid) at which a text may be readable."""

LONGEST_SENTENCE = {"explanation": 32, "action": 42, "verify": 34, "line": 34, "question": 26, "summary": 34}
"""Words per sentence at most."""

SHORTEST = {"explanation": 60, "action": 50, "verify": 25, "line": 30}
"""Characters below which a text cannot say what it must."""


def hard_to_read(catalog: Catalog) -> Iterator[Finding]:
    """Texts that are hard to read, too short, or out of form."""
    for section, entry, name, text in our_texts(catalog):
        for message in (*_form(name, text), *_length(name, text)):
            yield about(catalog, section, entry, f"{name}: {message}")
    yield from _statements(catalog)
    yield from _twice(catalog)


def our_texts(catalog: Catalog) -> Iterator[tuple[str, str, str, str]]:
    """Every text of our own as (section, entry, field, text); official names are left out."""
    for fact in catalog.facts.values():
        yield from _fields(fact, "facts", fact.id, "question", "example", "why", "yes_means", "no_means")
        yield from (("facts", fact.id, "means", choice.means) for choice in fact.choices)
    for kind in catalog.kinds.values():
        yield "kinds", kind.kind.value, "meaning", kind.meaning
    for pattern in catalog.patterns.values():
        yield from _of_pattern(pattern)
    for check in catalog.control_checks.values():
        yield from _fields(check, "control_checks", check.id, "title", "why")
    for measure in catalog.mitigations.values():
        yield from _fields(measure, "mitigations", measure.id, "title", "action", "verify")
    for precedent in catalog.precedents.values():
        yield "precedents", precedent.id, "line", precedent.line
    for framework, manifest in catalog.frameworks.items():
        for item in manifest.items:
            yield from _fields(item, "frameworks", framework.value, "summary", "reason")


def grade(text: str) -> float:
    """The school grade at which a text can be read, by Flesch and Kincaid."""
    words, sentences = re.findall(r"[A-Za-z']+", text), _sentences(text)
    if not words or not sentences:
        return 0.0
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def _fields(entry: Value, section: str, identity: str, *names: str) -> Iterator[tuple[str, str, str, str]]:
    yield from ((section, identity, name, getattr(entry, name)) for name in names)


def _of_pattern(pattern: ThreatPattern) -> Iterator[tuple[str, str, str, str]]:
    yield from _fields(pattern, "patterns", pattern.id, "title", "explanation")
    yield from (("patterns", pattern.id, name, plain(getattr(pattern, name))) for name in ("source", "impact"))
    statement = plain(f"{pattern.source} {pattern.action}, so that {pattern.impact}.")
    yield "patterns", pattern.id, "statement", statement
    yield from (("patterns", pattern.id, "example", text) for text in pattern.examples)
    yield from (("patterns", pattern.id, "because", shift.because) for shift in (*pattern.raises, *pattern.lowers))


def _form(name: str, text: str) -> Iterator[str]:
    if text != " ".join(text.split()):
        yield "has blanks or line breaks that do not belong there"
    if name in ("explanation", "action", "verify", "line", "question", "why") and text[-1:] not in (".", "?", "!", ")"):
        yield f"ends with {text[-1:]!r} instead of a full stop"
    if name == "title" and text.endswith("."):
        yield "a title has no full stop"


def _length(name: str, text: str) -> Iterator[str]:
    if len(text) < SHORTEST.get(name, 0):
        yield f"has {len(text)} characters; at least {SHORTEST[name]} are needed to say it"
    longest = max((len(sentence.split()) for sentence in _sentences(text)), default=0)
    if longest > LONGEST_SENTENCE.get(name, longest):
        yield f"has a sentence of {longest} words; at most {LONGEST_SENTENCE[name]}"
    if name in GRADES and grade(text) > GRADES[name]:
        yield f"reads at grade {grade(text):.1f}; at most {GRADES[name]:.0f}: shorter words and sentences"


def _statements(catalog: Catalog) -> Iterator[Finding]:
    """The parts of a threat's sentence must join into "Source action, so that impact."."""
    for pattern in catalog.patterns.values():
        first = pattern.source[:1]
        if first != "{" and not first.isupper():
            yield about(catalog, "patterns", pattern.id, "source: starts the sentence, so with a capital")
        for name in ("source", "action", "impact"):
            if getattr(pattern, name).rstrip()[-1:] in (".", ";", ","):
                yield about(
                    catalog, "patterns", pattern.id, f"{name}: ends with a mark that the sentence brings itself"
                )
        if pattern.action[:1].isupper():
            yield about(catalog, "patterns", pattern.id, "action: stands inside the sentence, so without a capital")


def _twice(catalog: Catalog) -> Iterator[Finding]:
    """Titles and examples that two entries share cannot tell them apart."""
    seen: dict[str, str] = {}
    for pattern in catalog.patterns.values():
        for text in (pattern.title, *pattern.examples):
            other = seen.setdefault(text.lower(), pattern.id)
            if other != pattern.id:
                yield about(catalog, "patterns", pattern.id, f"shares the text {text!r} with {other}")
    titles: dict[str, str] = {}
    for measure in catalog.mitigations.values():
        other = titles.setdefault(measure.title.lower(), measure.id)
        if other != measure.id:
            yield about(catalog, "mitigations", measure.id, f"shares its title with {other}")


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"[.!?:;]+(?:\s|$)", text) if part.strip()]


def _syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and groups > 1
    return max(1, groups - silent)
