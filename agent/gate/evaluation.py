"""Judge a model: what is found, what of it is new, waived or stood before, and what to do first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from agent.assessment.ledger import Bookkeeper
from agent.coverage.standing import Place
from agent.coverage.standings import standings
from agent.domain.model import ThreatModel
from agent.domain.secrets.redaction import mask
from agent.domain.versions.version_diff import compare
from agent.exchange.interchange.sarif import lines_of_threats
from agent.gate.drift import DriftJudge
from agent.gate.findings import Demand, Fate, GateFinding, GateReport, ThreatMove
from agent.gate.model_diff import difference_lines, drawing, moves
from agent.gate.pointer_lines import line_of
from agent.gate.system_files import FileSource, system_files
from agent.gate.threats import Judged, same_threats
from agent.gate.waivers import DatedWaiver, stood_before, waived
from agent.settings.gate import DriftIs, GateSettings
from knowledge.catalog import Catalog
from knowledge.text import without_hidden

MOST_ACTIONS = 3
_ORDER = (Demand.INCOMPLETE, Demand.DRIFT, Demand.ACCEPTED, Demand.WAIVER, Demand.RISK)
"""What is told to be done first; the rest after it."""


@dataclass(frozen=True)
class GateBase:
    """What a model is compared with."""

    model: ThreatModel
    words: str
    source: FileSource | None = None
    """The files of the system as they were then; none where that is not known."""


@dataclass(frozen=True)
class GateContext:
    """Everything a verdict hangs on besides the model."""

    limits: GateSettings
    today: date
    source: FileSource
    catalog: Catalog
    file: str
    """The path of the model's file, as commands name it."""
    text: str = ""
    """What that file says."""
    changed: date | None = None
    """The day the file was changed last, where that is known."""
    base: GateBase | None = None
    only_new: bool = True
    """Whether what stood in the base fails nothing."""
    waivers: tuple[DatedWaiver, ...] = ()
    waivers_file: str = ""
    waivers_text: str = ""
    baseline: Mapping[str, float] = field(default_factory=dict)

    def with_base(self, base: GateBase | None) -> "GateContext":
        """The same with a base."""
        return replace(self, base=base)


def judge(model: ThreatModel, context: GateContext) -> GateReport:
    """The verdict on a model; raises InputError where a file that was named for comparison cannot be read."""
    base = context.base
    compared: list[str] = []
    notes: list[str] = []
    findings = list(_found(model, context, context.source, base.source if base else None, compared, notes))
    drift = tuple(one for one in findings if one.demand is Demand.DRIFT)
    if base is not None and context.only_new:
        findings = list(stood_before(findings, _before(model, base, context), base.words))
    findings = list(stood_before(findings, context.baseline, "the baseline"))
    findings = list(waived(findings, context.waivers, context.today, context.waivers_file))
    placed = _sorted(_cleaned(one) for one in _placed(findings, context))
    fresh = tuple(one for one in placed if one.demand is Demand.DRIFT and one.fate is not Fate.OLD)
    older = base.model if base else None
    return GateReport(
        system=_clean(model.system.name), file=context.file, base=base.words if base else "", findings=placed,
        moves=tuple(map(_clean_move, moves(older, model))) if older else (),
        differences=tuple(map(_clean, difference_lines(compare(older, model)))) if older else (),
        actions=tuple(_actions(placed)), compared=tuple(compared), notes=tuple(notes),
        drawing=drawing(older, model, fresh if older else drift),
    )  # fmt: skip


def _found(
    model: ThreatModel, context: GateContext, source: FileSource | None, before: FileSource | None, compared: list[str],
    notes: list[str],
) -> Iterator[GateFinding]:  # fmt: skip
    limits = context.limits
    yield from Judged(model, limits, context.today).findings()
    yield from _age(context)
    yield from _uncovered(model, context)
    if limits.drift is DriftIs.OFF or source is None:
        return
    strict = source is context.source
    judge = DriftJudge(model, source, context.catalog, context.file, before, strict, limits.ignore, compared, notes)
    paths = tuple(one for one in system_files(source, limits.against, limits.ignore) if one != context.file)
    named = tuple(one for one in limits.against if strict and not set("*?[") & set(one))
    for one in judge.findings(paths, named):
        tell = limits.drift is DriftIs.TELL and one.fate is Fate.FAILS
        yield one.model_copy(update={"fate": Fate.TOLD, "because": "drift is only told"}) if tell else one


def _before(model: ThreatModel, base: GateBase, context: GateContext) -> Mapping[str, float]:
    """The weight of each finding of the base, under the names that the model of today has for its threats."""
    ids = same_threats(base.model, model)
    found = {}
    for one in _found(base.model, context, base.source, None, [], []):
        if one.threat and one.threat not in ids:
            continue
        name = f"{one.demand.value}:{ids[one.threat]}" if one.threat else one.id
        found[name] = one.weight
    return found


def _age(context: GateContext) -> Iterator[GateFinding]:
    most = context.limits.most_days
    days = [day for day in (context.changed, context.limits.reviewed) if day is not None]
    if most is None or not days:
        return
    age = (context.today - max(days)).days
    if age > most:
        yield GateFinding(
            id=Demand.AGE.value, demand=Demand.AGE, weight=age, always=True,
            title=f"The model was last changed or gone through {age} days ago; at most {most} are allowed",
            action=f"Go through it, and set reviewed = {context.today} in the gate's settings.",
        )  # fmt: skip


def _uncovered(model: ThreatModel, context: GateContext) -> Iterator[GateFinding]:
    """The frameworks of which more is open than allowed; what is not the owner's to settle does not count."""
    wanted = context.limits.coverage
    if not wanted:
        return
    ledger = Bookkeeper(context.catalog).ledger(model)
    for framework, least in wanted:
        own = [
            one for one in standings(model, context.catalog, ledger, (framework,)) if one.place is not Place.NOT_OWNERS
        ]
        still = [one for one in own if one.place is Place.OPEN]
        settled = 100 * (len(own) - len(still)) // max(1, len(own))
        if settled < least:
            yield GateFinding(
                id=f"{Demand.COVERAGE.value}:{framework.value}", demand=Demand.COVERAGE, weight=100 - settled,
                title=f"{context.catalog.title_of(framework)}: {settled} % considered, {least} % wanted",
                text=f"Open: {', '.join(one.title for one in still[:10])}{' …' if len(still) > 10 else ''}.",
                action=f"See what settles them: threatparley ledger {context.file} --framework {framework.value}",
            )  # fmt: skip


def _placed(findings: Iterable[GateFinding], context: GateContext) -> Iterator[GateFinding]:
    """The findings with file and line; what stands nowhere else stands in the model's file."""
    lines = lines_of_threats(context.text)
    for one in findings:
        if one.demand is Demand.WAIVER:
            yield one.model_copy(update={"line": line_of(context.waivers_text, one.pointer)})
        elif one.file:
            yield one.model_copy(update={"line": one.line or 1})
        else:
            yield one.model_copy(update={"file": context.file, "line": lines.get(one.threat, 1)})


def _cleaned(one: GateFinding) -> GateFinding:
    """A finding as it may be shown: the model is judged as it lies there, and may hold what should not be read out."""
    return one.model_copy(update={name: _clean(getattr(one, name)) for name in ("title", "text", "action", "because")})


def _clean_move(one: ThreatMove) -> ThreatMove:
    return one.model_copy(update={"title": _clean(one.title)})


def _clean(text: str) -> str:
    return mask(without_hidden(text).text).text


def _sorted(findings: Iterable[GateFinding]) -> tuple[GateFinding, ...]:
    fates, demands = list(Fate), list(Demand)
    return tuple(
        sorted(
            findings,
            key=lambda one: (fates.index(one.fate), demands.index(one.demand), -one.total, one.concluded, one.id),
        )
    )


def _actions(findings: Iterable[GateFinding]) -> Iterator[str]:
    """The first things to do: what fails before what stood before; one action for all that it settles."""
    kept = [one for one in findings if one.fate in (Fate.FAILS, Fate.OLD) and one.action]
    kept.sort(key=lambda one: (one.fate is Fate.OLD, _place(one.demand), -one.total))
    groups: dict[str, list[GateFinding]] = {}
    for one in kept:
        groups.setdefault(one.action, []).append(one)
    for action, settled in list(groups.items())[:MOST_ACTIONS]:
        more = f" and {len(settled) - 1} more" if len(settled) > 1 else ""
        yield f"{action} (for {settled[0].title}{more})"


def _place(demand: Demand) -> int:
    return _ORDER.index(demand) if demand in _ORDER else len(_ORDER)
