"""Judge a kept model by the catalog of today, and say what is otherwise than when it was made."""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum

from pydantic import Field

from agent.coverage import Place, standings
from agent.domain.ledger import Finding, Ledger, Verdict
from agent.domain.model import ThreatModel
from agent.domain.threats import Threat, ThreatStatus
from agent.watch.snapshot import Snapshot, condition_digest
from knowledge.catalog import Catalog
from knowledge.vocabulary import Value

_GONE = frozenset({ThreatStatus.DISMISSED, ThreatStatus.RETIRED})


class NewsKind(StrEnum):
    """What a change of the catalog does to a model."""

    NEWLY_APPLIES = "newly applies"
    NO_LONGER = "no longer applies"
    RENAMED = "renamed"
    RETIRED = "retired"


class News(Value):
    """One thing that is otherwise for a model."""

    kind: NewsKind = Field(description="What happened.")
    key: str = Field(description="Key of the framework item, or id of the threat pattern.")
    name: str = Field(description="What it is called now.")
    before: str = Field(default="", description="What it was called, where it was renamed.")
    threats: tuple[str, ...] = Field(default=(), description="Ids of the model's threats that it is about.")
    because: str = Field(default="", description="Why, in words.")

    def __str__(self) -> str:
        was = f", formerly {self.before}" if self.before else ""
        about = f" [{', '.join(self.threats)}]" if self.threats else ""
        why = f": {self.because}" if self.because else ""
        return f"{self.kind.value}: {self.key.partition(':')[2] or self.key} {self.name}{was}{about}{why}"


def news(model: ThreatModel, ledger: Ledger, catalog: Catalog, before: Snapshot | None) -> tuple[News, ...]:
    """What is otherwise for a model since it was drafted; nothing for one that never was, or that is of today.

    Without a snapshot of its catalog the model itself is the measure: what it has no threat for counts as new.
    """
    if model.drafted is None or model.drafted.catalog == catalog.fingerprint:
        return ()
    judge = _Judge(model, ledger, catalog, before)
    return (*judge.newly(), *judge.no_longer(), *judge.renamed(), *judge.retired())


def counted_news(found: Sequence[News]) -> str:
    """How many things of each kind, in words."""
    counts = Counter(one.kind for one in found)
    return ", ".join(f"{counts[kind]} {kind.value}" for kind in NewsKind if counts[kind])


class _Judge:
    def __init__(self, model: ThreatModel, ledger: Ledger, catalog: Catalog, before: Snapshot | None) -> None:
        self.model, self.ledger, self.catalog, self.before = model, ledger, catalog, before
        self.live = tuple(one for one in model.threats if one.status not in _GONE)
        self.cited: dict[str, list[Threat]] = {}
        for threat in self.live:
            for reference in threat.references:
                self.cited.setdefault(reference.key, []).append(threat)
        cited = [one for threat in self.live for one in threat.references]
        cited += [one for control in model.controls for one in control.references]
        for reference in cited:
            self.cited.setdefault(reference.key, [])
        self.frameworks = {one.key: one.framework for one in cited}

    def newly(self) -> Iterator[News]:
        """Patterns that came or were widened, then new framework items that stand for this system."""
        has = {self._today(threat.pattern) for threat in self.model.threats if threat.pattern}
        for verdict in self.ledger.verdicts:
            if _stands(verdict) and verdict.pattern not in has and self._is_other(verdict.pattern):
                title = self.catalog.patterns[verdict.pattern].title
                words = "" if verdict.finding is Finding.APPLIES else "on an assumption"
                yield News(kind=NewsKind.NEWLY_APPLIES, key=verdict.pattern, name=title, because=words)
        if self.before is None:
            return
        known = {*self.before.items, *self.before.retired}
        for one in standings(self.model, self.catalog, self.ledger):
            key = f"{one.framework.value}:{one.id}"
            former = {f"{one.framework.value}:{alias}" for alias in self.catalog.item(key).aliases}
            if key in known or former & known or one.framework.value not in self.before.editions:
                continue
            if one.place is Place.APPLIES or one.expected:
                because = one.reason.partition(": ")[2]
                yield News(kind=NewsKind.NEWLY_APPLIES, key=key, name=one.name, threats=one.threats, because=because)

    def no_longer(self) -> Iterator[News]:
        """Live threats whose pattern left the catalog, or was narrowed so that it rules this system out."""
        verdicts = {verdict.pattern: verdict for verdict in self.ledger.verdicts}
        for threat in self.live:
            if threat.pattern is None:
                continue
            name = self._today(threat.pattern)
            pattern, verdict = self.catalog.patterns.get(name), verdicts.get(name)
            if pattern is None:
                asked = threat.pattern in self.catalog.heirs
                because = "it is asked for as a safeguard now" if asked else "the catalog no longer holds it"
            elif verdict and not _stands(verdict) and self._is_other(name):
                because = "by the condition it has now"
            else:
                continue
            yield News(
                kind=NewsKind.NO_LONGER, key=threat.pattern, name=threat.title, threats=(threat.id,), because=because
            )

    def renamed(self) -> Iterator[News]:
        """Items that the model cites and that have another name or another id now."""
        for key, threats in self.cited.items():
            if not self._known(key):
                continue
            item, today = self.catalog.item(key), self.catalog.reference(key).key
            was = self.before.items.get(key, "") if self.before else ""
            other_name = was and was != item.name
            if today == key and not other_name:
                continue
            before = " ".join(filter(None, (key.partition(":")[2] if today != key else "", was if other_name else "")))
            yield News(kind=NewsKind.RENAMED, key=today, name=item.name, before=before, threats=_ids(threats))

    def retired(self) -> Iterator[News]:
        """Items that the model cites and that no edition in force holds any more."""
        already = set(self.before.retired) if self.before else set()
        for key, threats in self.cited.items():
            framework = self.frameworks[key]
            if framework not in self.catalog.frameworks or key in already:
                continue
            if not self._known(key):
                yield News(
                    kind=NewsKind.RETIRED, key=key, name=(self.before.items.get(key, "") if self.before else ""),
                    threats=_ids(threats), because="the catalog no longer holds it",
                )  # fmt: skip
            elif edition := self.catalog.item(key).attributes.get("retired_in"):
                because = f"no longer in {self.catalog.title_of(framework)} {edition}"
                name = self.catalog.item(key).name
                yield News(kind=NewsKind.RETIRED, key=key, name=name, threats=_ids(threats), because=because)

    def _today(self, pattern: str) -> str:
        """The pattern, or the one that took it over."""
        return self.catalog.heirs.get(pattern) or pattern

    def _is_other(self, pattern: str) -> bool:
        """Whether a pattern is new, or applies otherwise than in the catalog before; true where that is not known."""
        found = self.catalog.patterns[pattern]
        return self.before is None or self.before.patterns.get(pattern) != condition_digest(found)

    def _known(self, key: str) -> bool:
        return self.catalog.knows(key)


def _stands(verdict: Verdict) -> bool:
    return verdict.finding is Finding.APPLIES or verdict.expected


def _ids(threats: list[Threat]) -> tuple[str, ...]:
    return tuple(one.id for one in threats)
