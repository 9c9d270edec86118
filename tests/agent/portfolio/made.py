"""Work that does as its item says, for runners to run."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.portfolio import Item, ItemFile, Outcome, Standing, Unusable, Work
from agent.portfolio.item_digest import item_id

TERMS = "catalog, rules and model of the tests"


def item(name: str, words: str = "", terms: str = TERMS) -> Item:
    files = (ItemFile(name=f"{name}.md", content=(words or f"words of {name}").encode()),)
    return Item(id=item_id(files, terms), name=name, files=files)


def items(number: int) -> list[Item]:
    return [item(f"system-{place:03}") for place in range(number)]


@dataclass(frozen=True)
class Benches:
    """Opens work that notes in a folder each time it begins with an item."""

    folder: Path

    @contextmanager
    def __call__(self) -> Iterator[Work]:
        yield self._work

    def begun(self, name: str) -> int:
        """How often work on an item began."""
        path = self.folder / name
        return len(path.read_bytes()) if path.exists() else 0

    @property
    def order(self) -> list[str]:
        """The items in the order in which they were begun."""
        return self.folder.with_suffix(".order").read_text().splitlines()

    def _work(self, item: Item) -> Outcome:
        with (self.folder / item.name).open("ab") as file:
            file.write(b".")
        with self.folder.with_suffix(".order").open("a") as file:
            file.write(f"{item.name}\n")
        words = item.files[0].content.decode()
        if words == "unusable":
            raise Unusable("it is empty")
        if words == "fails":
            raise ValueError("it is broken")
        if words == "crashes":
            os._exit(3)
        if words == "killed once" and self.begun(item.name) == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        if words == "hangs":
            signal.pause()
        return Outcome(
            id=item.id, name=item.name, standing=Standing.DONE, native=words.encode(), brief=words.upper().encode(),
            row={"system": item.name},
        )  # fmt: skip
