"""Prove a native file without its session: that its quotes were said, and that its ids and editions exist."""

from collections.abc import Iterator

from pydantic import Field

from agent.domain.model import ThreatModel
from agent.domain.secrets.redaction import mask
from agent.domain.sessions.quoted_turns import Record, quotes_of
from agent.domain.threats import Control, Threat
from agent.exchange.as_json import NativeFile
from knowledge.catalog import Catalog
from knowledge.vocabulary import Value

_SHOWN = 80


class Fault(Value):
    """Something in a file that cannot be so."""

    place: str = Field(description="Where in the file, as a JSON pointer.")
    text: str = Field(description="What is wrong.")

    def __str__(self) -> str:
        return f"at {self.place}: {self.text}"


class Proof(Value):
    """What could be proven of a file, what could not, and what is wrong."""

    quotes: int = Field(ge=0, description="How many quotes it has.")
    proven: int = Field(ge=0, description="How many of them stand in the words of their turn, by its digest.")
    ids: int = Field(ge=0, description="How many ids of the catalog it refers to.")
    faults: tuple[Fault, ...] = Field(default=(), description="What cannot be so, in the order of the file.")
    open: tuple[str, ...] = Field(default=(), description="What cannot be proven from the file alone, a line each.")

    @property
    def line(self) -> str:
        """What was proven, in a sentence."""
        quotes = f"{self.proven} of {self.quotes} quotes proven" if self.quotes else "no quotes"
        return f"{quotes}, {self.ids} ids of the catalog known"


def prove(file: NativeFile, catalog: Catalog) -> Proof:
    """Check every quote, id and edition of a file against its own record and the catalog that is installed."""
    record, model = Record(turns=file.turns), file.model
    quoted = [(place, quote, _say(record, quote.turn)) for place, quote in quotes_of(model)]
    invented = [
        Fault(place=place, text=_no_words(quote.text, quote.turn, record))
        for place, quote, words in quoted
        if (words is None and quote.turn > len(record.turns) > 0) or (words is not None and quote.text not in words)
    ]
    found, unknown = _ids(model, catalog)
    return Proof(
        quotes=len(quoted),
        proven=sum(words is not None and quote.text in words for _, quote, words in quoted),
        ids=found,
        faults=(*_forged(record), *invented, *unknown),
        open=(*_unproven(record, [quote.turn for _, quote, words in quoted if words is None]),
              *_editions(file, catalog)),
    )  # fmt: skip


def _say(record: Record, turn: int) -> str | None:
    """The words of a turn, if they stand in the file and are those of its digest."""
    words = record.said(turn)
    return words if words is not None and record.turns[turn - 1].holds else None


def _forged(record: Record) -> Iterator[Fault]:
    for place, turn in enumerate(record.turns):
        if not turn.holds:
            yield Fault(
                place=f"/turns/{place}/text",
                text=f"the words of turn {turn.number} are not those that its digest was made of",
            )


def _no_words(quote: str, turn: int, record: Record) -> str:
    shown = mask(quote if len(quote) <= _SHOWN else f"{quote[:_SHOWN]}…").text
    if turn > len(record.turns):
        return f"“{shown}” is quoted from turn {turn}, and the file has {len(record.turns)} turns"
    return f"“{shown}” was not said in turn {turn}"


def _unproven(record: Record, turns: list[int]) -> Iterator[str]:
    """What cannot be proven of quotes whose words are not here."""
    if not record.turns and turns:
        yield f"the file holds no turns, so none of its {len(turns)} quotes can be proven"
        return
    before = sum(turn == 0 for turn in turns)
    if before:
        yield f"{_counted(before)} from before the record begins and cannot be proven"
    for number in sorted({turn for turn in turns if 0 < turn <= len(record.turns)}):
        if record.turns[number - 1].text is None:
            yield (
                f"{_counted(turns.count(number))} from turn {number}, whose words were taken out; whoever has them can "
                "prove them by the digest"
            )


def _counted(number: int) -> str:
    return "1 quote is" if number == 1 else f"{number} quotes are"


def _editions(file: NativeFile, catalog: Catalog) -> Iterator[str]:
    """Editions that the file was written with and that are not carried here."""
    for name, edition in file.editions.items():
        carried = next((one for one in catalog.frameworks.values() if one.framework.value == name), None)
        if carried is None:
            yield f"the framework {mask(name).text[:_SHOWN]} is not installed"
        elif edition != carried.edition:
            yield f"{name} is of edition {mask(edition).text[:_SHOWN]} in the file, and {carried.edition} here"


def _ids(model: ThreatModel, catalog: Catalog) -> tuple[int, tuple[Fault, ...]]:
    """How many ids of the catalog are known, and those that are not."""
    checked = [
        *((f"/model/facts/{place}", f"fact {one.fact}: {why}" if (why := catalog.accepts_fact(one.fact, one.value))
           else "") for place, one in enumerate(model.facts)),
        *(line for place, one in enumerate(model.threats) for line in _of_threat(f"/model/threats/{place}", one,
                                                                                 catalog)),
        *(line for place, one in enumerate(model.controls) for line in _of_control(f"/model/controls/{place}", one,
                                                                                   catalog)),
    ]  # fmt: skip
    faults = tuple(Fault(place=place, text=mask(text).text) for place, text in checked if text)
    return len(checked) - len(faults), faults


def _of_threat(place: str, threat: Threat, catalog: Catalog) -> Iterator[tuple[str, str]]:
    if threat.pattern:
        known = catalog.has_pattern(threat.pattern) or threat.pattern in catalog.heirs
        yield f"{place}/pattern", "" if known else f"{threat.id}: no threat pattern {threat.pattern}"
    for at, reference in enumerate(threat.references):
        known = catalog.has_reference(reference)
        yield (
            f"{place}/references/{at}",
            "" if known else f"{threat.id}: no {reference.key} in edition {reference.edition}",
        )
    for at, precedent in enumerate(threat.precedents):
        known = precedent in catalog.precedents
        yield f"{place}/precedents/{at}", "" if known else f"{threat.id}: no precedent {precedent}"
    for at, fact in enumerate(threat.evidence.facts):
        yield (
            f"{place}/evidence/facts/{at}",
            "" if fact in catalog.facts else f"{threat.id}: the catalog has no fact {fact[:_SHOWN]}",
        )


def _of_control(place: str, control: Control, catalog: Catalog) -> Iterator[tuple[str, str]]:
    if control.mitigation:
        known = catalog.has_mitigation(control.mitigation)
        yield f"{place}/mitigation", "" if known else f"{control.id}: no mitigation {control.mitigation}"
    for at, reference in enumerate(control.references):
        known = catalog.has_reference(reference)
        yield (
            f"{place}/references/{at}",
            "" if known else f"{control.id}: no {reference.key} in edition {reference.edition}",
        )
