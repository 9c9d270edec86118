"""What of a threat model answers a requirement of a law or a standard, beside the measures that name it."""

from typing import Literal, Self

from pydantic import Field, model_validator

from knowledge.vocabulary import Aspect, ItemKey, Slug, Value

Answer = Literal["scope", "threats", "tests", "facts"]
"""A part of a threat model that can answer."""


class EvidenceRule(Value):
    """What answers one requirement."""

    requirement: ItemKey = Field(description="The item of the framework.")
    takes: tuple[Answer, ...] = Field(min_length=1, description="The parts of a model that answer it.")
    aspects: tuple[Aspect, ...] = Field(default=(), description="The sides of which threats and tests answer it.")
    facts: tuple[Slug, ...] = Field(default=(), description="The facts that answer it.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.aspects) != bool({"threats", "tests"} & set(self.takes)):
            raise ValueError("aspects say which threats and tests answer it, so they go together")
        if bool(self.facts) != ("facts" in self.takes):
            raise ValueError("facts say which facts answer it, so they go together")
        return self
