"""A request as the scripted endpoint sees it: the task, and the data inside its fences."""

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

_TASK = re.compile(r"\ATask: (\w+)")
_DATA = re.compile(r"<<<data (\w+)>>>\n(.*?)\n<<<end \1>>>", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def model(self) -> str:
        return str(self.body.get("model", ""))

    @property
    def standing(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def case(self) -> str:
        return str(self.body["messages"][1]["content"])

    @property
    def repaired(self) -> bool:
        """Whether this is the second try after an unusable answer."""
        return len(self.body["messages"]) > 2

    @cached_property
    def task(self) -> str:
        found = _TASK.match(self.standing)
        return found[1] if found else ""

    @cached_property
    def data(self) -> dict[str, str]:
        """What stands inside the fences, by name."""
        return {name: "" if text == "(nothing)" else text for name, text in _DATA.findall(self.case)}

    def entries(self, name: str) -> list[dict[str, Any]]:
        """The lines of a fenced list, each of them JSON."""
        return [json.loads(line) for line in self.data.get(name, "").splitlines() if line.startswith("{")]

    @property
    def form(self) -> str:
        """How the answer is asked for."""
        told = self.body.get("response_format", {}).get("type", "")
        if told == "json_schema":
            return "strict" if self.body["response_format"]["json_schema"].get("strict") else "schema"
        if told == "json_object":
            return "object"
        return "tool" if self.body.get("tools") else "prompt"
