"""Read YAML into a tree with lines, by its events alone: nothing is constructed, nothing is ever expanded.

Anchors, aliases and tags are refused. Words stay words: dates, versions such as 3.10, yes and no are not turned into
anything else; only true, false, null and whole numbers are.
"""

import re
from typing import Any

import yaml

from knowledge.importers.trees import MAX_DEPTH, MAX_DIGITS, Meter, Note, Rows, Table, Unreadable

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "Null": None, "NULL": None, "true": True, "True": True,
                          "TRUE": True, "false": False, "False": False, "FALSE": False}  # fmt: skip
_WHOLE = re.compile(rf"[-+]?(?:0|[1-9][0-9]{{0,{MAX_DIGITS - 1}}})")


def read_yaml(text: str) -> Any:
    """The one document of a text; refused with a line where it is not plain YAML."""
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise Unreadable(Note(line=line, message=_meaning(str(error.problem or error.context)))) from None
    except yaml.YAMLError as error:
        raise Unreadable(Note(line=_line_of(error, text), message=f"is not readable YAML: {_flat(error)}")) from None
    return builder.root


def _meaning(problem: str) -> str:
    """The parser's complaint; its own limit of nesting lies beyond ours, and it may come first as it reads ahead."""
    if "nesting depth" in problem:
        return f"parts are nested deeper than {MAX_DEPTH} levels"
    return f"is not readable YAML: {problem}"


class _Builder:
    """Puts the events of one document together."""

    def __init__(self) -> None:
        self.root: Any = None
        self._stack: list[Table | Rows] = []
        self._keys: list[tuple[str, int] | None] = []
        self._meter = Meter()
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise Unreadable(Note(line=line, message="a second document begins; import one document per file"))
        elif isinstance(event, yaml.NodeEvent):
            self._refuse_marks(event, line)
            self._meter.pass_node(len(self._stack), line)
            self._node(event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._stack.pop()
            self._keys.pop()

    def _refuse_marks(self, event: yaml.NodeEvent, line: int) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise Unreadable(
                Note(
                    line=line,
                    message=f"anchors and aliases are refused, found {str(event.anchor)[:40]!r}; write it out",
                )
            )
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            raise Unreadable(Note(line=line, message=f"tags are refused, found {str(tag)[:60]!r}"))

    def _node(self, event: yaml.NodeEvent, line: int) -> None:
        if isinstance(event, yaml.ScalarEvent):
            if self._awaits_key():
                self._keys[-1] = (event.value, line)
            else:
                self._put(_value(event), line)
            return
        if self._awaits_key():
            raise Unreadable(Note(line=line, message="a key must be a word, found a list or a mapping"))
        opened: Table | Rows = Table(line) if isinstance(event, yaml.MappingStartEvent) else Rows(line)
        self._put(opened, line)
        self._stack.append(opened)
        self._keys.append(None)

    def _awaits_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1], Table) and self._keys[-1] is None

    def _put(self, value: Any, line: int) -> None:
        if not self._stack:
            self.root = value
            return
        holder = self._stack[-1]
        if isinstance(holder, Rows):
            holder.put(value, line)
            return
        key = self._keys[-1]
        assert key is not None
        holder.put(key[0], value, key[1])
        self._keys[-1] = None


def _value(event: yaml.ScalarEvent) -> Any:
    if event.style:
        return event.value
    if event.value in _WORDS:
        return _WORDS[event.value]
    return int(event.value) if _WHOLE.fullmatch(event.value) else event.value


def _line_of(error: yaml.YAMLError, text: str) -> int:
    """Where a text holds a character that YAML does not allow."""
    position = getattr(error, "position", None)
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else 0


def _flat(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
