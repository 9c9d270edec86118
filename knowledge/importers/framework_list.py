"""Read a new edition of a list whose publisher offers no file for programs: ids, names, and what replaces what.

Such a file is written by hand from the published list::

    framework_list: 1
    framework: owasp_llm
    edition: "2028"
    entries:
    - {id: "LLM01:2028", name: Prompt Injection, replaces: "LLM01:2026"}
"""

import re
from dataclasses import dataclass, field

from knowledge.importers.records import Notes, Record
from knowledge.importers.trees import Table
from knowledge.publications.frameworks import FrameworkItem
from knowledge.vocabulary import Framework

VERSION = 1
LISTS = {
    Framework.OWASP_LLM: re.compile(r"LLM\d\d:\d{4}"),
    Framework.OWASP_AGENTIC: re.compile(r"ASI\d\d(:\d{4})?"),
    Framework.OWASP_AGENTIC_THREATS: re.compile(r"T\d{1,2}"),
    Framework.OWASP_ML: re.compile(r"ML\d\d:\d{4}"),
    Framework.OWASP_DSGAI: re.compile(r"DSGAI\d\d"),
    Framework.OWASP_MCP: re.compile(r"MCP\d\d:\d{4}"),
    Framework.OWASP_SKILLS: re.compile(r"AST\d\d"),
    Framework.OWASP_AIVSS: re.compile(r"AIVSS-\d{1,2}"),
}
"""The lists that can come so, each with the form of its ids."""
KIND = {Framework.OWASP_AGENTIC_THREATS: "threat"}
_KNOWN = frozenset({"framework_list", "framework", "edition", "entries"})


@dataclass
class PublishedList:
    """A list as it stands in the file."""

    framework: Framework
    edition: str
    items: list[FrameworkItem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What an item of it is called."""
        return KIND.get(self.framework, "risk")


def read_framework_list(table: Table, notes: Notes) -> PublishedList | None:
    """The list; none where it does not say whose it is."""
    record = Record(table, notes, "the list")
    if table.get("framework_list") != VERSION:
        record.refuse("framework_list", f"expected version {VERSION}, found {table.get('framework_list')!r}")
    for key in table:
        if key not in _KNOWN:
            record.refuse(key, f"unknown field {key[:40]!r}; known are {', '.join(sorted(_KNOWN))}")
    name = record.word("framework")
    framework = next((one for one in LISTS if one.value == name), None)
    if framework is None:
        if name:
            record.refuse("framework", f"{name[:40]!r} is none of {', '.join(one.value for one in LISTS)}")
        return None
    found = PublishedList(framework, record.word("edition", most=40))
    for entry in record.records("entries"):
        _take(entry, found)
    if not found.items and not notes.refused:
        record.refuse("entries", "the list is empty")
    return found


def _take(entry: Record, found: PublishedList) -> None:
    identity, title = entry.identity(LISTS[found.framework]), entry.word("name")
    former = entry.word("replaces", needed=False)
    if identity in found.lines:
        entry.refuse("id", f"the id stands twice, first in line {found.lines[identity]}")
    if former and any(former in item.aliases for item in found.items):
        entry.refuse("replaces", f"{former!r} is replaced twice")
    if identity and title:
        found.lines.setdefault(identity, entry.line)
        aliases = (former,) if former and former != identity else ()
        found.items.append(FrameworkItem(id=identity, name=title, kind=found.kind, aliases=aliases))
