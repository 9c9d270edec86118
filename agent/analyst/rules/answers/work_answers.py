"""Answers about the work on a model: what is planned, who answers for it, how it leaves the house, what is assumed."""

from agent.analyst.rules.answers.part_answers import line_of
from agent.assessment.scoring.risk_reduction import Reliefs
from agent.domain import Control, ControlStatus, Gap, GapKind, Threat, ThreatModel, ThreatStatus
from agent.domain.findings.threat_ranking import listed, weighed
from agent.domain.system import AssumptionStatus
from agent.domain.threats import IN_PLACE
from agent.domain.wording.names_in_sentences import capital, counted, joined, plain
from agent.reading.text.words import lexicon
from knowledge import Catalog
from knowledge.search.words import stems

MOST_LINES, MOST_FIRST, MOST_ALIKE = 8, 3, 12
_GENERAL = lexicon(
    "threat threats risk risks attack attacks attacker attackers problem problems model models system systems data use "
    "used using read need needs happen happens thing things work works ai make made does doing our their able comply "
    "law act secure safe security privacy possible people user users one ones want wants get gets tell know help"
)
"""Words of questions that say nothing of which threat is meant."""
EXPORT = (
    "Everything can be taken away under **Export**: two pages for those who decide, a report, or all of it, as a web "
    "page, PDF, Word or Markdown."
)
_SUCH = {
    "accepted": "accept T-002 because …, owner …, review 2027-03-01",
    "dismissed": "T-004 is not relevant because …",
}
NO_PLAN = "Nothing is planned yet. These take off most risk for their effort:"
_PLANNED = frozenset({ControlStatus.PLANNED, ControlStatus.IN_PROGRESS})


def banded(model: ThreatModel, band: str) -> str:
    """The threats of one band, in the order of the list."""
    here = weighed(listed(model.threats))
    found = [one for one in here if one.rating.band.value == band]
    if not found:
        worst = max(here, key=lambda one: one.rating.total, default=None)
        highest = f" The highest score is that of {line_of(worst)}." if worst else ""
        return f"No threat on the list is rated {band}.{highest}"
    verb = "is" if len(found) == 1 else "are"
    head = f"{capital(counted(len(found), 'threat'))} {verb} rated {band}:"
    return _list(head, [line_of(one) for one in found], "on the list of threats, which can be filtered by risk")


def decided(model: ThreatModel, status: str) -> str:
    """The threats that somebody decided so, with the reason, who answers for it, and when it is looked at again."""
    found = [one for one in model.threats if one.status.value == status]
    if not found:
        word = "set aside" if status == ThreatStatus.DISMISSED.value else status
        return (
            f"No threat is {word} yet. Say such as *{_SUCH[status]}*." if status in _SUCH else f"No threat is {word}."
        )
    lines = []
    for one in found:
        treated = one.treatment
        why = f": “{plain(treated.reason)}”" if treated and treated.reason else ""
        who = f"; {plain(treated.owner)} answers for it" if treated and treated.owner else ""
        when = f", looked at again on {treated.review_by.isoformat()}" if treated and treated.review_by else ""
        lines.append(f"{line_of(one)}{why}{who}{when}")
    word = "set aside" if status == ThreatStatus.DISMISSED.value else status
    head = f"{capital(counted(len(found), 'threat'))} {'is' if len(found) == 1 else 'are'} {word}:"
    return _list(head, lines, "on the list of threats")


def due(model: ThreatModel) -> str:
    """What is due by which day, the nearest first: measures that are not done, and looks at accepted risks."""
    waiting = [one for one in model.controls if one.due and one.status not in (*IN_PLACE, ControlStatus.REJECTED)]
    days = [(one.due, f"**{one.id}** {plain(one.title)}", one.owner) for one in waiting if one.due]
    days += [
        (one.treatment.review_by, f"look again at **{one.id}** {plain(one.title)}", one.treatment.owner)
        for one in model.threats if one.treatment and one.treatment.review_by
    ]  # fmt: skip
    if not days:
        return "Nothing has a day yet. Say such as *M-3 is due on 2027-02-01*, or set the days under **Plan**."
    lines = [
        f"{day.isoformat()}: {what}{f', {plain(who)}' if who else ', nobody named'}" for day, what, who in sorted(days)
    ]
    return _list("What is due, the nearest first:", lines, "under **Plan**")


def owner(model: ThreatModel, about: str) -> str:
    """Who answers for a threat or does a measure, and how somebody is named."""
    control = model.control(about)
    if control is not None:
        return _doer(control)
    threat = model.threat(about)
    if threat is None:
        return f"There is no threat or measure {plain(about)}."
    told = f"{line_of(threat)} is {threat.status.value}."
    decided = threat.treatment
    if decided is not None and decided.owner:
        until = f", who looks again on {decided.review_by.isoformat()}" if decided.review_by else ""
        return f"{told} {capital(plain(decided.owner))} answers for it{until}."
    against = [one for one in model.controls if threat.id in one.threats and one.owner]
    if against:
        names = joined([f"{plain(one.owner)} ({one.id})" for one in against[:MOST_LINES]])
        return f"{told} Nobody is named for it; its measures are done by {names}."
    return (
        f"{told} Nobody is named for it yet. Say such as *Ada owns {threat.id}, by 1 March*, or "
        f"*accept {threat.id} because …, owner …, review 2027-03-01*."
    )


def no_order(model: ThreatModel, named: str) -> str:
    """What can be said of a threat or measure, to words that name one and are no order."""
    if model.control(named) is not None:
        orders = f"*{named} is done*, *Ada does {named}, due 1 March* or *what if {named} were done?*"
    else:
        orders = f"*why {named}?*, *{named} is not relevant because …* or *Ada owns {named}, by 1 March*"
    return f"That names {named}, but I found no order in it, so nothing was changed. Say such as {orders}."


def plan(model: ThreatModel, catalog: Catalog) -> str:
    """What is planned and done; where nothing is, what would be worth it."""
    planned = [one for one in model.controls if one.status in _PLANNED]
    done = sum(one.status in IN_PLACE for one in model.controls)
    in_place = f"{capital(counted(done, 'measure'))} {'is' if done == 1 else 'are'} in place already." if done else ""
    if planned:
        lines = [_planned(one) for one in planned]
        return "\n\n".join(part for part in (_list("What is planned:", lines, "under **Plan**"), in_place) if part)
    reliefs = Reliefs(model, catalog).first(MOST_FIRST)
    if not reliefs:
        return in_place or "There is nothing to plan: no measure would lower a threat."
    lines = [f"**{one.control.id}** {plain(one.control.title)} ({one.control.effort} effort)" for one in reliefs]
    said = f"Say *plan the first {'three' if len(reliefs) == MOST_FIRST else 'one'}*, or choose under **Plan**."
    return "\n\n".join(part for part in (_list(NO_PLAN, lines, ""), in_place, said) if part)


def assumed(model: ThreatModel, gaps: tuple[Gap, ...]) -> str:
    """What is taken as given until the owner says otherwise, the weightiest first."""
    standing = {one.fact: one for one in model.assumptions if one.status is AssumptionStatus.STANDING}
    weights = {gap.fact: gap for gap in gaps if gap.kind is GapKind.STANDING_ASSUMPTION}
    order = [standing[fact] for fact in weights if fact in standing]
    order += [one for one in model.assumptions if one.status is AssumptionStatus.STANDING and one not in order]
    if not order:
        return "Nothing is assumed: what the draft rests on, you said."
    lines = []
    for one in order:
        resting = weights[one.fact].threats if one.fact in weights else 0
        verb = "rests" if resting == 1 else "rest"
        rest = f" ({counted(resting, 'threat')} {verb} on it)" if resting else ""
        lines.append(f"**{one.id}** {plain(one.text)}{rest}")
    said = f"Say *confirm {order[0].id}* or *{order[0].id} is wrong*, or go through them under **Open points**."
    return "\n\n".join((_list("Assumed until you say otherwise:", lines, "under **Open points**"), said))


def searched(model: ThreatModel, words: tuple[str, ...]) -> tuple[Threat, ...]:
    """The threats whose title or other names say the rarest of the telling words of a question."""
    wanted = {stem for word in words if word not in _GENERAL for stem in stems(word)}
    named = {one.id: set(stems(" ".join((one.title, *one.also_known_as)))) for one in listed(model.threats)}
    often = {stem: sum(stem in names for names in named.values()) for stem in wanted}
    rare = min((stem for stem in wanted if often[stem]), key=lambda stem: (often[stem], stem), default="")
    return tuple(one for one in listed(model.threats) if rare in named[one.id] and often[rare] <= MOST_ALIKE)


def _planned(control: Control) -> str:
    told = [control.status.value.replace("_", " ")]
    told += [plain(control.owner)] if control.owner else []
    told += [f"due {control.due.isoformat()}"] if control.due else []
    return f"**{control.id}** {plain(control.title)} ({', '.join(told)})"


def _doer(control: Control) -> str:
    head = f"**{control.id}** {plain(control.title)} is {control.status.value.replace('_', ' ')}."
    due = f" It is due on {control.due.isoformat()}." if control.due else ""
    if control.owner:
        return f"{head} {capital(plain(control.owner))} does it.{due}"
    usual = f" Usually done by: {control.usual}." if control.usual else ""
    return f"{head} Nobody is named for it yet.{usual}{due} Say *owner of {control.id} is …*."


def _list(head: str, lines: list[str], where: str) -> str:
    left = len(lines) - MOST_LINES
    more = [f"- and {left} more{f' {where}' if where else ''}"] if left > 0 else []
    return "\n".join([head, "", *(f"- {line}" for line in lines[:MOST_LINES]), *more])
