"""Answers to questions about the model, told from the model: what first, which threats, how one happens, who reaches."""

from collections import Counter
from collections.abc import Iterable, Iterator

from agent.analyst.rules.stories import Stories
from agent.assessment.ledger import Bookkeeper
from agent.assessment.relief import Reliefs
from agent.domain import SYSTEM, Band, Gap, Reading, Threat, ThreatModel
from agent.domain.arranging import listed, sections, weighed
from agent.domain.names_in_sentences import capital, counted, in_sentence, joined, plain
from agent.domain.session import Topic
from agent.domain.system import Actor
from agent.domain.threats import Certainty
from agent.reading.text.language import function_words
from knowledge import Catalog
from knowledge.words import stems

MOST_MEASURES, MOST_THREATS, MOST_GAPS, MOST_FACTS, MOST_FLOWS = 3, 6, 5, 5, 8
NOTHING_YET = "Nothing is drafted yet. Describe the system first, or say *draft now*."


class Answers:
    """Words the answers; each stays a few lines and names what can be said next."""

    def __init__(self, catalog: Catalog, book: Bookkeeper) -> None:
        self._catalog, self._book = catalog, book
        self._stories = Stories(catalog)

    def text(self, model: ThreatModel, reading: Reading, gaps: tuple[Gap, ...]) -> str:
        """The answer to a question about the model."""
        about = reading.about or ""
        if not model.threats and reading.topic not in (Topic.PART, Topic.REACH, Topic.OPEN, Topic.SUMMARY):
            return NOTHING_YET
        match reading.topic:
            case Topic.FIRST:
                return self._first(model)
            case Topic.TOP:
                return self._top(model, int(about or "5"))
            case Topic.ABOUT:
                return self._about(model, about)
            case Topic.HOW:
                return self._how(model, about)
            case Topic.SCORE:
                return self._score(model, about)
            case Topic.OPEN:
                return _open(model, gaps)
            case Topic.SUMMARY:
                return self._summary(model, gaps)
            case Topic.COUNT:
                return _count(model)
            case Topic.PART:
                return self._part(model, about)
            case Topic.REACH:
                return _reach(model, about)
            case _:
                return ""

    def _first(self, model: ThreatModel) -> str:
        """The measures that take off most risk for their effort, and what they lower."""
        reliefs = Reliefs(model, self._catalog).first(MOST_MEASURES)
        if not reliefs:
            return "Every measure that would lower a threat is in place or rejected; see the plan for what is left."
        lines = [
            f"{place}. **{one.control.id}** {plain(one.control.title)} ({one.control.effort} effort): {plain(one.told)}"
            for place, one in enumerate(reliefs, start=1)
        ]
        last = f"Say *plan {reliefs[0].control.id}* to take the first into the plan."
        return "\n".join(["What takes off most risk for its effort:", "", *lines, "", last])

    def _top(self, model: ThreatModel, count: int) -> str:
        here = listed(model.threats)[:count]
        if not here:
            return "No threat stands on the list."
        if count == 1:
            return f"{_line(here[0])}. {plain(self._stories.of(model, here[0]))}\n\nSay *why {here[0].id}?* for more."
        lines = [f"{place}. {_line(one)}" for place, one in enumerate(here, start=1)]
        return "\n".join([f"The first {counted(len(here), 'threat')} of the list:", "", *lines])

    def _about(self, model: ThreatModel, words: str) -> str:
        """The threats that land on a part of that name, or speak of the words."""
        found = list(_concerned(model, words))
        if not found:
            return f"No threat of the draft speaks of “{plain(words)}”. {_names_line(model)}"
        lines = [f"- {_line(one)}" for one in found[:MOST_THREATS]]
        more = f"- and {len(found) - MOST_THREATS} more; find them on the list of threats" if len(found) > MOST_THREATS else ""
        verb = "concerns" if len(found) == 1 else "concern"
        head = f"{capital(counted(len(found), 'threat'))} {verb} “{plain(words)}”:"
        return "\n".join(line for line in (head, "\n" + lines[0], *lines[1:], more) if line)

    def _how(self, model: ThreatModel, about: str) -> str:
        threat = model.threat(about)
        if threat is None:
            return _no_threat(model, about)
        told = self._stories.of(model, threat)
        parts = [f"**{threat.id}** {plain(threat.title)}", plain(told), *self._stories.path(model, threat)]
        if (pattern := self._catalog.patterns.get(threat.pattern or "")) is not None:
            parts.append(plain(pattern.explanation))
        parts += [f"It has happened: {plain(case)}." for case in self._stories.cases(threat)]
        return "\n\n".join(part for part in parts if part)

    def _score(self, model: ThreatModel, about: str) -> str:
        """What measures lower a threat, and which facts its score hangs on."""
        threat = model.threat(about)
        if threat is None:
            return _no_threat(model, about)
        rating, reliefs = threat.rating, Reliefs(model, self._catalog)
        lines = [f"{_line(threat)}."]
        against = reliefs.against(threat.id)[:MOST_MEASURES]
        if against:
            lines += ["", "What would lower it:", ""]
            lines += [
                f"- **{control.id}** {plain(control.title)} ({control.effort} effort): "
                f"{drop.before.total} → {drop.after.total}, {drop.after.band.value}"
                for control, drop in against
            ]
        unsure = [factor for factor, _ in threat.current.levels().items()
                  if threat.current.factor(factor).low != threat.current.factor(factor).high]  # fmt: skip
        assumed = [self._catalog.facts[one].label for one in threat.evidence.assumed if one in self._catalog.facts]
        if assumed:
            lines += ["", f"It rests on what is assumed: {plain(joined(assumed[:MOST_FACTS]))}. Say what is so."]
        elif unsure:
            names = joined([factor.value.replace("_", " ") for factor in unsure])
            lines += ["", f"Facts that are not known could still move {names}."]
        last = f"Every score is a judgement: say *set damage of {threat.id} to 5 because …* to put in your own."
        return "\n".join([*lines, "", last]) if rating else ""

    def _summary(self, model: ThreatModel, gaps: tuple[Gap, ...]) -> str:
        name = model.system.name or "The system"
        parts = joined([plain(part.name) for part in model.components[:8]])
        people = joined([plain(actor.name) for actor in model.actors[:6]])
        lines = [f"**{plain(name)}** has {counted(len(model.components), 'part')}{f': {parts}' if parts else ''}."]
        lines += [f"It is used or fed by {people}."] if people else []
        if not model.threats:
            return "\n\n".join([*lines, NOTHING_YET])
        lines += [_count(model), self._top(model, MOST_MEASURES)]
        first = Reliefs(model, self._catalog).first(1)
        lines += [f"Begin with **{first[0].control.id}** {plain(first[0].control.title)}."] if first else []
        lines += [f"Most open: {plain(gaps[0].text)}."] if gaps else []
        return "\n\n".join(lines)

    def _part(self, model: ThreatModel, about: str) -> str:
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
        quotes = (part or person).quotes[:2] if isinstance(part or person, Actor) or part else ()
        lines = [f"{head}.", *(f"You said: “{plain(quote.text)}”." for quote in quotes)]
        lines += [_flows(model, about)]
        facts = [kept for kept in model.facts if kept.subject == about]
        told = [self._catalog.facts[one.fact].meaning(one.value) for one in facts if one.fact in self._catalog.facts]
        lines += [f"Known of it: {plain(joined(told[:MOST_FACTS], 'and'))}."] if told else []
        on_it = [one for one in listed(model.threats) if about in _targets(one, model)]
        if on_it:
            shown = "\n".join(f"- {_line(one)}" for one in on_it[:MOST_FACTS])
            more = f"\n- and {len(on_it) - MOST_FACTS} more" if len(on_it) > MOST_FACTS else ""
            lines += [f"{capital(counted(len(on_it), 'threat'))} on it:\n\n{shown}{more}"]
        lines += [f"If it is wrong, say *rename {name} to …*, *remove {name}*, or *{name} is the same as …*."]
        return "\n\n".join(line for line in lines if line)


def _line(threat: Threat) -> str:
    rating = threat.rating
    return f"**{threat.id}** {plain(threat.title)} ({rating.band.value}, {rating.total})"


def _no_threat(model: ThreatModel, about: str) -> str:
    return f"There is no threat {plain(about)}; the model has {len(model.threats)} threats."


def _targets(threat: Threat, model: ThreatModel) -> set[str]:
    """The parts that a threat lands on, those at the ends of its flows among them."""
    flows = {flow.id: (flow.source, flow.target) for flow in model.flows}
    return {one for target in threat.targets for one in flows.get(target, (target,))}


def _concerned(model: ThreatModel, words: str) -> Iterator[Threat]:
    """First what lands on a part of that name, then what says all the telling words."""
    wanted = {stem for word in words.lower().split() if word not in function_words() for stem in stems(word)}
    things = [(part.id, part.name) for part in model.components] + [(one.id, one.name) for one in model.actors]
    ids = {one for one, name in things if wanted and wanted <= set(stems(name))}
    here = listed(model.threats)
    on_it = [one for one in here if ids & _targets(one, model)]
    yield from on_it
    for one in here:
        told = f"{one.title} {one.statement} {' '.join(quote.text for quote in one.evidence.quotes)}"
        if one not in on_it and wanted and wanted <= set(stems(told)):
            yield one


def _names_line(model: ThreatModel) -> str:
    names = joined([plain(part.name) for part in model.components[:6]], "or")
    return f"Ask about a part, such as {names}." if names else ""


def _open(model: ThreatModel, gaps: tuple[Gap, ...]) -> str:
    if not gaps:
        return "Nothing is open that would change the list."
    lines = [f"- {plain(gap.text)}{f' ({plain(gap.reason.rstrip(chr(46)))})' if gap.reason else ''}" for gap in gaps[:MOST_GAPS]]
    more = len(gaps) - MOST_GAPS
    tail = [f"- and {more} more under the open points"] if more > 0 else []
    return "\n".join(["What is open, weightiest first:", "", *lines, *tail])


def _count(model: ThreatModel) -> str:
    here = weighed(listed(model.threats))
    bands = Counter(threat.rating.band for threat in here)
    shares = joined([f"{bands[band]} {band.value}" for band in Band if bands[band]])
    shown = sections(model.threats)
    assumed = sum(one.certainty is Certainty.ASSUMED for one in here)
    rest = f" {capital(counted(len(shown.main), 'threat'))} stand under “to talk about”." if shown.main else ""
    unsure = f" {capital(counted(assumed, 'threat'))} {'rests' if assumed == 1 else 'rest'} on assumptions." if assumed else ""
    parts = f"{counted(len(model.components), 'part')}, {counted(len(model.controls), 'measure')}"
    return f"The model holds {counted(len(here), 'threat')} ({shares}), {parts}.{rest}{unsure}"


def _flows(model: ThreatModel, about: str) -> str:
    into = _names(model, (flow.source for flow in model.flows if flow.target == about))
    out = _names(model, (flow.target for flow in model.flows if flow.source == about))
    told = [f"it gets something from {into}"] if into else []
    told += [f"it sends something to {out}"] if out else []
    return f"{capital(joined(told))}." if told else ""


def _reach(model: ThreatModel, about: str) -> str:
    """Who sends something to a thing directly, and which outsiders reach it over other parts."""
    name = plain(in_sentence(model.name_of(about)))
    direct = [flow.source for flow in model.flows if flow.target == about]
    lines = [f"Directly: {_names(model, direct)}."] if direct else [f"Nothing is drawn that leads to {name}."]
    far = [one for one in model.actors if one.id not in direct and (path := _way(model, one.id, about))]
    for one in far[:MOST_FLOWS]:
        over = joined([plain(model.name_of(step)) for step in _way(model, one.id, about)[1:-1]], "then")
        lines.append(f"{capital(plain(one.name))}{'' if one.trusted else ', from outside,'} over {over}.")
    out = _names(model, (flow.target for flow in model.flows if flow.source == about))
    lines += [f"It sends to {out}."] if out else []
    return "\n".join(["Who and what reaches " + name + ":", "", *(f"- {line}" for line in lines)])


def _way(model: ThreatModel, start: str, end: str) -> tuple[str, ...]:
    """The shortest way along flows; empty where none leads there."""
    ways, seen = [(start,)], {start}
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
