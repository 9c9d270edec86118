"""The files of a bundle, each as it was read; Compose files that go on top of one another as one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agent.exchange.formats import FileFormat
from agent.exchange.readers.any_format import read_foreign
from agent.exchange.readers.infrastructure.compose_overlays import Stack, stacks
from agent.exchange.readers.read_result import Read, named_after
from knowledge.catalog import Catalog


@dataclass(frozen=True)
class Member:
    """One file of a bundle."""

    name: str
    form: FileFormat
    read: Read


def on_one_another(files: Sequence[tuple[str, str]], members: Sequence[Member], catalog: Catalog) -> Iterator[Member]:
    """The members with Compose files as one where they go on top of one another, in the order of the first."""
    composed = [number for number, one in enumerate(members) if one.form.id == "compose"]
    together = {one.numbers[0]: one for one in stacks(files, composed)} if len(composed) > 1 else {}
    taken = {number for one in together.values() for number in one.numbers[1:]}
    for number, member in enumerate(members):
        stack = together.get(number)
        if number in taken:
            continue
        yield member if stack is None or stack.as_it_stands else _merged(stack, members, catalog)


def _merged(stack: Stack, members: Sequence[Member], catalog: Catalog) -> Member:
    """One member of several files; each place is told of the last file that has it."""
    parts = [members[number] for number in stack.numbers]
    name = " with ".join(one.name for one in parts)
    form, found = read_foreign(stack.text, catalog)
    named = named_after(found, name[:120])
    owned = [(one.name, {kept.pointer for kept in one.read.taken}) for one in reversed(parts)]
    taken = tuple(
        replace(one, file=next((file for file, there in owned if one.pointer in there), parts[0].name))
        for one in named.taken
    )
    return Member(name, form, replace(named, taken=taken))
