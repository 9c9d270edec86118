"""Requests to a language model as files in a folder, where a person or another program puts the answers beside them.

Request 7 is ``0007.request.json`` for programs and ``0007.md`` for people. Its answer is ``0007.answer.json`` (the JSON
of the answer) or ``0007.answer.txt`` (the text as a model would send it, also one that is no JSON). An answer that
cannot be used is told of in ``0007.problem`` and waited for again.
"""

import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from agent.errors import AgentError, InputError
from agent.llm.answers.strict_json import Unreadable, strict_json
from agent.llm.calls import Message
from evals.files import as_json, read_json, write_whole

LOOK_SECONDS = 0.25
"""The pause between two looks for an answer."""
_ANSWERS = ("answer.json", "answer.txt")
_ASKED = ("messages", "schema")
_NUMBER = re.compile(r"(\d{4,})\.")


class NoAnswer(AgentError):
    """Nobody answered a request in time, or nobody wants its answer any more."""


@dataclass(frozen=True)
class Request:
    """What is asked of a model."""

    messages: tuple[Message, ...]
    schema: Mapping[str, Any] = field(default_factory=dict)
    """The JSON schema of the answer; empty where none is asked for."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Whatever else was sent along, such as the model and the most tokens of the answer."""
    wants_json: bool = False
    """Whether an answer must be JSON, where no schema says so."""


class RequestFolder:
    """Lays requests into a folder and finds their answers there; several threads may use it at once."""

    def __init__(self, folder: Path, pause: float = LOOK_SECONDS) -> None:
        self.folder, self.pause = folder, pause
        self._lock = threading.Lock()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as problem:
            raise InputError(f"cannot use {folder}: {problem.strerror}; name another folder") from None

    def lay(self, request: Request) -> int:
        """Write a request under the next free number; numbers go on from those of earlier runs."""
        with self._lock:
            number = self._claimed(request)
        content = {"number": number, **_asked(request), "parameters": dict(request.parameters)}
        write_whole(self._path(number, "request.json"), as_json(content))
        return number

    def answered_before(self, request: Request) -> str | None:
        """The usable answer to the last earlier request with the same messages and schema, if there is one."""
        for path in sorted(self.folder.glob("*.request.json"), reverse=True):
            earlier = read_json(path)
            if not isinstance(earlier, dict) or {name: earlier.get(name) for name in _ASKED} != _asked(request):
                continue
            for kind in _ANSWERS:
                answer = path.with_name(path.name.replace("request.json", kind))
                text, problem = _read(answer, request) if answer.exists() else ("", "")
                if text and not problem:
                    return text
        return None

    def answer_to(
        self,
        number: int,
        request: Request,
        seconds: float,
        stop: threading.Event,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> str:
        """The text of the answer, as soon as a usable one lies there; ``meanwhile`` is called after every look in vain.

        Raises NoAnswer after about so many seconds, or once ``stop`` is set.
        """
        seen = _Seen()
        for _ in range(max(1, round(seconds / self.pause))):
            text = self._look(number, request, seen)
            if text is not None:
                return text
            meanwhile()
            if stop.wait(self.pause):
                raise NoAnswer(f"request {number:04d} was given up")
        raise NoAnswer(f"no answer to request {number:04d} came within {seconds:g} s")

    def note(self, number: int, problem: str) -> None:
        """Tell whoever answers what is wrong."""
        write_whole(self._path(number, "problem"), f"{problem}\n")

    def _claimed(self, request: Request) -> int:
        """The next number, taken by the page for people, so that no second process takes it too."""
        taken = (_NUMBER.match(path.name) for path in self.folder.iterdir())
        first = max((int(one[1]) for one in taken if one), default=0) + 1
        for number in count(first):
            with suppress(FileExistsError), self._path(number, "md").open("x", encoding="utf-8") as page:
                page.write(_page(number, request))
                return number
        raise AssertionError("numbers do not end")

    def _look(self, number: int, request: Request, seen: "_Seen") -> str | None:
        """The usable answer, if there is one that nobody is writing any more."""
        for kind in _ANSWERS:
            path = self._path(number, kind)
            if not seen.settled(path):
                continue
            text, problem = _read(path, request)
            if not problem:
                self._path(number, "problem").unlink(missing_ok=True)
                return text
            self.note(number, f"{path.name} cannot be used: {problem}. Mend the file; it is read again.")
        return None

    def _path(self, number: int, kind: str) -> Path:
        return self.folder / f"{number:04d}.{kind}"


@dataclass
class _Seen:
    """How the files looked that were seen before, so that each state of one is read once, and none while it grows."""

    before: dict[Path, tuple[int, int]] = field(default_factory=dict)
    read: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def settled(self, path: Path) -> bool:
        """Whether a file is there, is as it was at the last look, and was not read like that before."""
        try:
            told = path.stat()
        except OSError:
            return False
        now, then = (told.st_mtime_ns, told.st_size), self.before.get(path)
        self.before[path] = now
        if now != then or now == self.read.get(path):
            return False
        self.read[path] = now
        return True


def _read(path: Path, request: Request) -> tuple[str, str]:
    """The text of an answer, and what is wrong with it, if anything is."""
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        return "", "it cannot be read as text in UTF-8"
    if not text:
        return "", "it is empty"
    if path.suffix == ".txt":
        return text, ""
    try:
        content = strict_json(text)
    except Unreadable as problem:
        return "", str(problem)
    if (request.schema or request.wants_json) and not isinstance(content, dict):
        return "", "it must be one JSON object"
    return json.dumps(content, ensure_ascii=False), _misfit(content, request.schema)


def _misfit(content: Any, schema: Mapping[str, Any]) -> str:
    """Where an answer departs from its schema first; empty where it does not."""
    from jsonschema import Draft202012Validator, SchemaError
    from jsonschema.exceptions import best_match
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    try:
        Draft202012Validator.check_schema(schema)
        # a registry of its own, as the library would otherwise fetch what a schema points to
        fault = best_match(Draft202012Validator(schema, registry=Registry()).iter_errors(content))
    except (SchemaError, Unresolvable):
        return ""  # nothing can be held against a schema that is none
    return f"at {fault.json_path}: {' '.join(fault.message.split())[:300]}" if fault is not None else ""


def _asked(request: Request) -> dict[str, Any]:
    """What tells whether two requests ask the same, as it is written."""
    messages = [{"role": message.role, "content": message.text} for message in request.messages]
    return {"messages": messages, "schema": dict(request.schema)}


def _page(number: int, request: Request) -> str:
    """A request as a page that can be read, or handed to a model as it is."""
    told = ", ".join(f"{name}: {value}" for name, value in request.parameters.items())
    parts = [f"# Request {number:04d}", told, *_texts(request.messages)]
    if request.schema:
        parts.append(f"## The answer's JSON schema\n\n```json\n{as_json(dict(request.schema)).strip()}\n```")
    parts.append(
        f"---\n\nPut the answer into `{number:04d}.answer.json` (JSON alone) or `{number:04d}.answer.txt` (the text as "
        f"a model would send it). What is wrong with it comes to stand in `{number:04d}.problem`."
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _texts(messages: Sequence[Message]) -> list[str]:
    return [f"## {message.role}\n\n{message.text}" for message in messages]
