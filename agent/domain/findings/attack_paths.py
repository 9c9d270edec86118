"""How the system could come to harm, told as a few paths over its diagram, and the measures that cut most of them."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Step:
    """One stop on a path: an actor, a part or an asset, and the flow that leads to it."""

    id: str
    """Id of the actor, the part or the asset."""
    name: str
    flow: str = ""
    """Id of the flow from the step before; empty where the path begins, or where no flow is drawn."""


@dataclass(frozen=True)
class Incident:
    """A case in which such a thing happened, or was shown to work."""

    name: str
    date: str
    url: str = ""
    """Where it can be read; empty where no stable address is known."""
    happened: bool = True
    """Whether it happened to somebody, or was only shown to work."""


@dataclass(frozen=True)
class AttackPath:
    """One way in which this system comes to harm, from whoever begins it to what follows."""

    title: str
    told: str
    """One or two sentences in the owner's nouns."""
    steps: tuple[Step, ...]
    """From the source to what is harmed; with a single step where nothing is drawn around it."""
    threats: tuple[str, ...]
    """Ids of the threats on the path, the leading one first."""
    tactics: tuple[str, ...] = ()
    """Names of the ATLAS tactics, in their official order."""
    control: str = ""
    """Id of the measure that cuts the path; empty where none does."""
    incident: Incident | None = None
    adversary: bool = True
    """Whether somebody means harm; a system can also harm people by simply being wrong."""
    lit: frozenset[str] = field(default=frozenset())
    """Ids of everything to show as the path in a diagram: actors, parts and flows."""

    @property
    def lead(self) -> str:
        """Id of the threat that the path is told after."""
        return self.threats[0]


@dataclass(frozen=True)
class BreakingMeasure:
    """A measure of the model, and the paths that it breaks."""

    control: str
    paths: tuple[int, ...]
    """Places of the paths it breaks, the first being 0."""


@dataclass(frozen=True)
class AttackPaths:
    """The few paths worth telling, the most important first, and the fewest measures that break most of them."""

    paths: tuple[AttackPath, ...] = ()
    breaking: tuple[BreakingMeasure, ...] = ()

    @property
    def broken(self) -> int:
        """How many of the paths the breaking measures break together."""
        return len({place for one in self.breaking for place in one.paths})
