"""Whether the drawn flows are those the text tells of; their ends are matched through the matched parts and people."""

from evals.reading.extracted_model import Part, Understood
from evals.reading.pairing import paired
from evals.reading.readings import GoldPart, GoldReading
from evals.score import Score, listed

End = tuple[str, int]
"""One of the gold parts or people, by place."""


def flows(read: Understood, gold: GoldReading) -> tuple[Score, ...]:
    """Recall and precision of who gives to whom, recall in either direction, and how many nobody told of."""
    if not gold.flows:
        return ()
    ends = _ends(read.parts, gold.parts, "part") | _ends(read.people, gold.people, "person")
    drawn = {(flow.source, flow.target) for flow in read.flows}
    known = {pair: (ends[pair[0]], ends[pair[1]]) for pair in drawn if pair[0] in ends and pair[1] in ends}
    wanted = {(_place(flow.source, gold), _place(flow.target, gold)) for flow in gold.flows}
    found = wanted & set(known.values())
    either = {(a, b) for a, b in wanted if (a, b) in found or (b, a) in known.values()}
    made = [pair for pair in drawn if known.get(pair) not in wanted]
    named = {one.id: one.name for one in (*read.parts, *read.people)}
    lost = sorted(f"{_name(a, gold)} → {_name(b, gold)}" for a, b in wanted - found)
    told = sorted(f"{named.get(a, a)} → {named.get(b, b)}" for a, b in made)
    precise = (len(drawn) - len(made)) / len(drawn) if drawn else None
    return (
        Score(name="flows_recall", value=len(found) / len(wanted), reason=f"missing: {listed(lost)}"),
        Score(name="flows_precision", value=precise, reason=f"{len(drawn) - len(made)} of {len(drawn)}"),
        Score(name="flows_either_way", value=len(either) / len(wanted), reason="recall without regard to direction"),
        Score(name="flows_invented", value=float(len(made)), reason=listed(told)),
    )


def _ends(drawn: tuple[Part, ...], gold: tuple[GoldPart, ...], sort: str) -> dict[str, End]:
    return {drawn[place].id: (sort, one) for place, one in paired(drawn, gold).gold_of.items()}


def _place(name: str, gold: GoldReading) -> End:
    """The part or person of a name; a reading has none that leads nowhere."""
    for sort, things in (("part", gold.parts), ("person", gold.people)):
        for place, one in enumerate(things):
            if name in one.names:
                return sort, place
    raise KeyError(name)


def _name(end: End, gold: GoldReading) -> str:
    sort, place = end
    return (gold.parts if sort == "part" else gold.people)[place].name
