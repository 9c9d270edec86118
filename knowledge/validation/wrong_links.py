"""The links of a catalog that are wrong, looked through once for the same data and the same checks."""

from hashlib import sha256
from pathlib import Path

from knowledge.loading.parsing import holds
from knowledge.loading.reading import Entries, Problem
from knowledge.validation.links import check_links

CHECKS = ("*.py", "facts/*.py", "validation/*.py")
"""The files of the package by which links are checked."""


def wrong_links(entries: Entries, fingerprint: str) -> tuple[Problem, ...]:
    """The links that are wrong; the same data are not looked through twice by the same program."""
    found: list[Problem] = []

    def sound() -> bool:
        found.extend(check_links(entries))
        return not found

    package = Path(__file__).parent.parent
    files = sorted(path for pattern in CHECKS for path in package.glob(pattern))
    checks = sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    holds(f"links {fingerprint} {checks}", sound)
    return tuple(found)
