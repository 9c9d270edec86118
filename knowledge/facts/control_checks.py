"""Safeguards whose absence is a gap by itself: what is asked, where it matters, what follows, and what helps.

A check is no threat: it is never scored. Its gap is asserted only once the owner has said that the safeguard is not
there; while nothing is known of it, it is an open question.
"""

from pydantic import Field

from knowledge.conditions import Condition
from knowledge.vocabulary import Aspect, ItemKey, MaestroLayer, Slug, Stride, Value


class ControlCheck(Value):
    """One safeguard that a system of a certain kind should have."""

    id: Slug = Field(description="Stable id.")
    title: str = Field(max_length=90, description="The safeguard as it should be, in a few plain words.")
    aspect: Aspect = Field(description="Security, privacy, fairness, safety, transparency or oversight.")
    fact: Slug = Field(description="The control fact that tells whether it is there.")
    when: Condition = Field(description="Where it matters: what must be true of the system.")
    why: str = Field(max_length=400, description="What follows where it is missing, in plain sentences.")
    mitigations: tuple[Slug, ...] = Field(min_length=1, max_length=6, description="What helps, the first step first.")
    references: tuple[ItemKey, ...] = Field(min_length=1, description="Framework items, closest first.")
    precedents: tuple[Slug, ...] = Field(default=(), description="Real incidents to show beside it.")
    stride: tuple[Stride, ...] = Field(default=(), description="STRIDE categories.")
    maestro: tuple[MaestroLayer, ...] = Field(default=(), description="MAESTRO layers.")
    replaces: tuple[Slug, ...] = Field(default=(), description="Ids of former patterns that stated its absence.")
