"""Keep what was known of each catalog under which models were made, one small file for each."""

from pathlib import Path

from pydantic import ValidationError

from agent.watch.snapshot import Snapshot, snapshot_of
from knowledge.catalog import Catalog

FOLDER = "catalogs"
MOST = 24
"""The most catalogs that are remembered; those seen longest ago are forgotten first."""


def remember(catalog: Catalog, data_dir: Path) -> None:
    """Keep the catalog in short, unless it is kept already; where nothing can be written, nothing is kept."""
    path = _path(catalog.fingerprint, data_dir)
    if path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".part")
        fresh.write_text(snapshot_of(catalog).model_dump_json(), encoding="utf-8")
        fresh.replace(path)
        for old in sorted(path.parent.glob("*.json"), key=lambda one: one.stat().st_mtime)[:-MOST]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def remembered(fingerprint: str, data_dir: Path) -> Snapshot | None:
    """What is known of the catalog with this fingerprint; none where it was never seen here, or is damaged."""
    try:
        return Snapshot.model_validate_json(_path(fingerprint, data_dir).read_bytes())
    except (OSError, ValidationError):
        return None


def _path(fingerprint: str, data_dir: Path) -> Path:
    return data_dir / FOLDER / f"{fingerprint[:32]}.json"
