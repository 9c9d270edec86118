"""What a part of a system can be: how people name it, and where the frameworks place it."""

from typing import Literal

from pydantic import Field

from knowledge.conditions import FactIs
from knowledge.vocabulary import ComponentKind, MaestroLayer, Stride, Value


class KindDefinition(Value):
    """One component kind: how people name it, what it holds, and where the frameworks place it."""

    kind: ComponentKind = Field(description="The kind.")
    label: str = Field(max_length=40, description="Its everyday name.")
    meaning: str = Field(max_length=200, description="What counts as one, in one plain sentence.")
    shape: Literal["process", "store", "external", "model", "person"] = Field(
        description="Its shape in a data-flow diagram."
    )
    maestro: tuple[MaestroLayer, ...] = Field(min_length=1, description="The MAESTRO layers it belongs to.")
    stride: tuple[Stride, ...] = Field(min_length=1, description="The STRIDE categories that can touch it.")
    cues: tuple[str, ...] = Field(min_length=1, description="Phrases in free text that name such a part.")
    implies: tuple[FactIs, ...] = Field(default=(), description="Facts that its presence settles.")
