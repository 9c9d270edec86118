"""What a clause claims of a fact, and what several claims of deeds say together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from agent.reading.text.cues import words_of
from agent.reading.text.hedges import Surety
from knowledge.vocabulary import AnswerValue


@dataclass(frozen=True)
class Claim:
    """One value of a fact that a clause states, how firmly, and in which words."""

    fact: str
    value: bool | str
    surety: Surety
    words: str
    sentence: int
    """Where the sentence begins that states it."""
    corrects: bool = False


def with_deeds(claims: tuple[Claim, ...], known: Mapping[str, AnswerValue]) -> tuple[Claim, ...]:
    """With the claim that a language model calls tools, where it is told of several deeds that need them."""
    said = {claim.fact for claim in claims} | set(known)
    speaks = known.get("uses_language_model") is True or any(
        claim.fact == "uses_language_model" and claim.value is True for claim in claims
    )
    deeds = {claim.fact: claim for claim in claims if claim.fact in _DEEDS and _is_told(claim)}
    places = {claim.words for claim in deeds.values()}
    if not speaks or "calls_tools" in said or len(deeds) + len(places) < _ENOUGH:
        return claims
    first = next(iter(deeds.values()))
    return (*claims, replace(first, fact="calls_tools", value=True, surety=Surety.SURE))


def without_hearsay(claims: tuple[Claim, ...], known: Mapping[str, AnswerValue]) -> tuple[Claim, ...]:
    """Without deeds of a language model where none is named, nor anything that only such a model has.

    ``It can block a card`` tells of tools beside a chatbot; beside a fraud score it tells of the score.
    """
    speaking = {claim.fact for claim in claims if claim.value is True} | {
        name for name, so in known.items() if so is True
    }
    if speaking & _SPEAKING:
        return claims
    return tuple(
        claim
        for claim in claims
        if claim.value is not True or claim.fact not in _OF_SPEAKING or _names_one(claim.words)
    )


def _names_one(words: str) -> bool:
    return any(word.startswith(_ONES) or word in _SHORT_ONES for word, _, _ in words_of(words))


_SPEAKING = frozenset({"uses_language_model", "uses_tool_servers", "multiple_agents"})
_OF_SPEAKING = frozenset({"calls_tools", "plans_steps", "writes_code"})
_ONES = (
    "tool",
    "plugin",
    "function",
    "skill",
    "agent",
    "assistant",
    "chatbot",
    "copilot",
    "connector",
    "code",
    "coding",
)
_SHORT_ONES = frozenset({"ai", "bot", "llm", "mcp", "plug", "sql", "program", "programs", "refactoring", "react"})
_DEEDS = frozenset({"tools_write", "tools_send_outside", "tools_read_private", "browses_web"})
_ENOUGH = 4
"""Two deeds told in two places, or three in one."""


def _is_told(claim: Claim) -> bool:
    return claim.value is True and claim.surety is Surety.SURE
