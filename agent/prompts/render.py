"""Fill the slots of a prompt: our own words as they are, everybody else's fenced off as data.

A prompt file opens with its number between two lines of ``---``. A line ``===`` parts the standing text, the same in
every call, from the text of the case. ``{{name}}`` takes our own words, ``{{data:name}}`` takes other people's.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.errors import AgentError

FOLDER = Path(__file__).parent
RUN = 8
"""So many words in a row are no chance."""


class PromptError(AgentError):
    """A prompt file and what it is filled with do not fit together."""


@dataclass(frozen=True)
class Data:
    """Words that are not ours; they are shown to a model as material, never as instructions."""

    text: str


@dataclass(frozen=True)
class Prompt:
    """A prompt ready to be sent."""

    task: str
    version: str
    standing: str
    case: str


def tasks() -> tuple[str, ...]:
    """The names of all prompts."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.md")))


def version(task: str) -> str:
    """The version of a prompt: its number, and a mark of its very words."""
    return _source(task).version


def render(task: str, slots: Mapping[str, str | Data]) -> Prompt:
    """The prompt of a task with every slot filled; a slot that is missing or left over is an error."""
    source = _source(task)
    wanted = {match["name"] for match in _SLOT.finditer(source.standing + source.case)}
    if wanted != slots.keys():
        missing, extra = sorted(wanted - slots.keys()), sorted(slots.keys() - wanted)
        raise PromptError(f"prompt {task}: missing slots {missing or 'none'}, slots it does not have {extra or 'none'}")
    return Prompt(
        task=task,
        version=source.version,
        standing=_filled(task, source.standing, slots),
        case=_filled(task, source.case, slots),
    )


def repeats_a_prompt(text: str) -> bool:
    """Whether a text holds so many words in a row of a prompt's own text that it can only come from there."""
    words = re.findall(r"\w+", text.lower())
    return any(tuple(words[place : place + RUN]) in _runs() for place in range(len(words) - RUN + 1))


@cache
def _runs() -> frozenset[tuple[str, ...]]:
    """Every run of words of the prompts but for their examples, which tell of a made-up system."""
    found: set[tuple[str, ...]] = set()
    for task in tasks():
        source = _source(task)
        words = re.findall(r"\w+", _EXAMPLE.sub("", f"{source.standing} {source.case}").lower())
        found |= {tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1)}
    return frozenset(found)


_SLOT = re.compile(r"\{\{(?P<data>data:)?(?P<name>[a-z_]+)\}\}")
_HEAD = re.compile(r"\A---\nversion: (?P<number>\d+)\n---\n(?P<standing>.+)\n===\n(?P<case>.+)\Z", re.DOTALL)
_EXAMPLE = re.compile(r"\nExample, of another system.+?(?=\nAnswer with one JSON object)", re.DOTALL)
_LEFT, _RIGHT = "\u2039" * 3, "\u203a" * 3


@dataclass(frozen=True)
class _Source:
    version: str
    standing: str
    case: str


@cache
def _source(task: str) -> _Source:
    path = FOLDER / f"{task}.md"
    if not path.is_file():
        raise PromptError(f"there is no prompt called {task}; there are {', '.join(tasks())}")
    text = path.read_text(encoding="utf-8").strip()
    parts = _HEAD.match(text)
    if parts is None:
        raise PromptError(f"{path.name} needs a version between two lines of ---, and one line of === before the case")
    digest = hashlib.sha256(text.encode()).hexdigest()[:6]
    version = f"{task}-{parts['number']}-{digest}"
    return _Source(version, parts["standing"].strip(), parts["case"].strip())


def _filled(task: str, text: str, slots: Mapping[str, str | Data]) -> str:
    def fill(match: re.Match[str]) -> str:
        name, value = match["name"], slots[match["name"]]
        if isinstance(value, Data) is not bool(match["data"]):
            raise PromptError(f"prompt {task}: slot {name} takes {'data' if match['data'] else 'our own words'}")
        return _fenced(name, value.text) if isinstance(value, Data) else value

    return _SLOT.sub(fill, text)


def _fenced(name: str, text: str) -> str:
    """Other people's words between two marks that the words themselves cannot hold."""
    inside = text.replace("<<<", _LEFT).replace(">>>", _RIGHT)
    return f"<<<data {name}>>>\n{inside.strip() or '(nothing)'}\n<<<end {name}>>>"
