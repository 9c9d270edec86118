"""What drift is told in: names, sorts and sentences of the things that a file has."""

import re

from agent.domain.import_sources import ImportedThing

_VERSIONED = re.compile(r"(?i)\b(?:image|model|version|release|revision|tag)\b")
_VERSION = re.compile(r"(?:[:@=]|\b(?=v?\d))[\w.+:-]+")
_SORTS = {
    "part": "part", "actor": "people or outside system", "boundary": "network or zone", "flow": "connection",
    "fact": "fact",
}  # fmt: skip
_TOOL = "Is a tool server."


def versions_alone(was: list[str], became: list[str]) -> bool:
    """Whether nothing but the version of an image or a model is otherwise."""
    lines = (*was, *became)
    if not (was and became) or not all(_VERSIONED.search(line) for line in lines):
        return False
    return sorted(_VERSION.sub("", line) for line in was) == sorted(_VERSION.sub("", line) for line in became)


def small(text: str) -> str:
    """A sentence as it goes on after a colon."""
    return text[:1].lower() + text[1:]


def sort_of(one: ImportedThing) -> str:
    """What sort of thing it is, in words."""
    if _TOOL in one.told:
        return "tool server"
    sort = one.key.partition(" ")[0]
    if sort == "flow" and "Not trusted." in one.told:
        return "entry point"
    return _SORTS.get(sort, sort)


def name_of(one: ImportedThing) -> str:
    """What the file calls it."""
    return one.key.partition(" ")[2]


def plain(name: str) -> str:
    """A name without what stands in brackets behind it, its marks and capitals."""
    return re.sub(r"\([^()]{0,80}\)\Z|[\W_]+", "", name.casefold())


def sentences(lines: tuple[str, ...] | list[str]) -> str:
    """Lines as sentences, one after the other."""
    return " ".join(line if line.endswith((".", "!", "?", "…")) else f"{line}." for line in lines if line)
