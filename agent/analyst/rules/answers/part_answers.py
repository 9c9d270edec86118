"""What the model knows of one part or person: what it is, what flows, which threats land on it, and who reaches it."""

from collections.abc import Iterable

from agent.domain import SYSTEM, Threat, ThreatModel
from agent.domain.findings.threat_ranking import listed
from agent.domain.wording.names_in_sentences import capital, counted, in_sentence, joined, plain
from knowledge import Catalog

MOST_FACTS, MOST_FLOWS = 5, 8


class Parts:
    """Tells of parts and people."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def told(self, model: ThreatModel, about: str) -> str:
        """A part or person: what it is, in whose words, what flows, and which threats land on it."""
        name = plain(capital(model.name_of(about)))
        part = next((one for one in model.components if one.id == about), None)
        person = next((one for one in model.actors if one.id == about), None)
        head = f"**{name}**"
        if part is not None:
            kind = self._catalog.kinds.get(part.kind)
            head += f" ({about}) is listed as {plain(kind.label.lower() if kind else part.kind.value)}"
            head += ", which follows from what you said" if part.inferred else ""
        elif person is not None:
            head += f" ({about}) stand {'inside' if person.trusted else 'outside'} your own staff and systems"
        thing = part or person
        quotes = thing.quotes[:2] if thing is not None else ()
        lines = [f"{head}.", *(f"You said: “{plain(quote.text)}”." for quote in quotes)]
        lines += [flows_of(model, about)]
        facts = [kept for kept in model.facts if kept.subject == about]
        told = [self._catalog.facts[one.fact].meaning(one.value) for one in facts if one.fact in self._catalog.facts]
        lines += [f"Known of it: {plain(joined(told[:MOST_FACTS], 'and'))}."] if told else []
        on_it = [one for one in listed(model.threats) if about in targets_of(one, model)]
        if on_it:
            shown = "\n".join(f"- {line_of(one)}" for one in on_it[:MOST_FACTS])
            more = f"\n- and {len(on_it) - MOST_FACTS} more" if len(on_it) > MOST_FACTS else ""
            lines += [f"{capital(counted(len(on_it), 'threat'))} on it:\n\n{shown}{more}"]
        lines += [f"If it is wrong, say *rename {name} to …*, *remove {name}*, or *{name} is the same as …*."]
        return "\n\n".join(line for line in lines if line)


def line_of(threat: Threat) -> str:
    """A threat in a line: id, title, band and score."""
    rating = threat.rating
    return f"**{threat.id}** {plain(threat.title)} ({rating.band.value}, {rating.total})"


def targets_of(threat: Threat, model: ThreatModel) -> set[str]:
    """The parts that a threat lands on, those at the ends of its flows among them."""
    flows = {flow.id: (flow.source, flow.target) for flow in model.flows}
    return {one for target in threat.targets for one in flows.get(target, (target,))}


def flows_of(model: ThreatModel, about: str) -> str:
    """What leads to a thing and what it sends, in a sentence."""
    into = _names(model, (flow.source for flow in model.flows if flow.target == about))
    out = _names(model, (flow.target for flow in model.flows if flow.source == about))
    told = [f"it gets something from {into}"] if into else []
    told += [f"it sends something to {out}"] if out else []
    return f"{capital(joined(told))}." if told else ""


def reach(model: ThreatModel, about: str) -> str:
    """Who sends something to a thing directly, and which outsiders reach it over other parts."""
    name = plain(in_sentence(model.name_of(about)))
    direct = [flow.source for flow in model.flows if flow.target == about]
    lines = [f"Directly: {_names(model, direct)}."] if direct else [f"Nothing is drawn that leads to {name}."]
    ways = [(one, _way(model, one.id, about)) for one in model.actors if one.id not in direct]
    for one, way in [(one, way) for one, way in ways if way][:MOST_FLOWS]:
        over = joined([plain(model.name_of(step)) for step in way[1:-1]], "then")
        lines.append(f"{capital(plain(one.name))}{'' if one.trusted else ', from outside,'} over {over}.")
    out = _names(model, (flow.target for flow in model.flows if flow.source == about))
    lines += [f"It sends to {out}."] if out else []
    return "\n".join(["Who and what reaches " + name + ":", "", *(f"- {line}" for line in lines)])


def _way(model: ThreatModel, start: str, end: str) -> tuple[str, ...]:
    """The shortest way along flows; empty where none leads there."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while ways:
        way = ways.pop(0)
        for flow in model.flows:
            if flow.source == way[-1] and flow.target not in seen:
                if flow.target == end:
                    return (*way, end)
                seen.add(flow.target)
                ways.append((*way, flow.target))
    return ()


def _names(model: ThreatModel, ids: Iterable[str]) -> str:
    return joined([plain(model.name_of(one)) for one in dict.fromkeys(ids) if one != SYSTEM][:MOST_FLOWS])
