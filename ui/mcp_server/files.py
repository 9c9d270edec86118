"""The one folder whose files an agent may name."""

from pathlib import Path

from agent.errors import InputError
from ui.mcp_server.results import NotAllowed

MOST_BYTES = 20 * 1024 * 1024


class Root:
    """A folder; a path that leads out of it, also by a link, is refused before anything is read or written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    def inside(self, name: str) -> Path:
        """The file that a name means, from the folder on; raises NotAllowed where it lies elsewhere."""
        if not name.strip() or "\x00" in name:
            raise InputError("name a file, as a path from the root folder on")
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder):
            raise NotAllowed(f"{name} leads out of the root folder; name a file inside it, as a path from there on")
        return path

    def shown(self, path: Path) -> str:
        """A path as agents are told it: from the folder on."""
        return path.relative_to(self.folder).as_posix()

    def read(self, name: str) -> tuple[str, bytes]:
        """The path from the folder on, and what the file holds; raises InputError where it cannot be read."""
        path = self.inside(name)
        if not path.is_file():
            raise InputError(f"{name} is no file in the root folder; name one that exists there")
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{name} is larger than {MOST_BYTES // 1024 // 1024} MB, which is the most that is read")
        try:
            return self.shown(path), path.read_bytes()
        except OSError as problem:
            raise InputError(f"{name} cannot be read: {problem.strerror}") from None
