"""Answers to questions about the model, told from the model: what first, which threats, how one would happen."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from agent.analyst.rules.answers.part_answers import Parts, line_of, reach, targets_of
from agent.analyst.rules.answers.work_answers import EXPORT, assumed, banded, decided, due, owner, plan, searched
from agent.analyst.rules.threat_scenarios import Stories
from agent.assessment.scoring.risk_reduction import Reliefs
from agent.domain import Band, Gap, GapKind, Reading, Threat, ThreatModel
from agent.domain.findings.threat_ranking import listed, sections, weighed
from agent.domain.sessions.session import Topic
from agent.domain.threats import Certainty
from agent.domain.wording.names_in_sentences import capital, counted, joined, plain, small
from agent.reading.text.language import function_words
from knowledge import Catalog
from knowledge.search.words import stems

MOST_MEASURES, MOST_THREATS, MOST_GAPS, MOST_ASSUMED, MOST_FACTS = 3, 6, 5, 2, 5
_NO_ANSWER = "I answer from this model alone, and found no answer to that in it."
_WORD = re.compile(r"[\w'-]{3,40}")
_NEVER_SAFE = "No list can say that it is safe; this one says what could go wrong, and what is done about it."
EMPTY_LIST = "No threat stands on the list."
NOTHING_YET = "Nothing is drafted yet. Describe the system first, or say *draft now*."


class Answers:
    """Words the answers; each stays a few lines and names what can be said next."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._stories, self._parts = Stories(catalog), Parts(catalog)

    def text(self, model: ThreatModel, reading: Reading, gaps: tuple[Gap, ...]) -> str:
        """The answer to a question about the model."""
        about = reading.about or ""
        if not model.threats and reading.topic not in (Topic.PART, Topic.REACH, Topic.OPEN, Topic.SUMMARY):
            return NOTHING_YET
        told: Mapping[Topic | None, Callable[[], str]] = {
            Topic.FIRST: lambda: self._first(model),
            Topic.TOP: lambda: self._top(model, int(about or "5")),
            Topic.ABOUT: lambda: self._about(model, about),
            Topic.HOW: lambda: self._how(model, about),
            Topic.SCORE: lambda: self._score(model, about),
            Topic.OPEN: lambda: _open(gaps),
            Topic.SUMMARY: lambda: self._summary(model, gaps),
            Topic.COUNT: lambda: _count(model),
            Topic.PART: lambda: self._parts.told(model, about),
            Topic.REACH: lambda: reach(model, about),
            Topic.BAND: lambda: banded(model, about),
            Topic.OWNER: lambda: owner(model, about),
            Topic.PLAN: lambda: plan(model, self._catalog),
            Topic.EXPORT: lambda: self._export(model),
            Topic.ASSUMED: lambda: assumed(model, gaps),
            Topic.DECIDED: lambda: decided(model, about),
            Topic.DUE: lambda: due(model),
            Topic.SAFE: lambda: f"{_NEVER_SAFE}\n\n{_count(model)}\n\n{self._top(model, 1)}",
        }
        return told[reading.topic]() if reading.topic in told else ""

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
            return EMPTY_LIST
        if count == 1:
            return self._worst(model, here[0])
        lines = [f"{place}. {line_of(one)}" for place, one in enumerate(here, start=1)]
        return "\n".join([f"The first {counted(len(here), 'threat')} of the list:", "", *lines])

    def _worst(self, model: ThreatModel, first: Threat) -> str:
        """The threat that is scored highest, why so high, and what the list puts first where that is another one."""
        worst = max(weighed(listed(model.threats)), key=lambda one: one.rating.total, default=first)
        if worst.rating.total == first.rating.total:
            worst = first
        lines = [f"{line_of(worst)}. {plain(self._stories.of(model, worst))}"]
        if reasons := _why_so_high(worst):
            lines.append(f"It is the highest score of the list: {reasons}.")
        if worst is not first:
            lines.append(f"The list begins with another one, likelier to be worth your time: {line_of(first)}.")
        return "\n\n".join([*lines, f"Ask *how would {worst.id} happen?* or *what would lower {worst.id}?*"])

    def _about(self, model: ThreatModel, words: str) -> str:
        """The threats that land on a part of that name, or speak of the words."""
        found = list(_concerned(model, words))
        if not found:
            return f"No threat of the draft speaks of “{plain(words)}”. {_names_line(model)}"
        lines = [f"- {line_of(one)}" for one in found[:MOST_THREATS]]
        left = len(found) - MOST_THREATS
        more = f"- and {left} more; find them on the list of threats" if left > 0 else ""
        verb = "concerns" if len(found) == 1 else "concern"
        head = f"{capital(counted(len(found), 'threat'))} {verb} “{plain(words)}”:"
        return "\n".join(line for line in (head, "\n" + lines[0], *lines[1:], more) if line)

    def to_question(self, model: ThreatModel, question: str) -> str:
        """What the model holds on a question that fits no other answer, and what can be asked."""
        words = tuple(word for word in _WORD.findall(question.lower()) if word not in function_words())
        found = searched(model, words) if words else ()
        head = f"{_NO_ANSWER}" if not found else f"{_NO_ANSWER} The draft speaks of something like it here:"
        lines = [f"- {line_of(one)}" for one in found[:MOST_THREATS]]
        first = next(iter(found or listed(model.threats)), None)
        if first is None:
            return f"{head} {EMPTY_LIST if model.threats else NOTHING_YET}"
        asks = (
            f"Ask *how would {first.id} happen?*, *what would lower {first.id}?*, *what is worst?* or *what is open?*"
        )
        told = "\n".join(["", *lines]) if lines else ""
        return f"{head}\n{told}\n\n{asks}" if told else f"{head} {asks}"

    def _export(self, model: ThreatModel) -> str:
        """Where files are made, with the few lines that somebody who only asks for the gist can use."""
        first = Reliefs(model, self._catalog).first(1)
        start = f" Begin with **{first[0].control.id}** {plain(first[0].control.title)}." if first else ""
        return f"{EXPORT}\n\nIn short: {small(_count(model))}{start}"

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
        lines = [f"{line_of(threat)}."]
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
        named = [plain(part.name) for part in model.components[:8]]
        left = len(model.components) - len(named)
        parts = joined([*named, f"{left} more"] if left else named)
        people = joined([plain(actor.name) for actor in model.actors[:6]])
        alone = [part.name for part in model.components] == [name]
        told = "one part, the whole of it" if alone else counted(len(model.components), "part")
        lines = [f"**{plain(capital(name))}** has {told}{f': {parts}' if parts and not alone else ''}."]
        lines += [f"It is used or fed by {people}."] if people else []
        if not model.threats:
            return "\n\n".join([*lines, NOTHING_YET])
        lines += [_count(model), self._top(model, MOST_MEASURES)]
        first = Reliefs(model, self._catalog).first(1)
        lines += [f"Begin with **{first[0].control.id}** {plain(first[0].control.title)}."] if first else []
        lines += (
            [f"Most open: {small(plain(gaps[0].text.rstrip('.')))}{'' if gaps[0].text.endswith('?') else '.'}"]
            if gaps
            else []
        )
        return "\n\n".join(lines)


def _why_so_high(threat: Threat) -> str:
    """The factors that weigh most in a score, each with its first reason."""
    levels = sorted(threat.levels.items(), key=lambda one: -one[1])[:2]
    told = []
    for factor, level in levels:
        by_hand = any(one.factor is factor for one in threat.overrides)
        because = () if by_hand else threat.current.factor(factor).reasons[:1]
        why = f", as {small(plain(because[0].text.rstrip('.')))}" if because else ", as you set it" if by_hand else ""
        told.append(f"{factor.value.replace('_', ' ')} {level} of 10{why}")
    return joined(told)


def _no_threat(model: ThreatModel, about: str) -> str:
    return f"There is no threat {plain(about)}; the model has {len(model.threats)} threats."


def _concerned(model: ThreatModel, words: str) -> Iterator[Threat]:
    """First what lands on a part of that name, then what says all the telling words; else what rests on such words."""
    wanted = {stem for word in words.lower().split() if word not in function_words() for stem in stems(word)}
    things = [(part.id, part.name) for part in model.components] + [(one.id, one.name) for one in model.actors]
    ids = {one for one, name in things if wanted and wanted <= set(stems(name))}
    here = listed(model.threats)
    found = [one for one in here if ids & targets_of(one, model)]
    found += [
        one for one in here if one not in found and wanted and wanted <= set(stems(f"{one.title} {one.statement}"))
    ]
    yield from found or (
        one for one in here
        if wanted and any(wanted <= set(stems(quote.text)) for quote in one.evidence.quotes)
    )  # fmt: skip


def _names_line(model: ThreatModel) -> str:
    names = joined([plain(part.name) for part in model.components[:6]], "or")
    return f"Ask about a part, such as {names}." if names else ""


def _open(gaps: tuple[Gap, ...]) -> str:
    if not gaps:
        return "Nothing is open that would change the list."
    assumed = [gap for gap in gaps if gap.kind is GapKind.STANDING_ASSUMPTION][:MOST_ASSUMED]
    others = [gap for gap in gaps if gap not in assumed][: MOST_GAPS - len(assumed)]
    shown = [gap for gap in gaps if gap in (*others, *assumed)]
    reasons = (small(plain(gap.reason.rstrip("."))) for gap in shown)
    told = zip((plain(gap.text) for gap in shown), reasons, strict=True)
    lines = [f"- {text}{f' ({reason})' if reason else ''}" for text, reason in told]
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
    rests = f" {capital(counted(assumed, 'threat'))} {'rests' if assumed == 1 else 'rest'} on assumptions."
    unsure = rests if assumed else ""
    parts = f"{counted(len(model.components), 'part')}, {counted(len(model.controls), 'measure')}"
    return f"The model holds {counted(len(here), 'threat')} ({shares}), {parts}.{rest}{unsure}"
