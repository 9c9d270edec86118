"""What of a model can be tested how: attempts in the system's own words, probes of tools, and looks by hand."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from agent.domain.findings.threat_ranking import live
from agent.domain.model import ThreatModel
from agent.domain.threats import IN_PLACE, Control, Threat
from agent.exchange.diagrams.diagram import shown
from agent.exchange.interchange.ids import Ids
from agent.exchange.interchange.losses import Losses
from knowledge.catalog import Catalog
from knowledge.proofs import PROMPTING, Attempt, ProofPlan
from knowledge.vocabulary import ComponentKind

HELD = ("purpose", "threats", "parts", "checks")
"""What of a model every file of tests holds."""
_STORES = (ComponentKind.VECTOR_STORE, ComponentKind.DATASET, ComponentKind.RETRIEVER)
_CHECKS = 3
"""How many checks of measures are told of one threat."""
_BRACES = str.maketrans("{}", "()")


@dataclass(frozen=True)
class Ready:
    """An attempt as it is sent to this system."""

    id: str
    """Such as ``T-007-1``."""
    name: str
    plant: str
    send: str
    wrong: tuple[str, ...]
    right: str


@dataclass(frozen=True)
class Planned:
    """One threat with how it is proven."""

    threat: Threat
    plan: ProofPlan | None
    ready: tuple[Ready, ...]
    where: str
    """The parts it lands on, by the owner's names."""
    looks: tuple[str, ...]
    """What to do by hand, each in a line."""

    @property
    def pattern(self) -> str:
        """The threat's pattern; empty for the owner's own."""
        return self.threat.pattern or ""

    @property
    def name(self) -> str:
        """Id and title."""
        return f"{self.threat.id} {plain(self.threat.title)}"


@dataclass(frozen=True)
class Plans:
    """Every threat of a model that stands, with how it is proven."""

    model: ThreatModel
    catalog: Catalog

    @cached_property
    def key(self) -> str:
        """What tells this system's reports from those of others; it stays when the system is renamed."""
        return Ids(self.model).uuid("proofs")

    @cached_property
    def system(self) -> str:
        """The system's name."""
        return plain(self.model.system.name) or "the system"

    @cached_property
    def purpose(self) -> str:
        """What it is for and of which parts it is made."""
        parts = ", ".join(plain(one.name) for one in self.model.components)
        told = (plain(self.model.system.purpose), f"Its parts are: {parts}." if parts else "")
        return " ".join(filter(None, told)) or f"{self.system} has no purpose written down."

    @cached_property
    def every(self) -> tuple[Planned, ...]:
        """The threats that stand, in the order of the model."""
        return tuple(self._planned(one) for one in live(self.model.threats))

    def tested_with(self, tool: str) -> tuple[Planned, ...]:
        """Those that a tool has a probe for."""
        return tuple(one for one in self.every if one.plan and one.plan.probes_of(tool))

    def tell_losses(self, losses: Losses, tested: tuple[Planned, ...], by: str) -> None:
        """Name what does not come along, and which threats nothing in the file tests."""
        losses.drop_all_but(*HELD)
        standing = {one.threat.id for one in self.every}
        losses.leave_out("threats that are set aside", (one.id for one in self.model.threats if one.id not in standing))
        ids = {one.threat.id for one in tested}
        rest = [one.threat.id for one in self.every if one.threat.id not in ids]
        long = [one.threat.id for one in self.every if len(self._checks(one.threat)) > _CHECKS]
        losses.leave_out(f"checks of measures of threats beyond the first {_CHECKS}", long)
        losses.squeeze(f"threats that {by} cannot test", rest, "named with the look that proves them")

    def _planned(self, threat: Threat) -> Planned:
        plan = self.catalog.proofs.get(threat.pattern or "")
        attempts = plan.attempts if plan else ()
        ready = tuple(self._ready(threat, one, number) for number, one in enumerate(attempts, start=1))
        parts = [one for one in threat.targets if not one.startswith("F-")] or list(threat.targets)
        where = ", ".join(plain(self.model.name_of(one)) for one in parts)
        return Planned(threat, plan, ready, where, self._looks(threat, plan))

    def _ready(self, threat: Threat, attempt: Attempt, number: int) -> Ready:
        identity = f"{threat.id}-{number}"
        token = "TP" + hashlib.sha256(f"{self.key} {identity}".encode()).hexdigest()[:8].upper()
        slots = {"{token}": token, "{system}": self.system, "{target}": self._target(threat),
                 "{content}": self._content(threat), "{stores}": self._stores()}  # fmt: skip

        def filled(text: str) -> str:
            for slot, words in slots.items():
                text = text.replace(slot, words)
            return text

        wrong = tuple(one.replace("{token}", token) for one in attempt.wrong)
        return Ready(identity, attempt.name, filled(attempt.plant), filled(attempt.send), wrong, attempt.right)

    def _looks(self, threat: Threat, plan: ProofPlan | None) -> tuple[str, ...]:
        ways = [self.catalog.proof_ways[way] for way in (plan.ways if plan else ()) if way != PROMPTING]
        return (
            *(f"{way.title}: {way.words}" for way in ways),
            *(f"{one.id}: {plain(one.verify)}" for one in self._checks(threat)[:_CHECKS]),
        )

    def _checks(self, threat: Threat) -> list[Control]:
        """The measures against a threat that say how to check them, those in place first."""
        acting = [one for one in self.model.controls if threat.id in one.threats and one.verify]
        return sorted(acting, key=lambda one: one.status not in IN_PLACE)

    def _target(self, threat: Threat) -> str:
        parts = [self.model.component(one) for one in threat.targets]
        return next((plain(one.name) for one in parts if one), self.system)

    def _content(self, threat: Threat) -> str:
        """What outsiders can write into: what comes from the source of an untrusted flow, the nearest first."""
        flows = [one for one in self.model.flows if one.untrusted]
        near = [one for one in flows if one.id in threat.targets or one.target in threat.targets] or flows
        near.sort(key=lambda one: not one.source.startswith("P-"))
        return f"what comes from {plain(self.model.name_of(near[0].source))}" if near else f"what {self.system} reads"

    def _stores(self) -> str:
        stores = self.model.of_kind(*_STORES)
        return plain(stores[0].name) if stores else f"what {self.system} searches"


def plain(text: str) -> str:
    """A text of the model on one line of bounded length, without the braces that templates of other tools act on."""
    return shown(" ".join(text.split()).translate(_BRACES), 1400)


def told_untested(plans: Plans, tested: tuple[Planned, ...]) -> list[str]:
    """The threats that a file does not test, each with its statement and the looks that prove it."""
    ids = {one.threat.id for one in tested}
    lines: list[str] = []
    for one in plans.every:
        if one.threat.id not in ids:
            lines.append(f"{one.name}: {plain(one.threat.statement)}")
            lines += [f"  {look}" for look in one.looks] or ["  No look is written down; a person has to choose one."]
    return lines


def commented(lines: list[str]) -> str:
    """Lines as comments of YAML and Gherkin."""
    return "".join(f"# {one}\n" if one else "#\n" for one in lines)
