"""The folders a user has said yes to, kept in the user's own config folder."""

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from agent.errors import SettingsError


class TrustedFolders:
    """Each folder by its real path, with the digest of what it was trusted with."""

    def __init__(self, record: Path) -> None:
        self._record = record

    def all(self) -> dict[str, str]:
        """The folders with their digests; raises SettingsError where the record cannot be read."""
        try:
            kept = json.loads(self._record.read_text(encoding="utf-8"))["folders"]
            return {str(folder): str(digest) for folder, digest in kept.items()}
        except FileNotFoundError:
            return {}
        except OSError as problem:
            raise SettingsError(f"{self._record} cannot be read: {problem.strerror}; check its permissions") from None
        except (ValueError, TypeError, LookupError, AttributeError):
            raise SettingsError(f"{self._record} is damaged; remove it, and say your yes to folders anew") from None

    def holds(self, folder: Path, digest: str) -> bool:
        """Whether this folder was trusted with exactly this."""
        return self.all().get(str(folder.resolve())) == digest

    def give(self, folder: Path, digest: str) -> None:
        """Trust a folder with what the digest names, from now on; raises SettingsError where it cannot be kept."""
        self._keep(self.all() | {str(folder.resolve()): digest})

    def take_back(self, folder: Path) -> bool:
        """Trust a folder no longer; false where it was not trusted."""
        kept = self.all()
        if kept.pop(str(folder.resolve()), None) is None:
            return False
        self._keep(kept)
        return True

    def _keep(self, folders: dict[str, str]) -> None:
        """Put the record down in one step, for its owner's eyes only."""
        text = json.dumps({"folders": dict(sorted(folders.items()))}, indent=2) + "\n"
        part = self._record.with_name(f".{secrets.token_hex(8)}.part")
        try:
            self._record.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, self._record)
        except OSError as problem:
            raise SettingsError(
                f"{self._record} cannot be written: {problem.strerror}; check the folder and its permissions"
            ) from None
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
