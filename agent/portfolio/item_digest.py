"""What the result of an item depends on, as one digest: change any of it and the item is another one."""

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

import agent
import knowledge
from agent.portfolio.items import ItemFile
from agent.settings import Settings

_READ = frozenset({".py", ".md", ".yaml", ".json", ".npz"})
_ASKED = (
    "model", "base_url", "temperature", "reasoning_effort", "context_tokens", "most_output_tokens", "tasks_by_rules",
    "calls_per_turn", "tokens_per_turn", "turn_deadline_seconds",
)  # fmt: skip
"""The settings that decide what a language model is asked, and so what it may answer."""


def item_id(files: Iterable[ItemFile], terms: str) -> str:
    """The id of an item, 40 hexadecimal digits."""
    digest = sha256(terms.encode())
    for file in files:
        for part in (file.name.encode("utf-8", "replace"), file.path.encode("utf-8", "replace"), file.content):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:40]


def terms_of(settings: Settings, catalog: str, offline: bool, also: tuple[Path, ...] = ()) -> str:
    """Everything but the input: the catalog's fingerprint, the rules and prompts, and the language model if asked.

    ``also`` are further files of this program that the result depends on.
    """
    asked = settings.asks_model and not offline
    told = [f"{name}={getattr(settings, name)}" for name in _ASKED] if asked else ["no model"]
    own = sha256(b"".join(sha256(path.read_bytes()).digest() for path in sorted(also))).hexdigest()
    return "\n".join((catalog, rules_digest(), own, f"offline={offline}", *told))


@cache
def rules_digest() -> str:
    """A digest of this version's own files: the rules, the prompts and the tables they go by."""
    digest = sha256()
    for name, path in _files():
        digest.update(name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files() -> Iterator[tuple[str, Path]]:
    for package in (agent, knowledge):
        root = Path(package.__path__[0])
        for path in sorted(root.rglob("*")):
            if path.suffix in _READ and path.is_file():
                yield f"{root.name}/{path.relative_to(root).as_posix()}", path
