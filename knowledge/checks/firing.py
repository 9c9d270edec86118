"""Check that each pattern has a situation in which it must fire and a near miss, and that as facts they come out so."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding
from knowledge.conditions import Judgement, Truth, judge
from knowledge.entries import ThreatPattern
from knowledge.errors import CatalogError
from knowledge.facts.implications import closed
from knowledge.validation.firing import FOLDER, Situations, read_situations
from knowledge.vocabulary import AnswerValue


def misfiring(catalog: Catalog, data: Path) -> Iterator[Finding]:
    """Patterns without situations, and situations that as facts do not come out as they must."""
    try:
        read = read_situations(data)
    except CatalogError as error:
        yield Finding(file=FOLDER, entry="", message=str(error))
        return
    named = Counter(one.id for entries in read.values() for one in entries)
    for identity in catalog.patterns:
        if identity not in named:
            message = "no situation in which it must fire, and no near miss in which it must not"
            yield Finding(file=FOLDER, entry=identity, message=message)
    for file, entries in read.items():
        for one in entries:
            pattern = catalog.patterns.get(one.id)
            messages = [f"its situations stand {named[one.id]} times"] if named[one.id] > 1 else []
            messages += ["there is no such pattern"] if pattern is None else _faults(catalog, pattern, one)
            yield from (Finding(file=f"{FOLDER}/{file}", entry=one.id, message=message) for message in messages)


def _faults(catalog: Catalog, pattern: ThreatPattern, one: Situations) -> Iterator[str]:
    for name, facts in (("fires", one.fires.facts), ("quiet", one.quiet.facts)):
        wrong = [fact for fact, value in facts.items() if not _legal(catalog, fact, value)]
        if wrong:
            yield f"{name}.facts: no fact of the catalog, or none of its values: {', '.join(wrong)}"
            return
    fires = verdict(catalog, pattern, one.fires.facts)
    if fires.truth is not Truth.YES:
        yield f"fires.facts: it does not apply ({fires.truth.value} by {', '.join(fires.facts)})"
    quiet = verdict(catalog, pattern, one.quiet.facts)
    if quiet.truth is not Truth.NO:
        yield f"quiet.facts: it is not ruled out ({quiet.truth.value} by {', '.join(quiet.facts)})"
    elif not set(quiet.facts) & set(one.quiet.because):
        yield f"quiet.because: it is ruled out by {', '.join(quiet.facts)}"
    elif verdict(catalog, pattern, _without(one)).truth is Truth.NO:
        yield "quiet: no near miss, as it stays ruled out with the facts in `because` as in `fires`"


def verdict(catalog: Catalog, pattern: ThreatPattern, facts: dict[str, AnswerValue]) -> Judgement:
    """What the condition of a pattern comes to under these facts and all that they imply."""
    return judge(pattern.when, closed(facts, catalog.facts).get)


def _without(one: Situations) -> dict[str, AnswerValue]:
    """The near miss with the facts that rule the pattern out as they are where it fires, or unknown."""
    kept = {fact: value for fact, value in one.quiet.facts.items() if fact not in one.quiet.because}
    return {**kept, **{fact: one.fires.facts[fact] for fact in one.quiet.because if fact in one.fires.facts}}


def _legal(catalog: Catalog, fact: str, value: AnswerValue) -> bool:
    definition = catalog.facts.get(fact)
    return definition is not None and definition.accepts(value)
