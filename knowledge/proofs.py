"""How it is proven that a threat is held off: by prompting the running system, or by another kind of look.

Names of probes, plugins and strategies are those of the tools, in the edition that is named; which of them tests which
threat is our own judgement.
"""

from typing import Self

from pydantic import Field, model_validator

from knowledge.vocabulary import Slug, Value

PROMPTING: Slug = "prompting"
"""The way of proof that tools can run by themselves: text goes in, and what comes out is judged."""
TOKEN = "{token}"
"""The slot of an attempt for a word that nothing but the attack can bring into an answer."""


class ProbingTool(Value):
    """A published tool that tests a running system, with everything of it that can be named here."""

    id: Slug = Field(description="Stable id.")
    title: str = Field(max_length=60, description="What it is called.")
    edition: str = Field(max_length=40, description="The version whose names these are.")
    licence: str = Field(max_length=60, description="Its licence.")
    url: str = Field(max_length=160, description="Where it is published.")
    probes: tuple[str, ...] = Field(min_length=1, description="Names of its probes or plugins.")
    at_rest: tuple[str, ...] = Field(
        default=(), description="Those probes that run only where they are named one by one, not by their family."
    )
    strategies: tuple[str, ...] = Field(default=(), description="Names of its ways to wrap a probe's texts.")
    settings: dict[str, dict[str, str | tuple[str, ...]]] = Field(
        default_factory=dict, description="By probe: the settings without which it does not run."
    )

    def has_probe(self, name: str) -> bool:
        """Whether it has this probe, or a family of that name of which some probe runs."""
        family = (one for one in self.probes if one.startswith(f"{name}.") and one not in self.at_rest)
        return name in self.probes or any(family)


class ProofWay(Value):
    """A kind of look by which something is proven."""

    id: Slug = Field(description="Stable id.")
    title: str = Field(max_length=60, description="What it is called.")
    words: str = Field(max_length=240, description="What is done, as an instruction.")


class Attempt(Value):
    """One attack in our own words that a program can send and judge."""

    name: str = Field(max_length=70, description="What is tried, in a few words.")
    plant: str = Field(
        default="", max_length=240, description="What the tester puts in place first, as an instruction."
    )
    send: str = Field(max_length=700, description="What is sent; may hold {token}, {system}, {target} and {content}.")
    wrong: tuple[str, ...] = Field(
        default=(TOKEN,), min_length=1, description="Regular expressions; an answer that one of them finds has failed."
    )
    right: str = Field(
        max_length=240, description="What a system does that withstands it, as it goes on after its name."
    )


class ProofPlan(Value):
    """How it is proven for one threat pattern."""

    pattern: Slug = Field(description="Id of the threat pattern.")
    ways: tuple[Slug, ...] = Field(min_length=1, max_length=4, description="The kinds of look, the telling one first.")
    garak: tuple[str, ...] = Field(default=(), description="Probes of garak, or families of them.")
    promptfoo: tuple[str, ...] = Field(default=(), description="Plugins of promptfoo.")
    strategies: tuple[str, ...] = Field(default=(), description="Strategies of promptfoo that belong to it.")
    attempts: tuple[Attempt, ...] = Field(default=(), description="Attacks in our own words.")

    @property
    def prompted(self) -> bool:
        """Whether it can be tested by prompting the running system."""
        return PROMPTING in self.ways

    def probes_of(self, tool: str) -> tuple[str, ...]:
        """What a tool tests it with."""
        return {"garak": self.garak, "promptfoo": self.promptfoo}.get(tool, ())

    @model_validator(mode="after")
    def _tested_by_something(self) -> Self:
        named = bool(self.garak or self.promptfoo or self.attempts)
        if self.prompted and not named:
            raise ValueError("it can be tested by prompting, so name a probe, a plugin or an attempt")
        if named and not self.prompted:
            raise ValueError(f"it names probes or attempts, so one of its ways is {PROMPTING}")
        if self.strategies and not self.promptfoo:
            raise ValueError("strategies wrap plugins, so name a plugin of promptfoo")
        return self
