"""Plain JSON kept in a file under a digest of its own: what is damaged or cut off counts as not there."""

import json
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import Any


def read_kept(path: Path) -> Any:
    """What was kept there; None where nothing whole is."""
    try:
        digest, _, body = path.read_bytes().partition(b"\n")
        return json.loads(body) if digest.decode() == sha256(body).hexdigest() else None
    except (OSError, ValueError):
        return None


def write_kept(path: Path, value: Any) -> bool:
    """Keep something in one step; false where its folder is not there or takes nothing."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    if not path.parent.is_dir():
        return False
    fresh: Path | None = None
    try:
        handle, name = mkstemp(prefix=f".{path.stem}-", dir=path.parent)
        fresh = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(sha256(body).hexdigest().encode() + b"\n" + body)
        fresh.replace(path)
    except OSError:
        if fresh is not None:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
        return False
    return True


def survives(value: Any) -> bool:
    """Whether JSON gives back just what it was given; dates, tuples and numbers as keys, for example, it does not."""
    try:
        return bool(json.loads(json.dumps(value)) == value)
    except (TypeError, ValueError):
        return False
