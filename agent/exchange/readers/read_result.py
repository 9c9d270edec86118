"""What a file became: a model, where each thing of it stood, what was left behind, and by what else a part is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from agent.domain.facts import FactValue
from agent.domain.model import ThreatModel
from agent.domain.wording.names_in_sentences import clipped
from agent.exchange.interchange.losses import Loss
from knowledge.vocabulary import ComponentKind


@dataclass(frozen=True)
class Taken:
    """One thing of a model, and where in the file it stood."""

    thing: str
    """The id of a thing, or ``fact`` with the id of a fact."""
    pointer: str
    """A JSON pointer, or a line or cell of what is no JSON."""
    file: str = ""

    @property
    def line(self) -> str:
        """The same in one line."""
        where = self.pointer or "/"
        return f"{self.thing} from {f'{self.file}: ' if self.file else ''}{where}"


@dataclass(frozen=True)
class Read:
    """What a file became."""

    model: ThreatModel
    taken: tuple[Taken, ...] = ()
    losses: tuple[Loss, ...] = ()
    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By the id of a part: ports, hosts, images and addresses by which a part of another file may be the same."""
    stand_ins: Mapping[str, ComponentKind] = field(default_factory=dict)
    """By the id of a part: the kind of the part of another file that it stands for, where there is just one."""
    prose: str = ""
    """Words of the file that describe something; nobody's orders, and read like any document."""
    flags: tuple[str, ...] = ()
    """What in the file reads like orders or scripts; it is kept as a name, and acts nowhere."""


def named_after(read: Read, file: str) -> Read:
    """The same with the file's name where things come from: in the places, in the reasons and in what is assumed."""
    model = read.model
    changed = {
        "facts": tuple(_because(one, file) for one in model.facts),
        "assumptions": tuple(
            one.model_copy(update={"source": f"{file}{one.source.removeprefix(UNNAMED)}"[:200]})
            if one.source.startswith(UNNAMED)
            else one
            for one in model.assumptions
        ),
    }
    return replace(
        read, model=model.model_copy(update=changed), taken=tuple(replace(one, file=file) for one in read.taken),
        flags=tuple(f"{file}: {one}" for one in read.flags),
    )  # fmt: skip


def several(losses: Iterator[tuple[str, Loss]]) -> tuple[Loss, ...]:
    """The losses of several files, each with the name of its file."""
    return tuple(replace(one, what=f"{one.what} of {file}") for file, one in losses)


UNNAMED = "the file"
"""What a file is called until its name is known."""


def _because(one: FactValue, file: str) -> FactValue:
    return one.model_copy(update={"because": clipped(f"{one.because} in {file}", 300)})
