"""A copy of a whole store in one file, taken while others go on writing, and brought back into either database.

The file is a ZIP archive: each table as lines of JSON, and a manifest with the number of rows and the hash of each. All
is read in one transaction, so the copy is the store at one moment. Bringing back checks everything first, and writes in
one transaction, so a store is never half. Leases are not copied, nor are the steps of turns under way: what had been
accepted and not answered is answered anew.
"""

import base64
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from pydantic import Field, ValidationError
from sqlalchemy import Connection, Table, delete, func, insert, select

from agent.errors import InputError
from agent.store.access.audit import Deed, end_of, note
from agent.store.access.row_access import see_all
from agent.store.database import Database
from agent.store.tables import SCHEMA, audit, audit_end, leases, metadata, revision, schema, sessions
from knowledge.vocabulary import Value

FORMAT, VERSION = "threatparley-backup", 1
MANIFEST = "manifest.json"
_ROWS_AT_ONCE = 200
_LEFT_OUT = (revision, schema, leases)
TABLES = tuple(table for table in metadata.sorted_tables if table not in _LEFT_OUT)


class CopiedTable(Value):
    """What the manifest says of one table."""

    rows: int = Field(ge=0, description="How many rows it has.")
    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="Hash of its lines.")


class Manifest(Value):
    """What a backup says of itself."""

    format: str = Field(default=FORMAT, pattern=f"^{FORMAT}$", description="Always 'threatparley-backup'.")
    version: int = Field(default=VERSION, description="Version of this shape.")
    tables_version: int = Field(description="Version of the tables it was taken from.")
    sessions: int = Field(ge=0, description="How many sessions it has.")
    audit_end: tuple[int, str] = Field(description="Number and hash of the newest row of the audit.")
    tables: dict[str, CopiedTable] = Field(description="Every table by its name.")


def back_up(database: Database, file: IO[bytes], actor: str = "") -> Manifest:
    """Copy everything as it is at one moment into a file; what is written meanwhile is not in it."""
    with database.write(actor=actor) as connection:
        note(connection, Deed(action="backup"))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, database.snapshot() as connection:
        copied = {table.name: _copy_out(connection, table, archive) for table in TABLES}
        manifest = Manifest(
            tables_version=SCHEMA,
            sessions=copied[sessions.name].rows,
            audit_end=end_of(connection),
            tables=copied,
        )
        text = manifest.model_dump_json(indent=2)
        archive.writestr(MANIFEST, text)
        archive.writestr(f"{MANIFEST}.sha256", hashlib.sha256(text.encode()).hexdigest())
    return manifest


def examine(file: IO[bytes], name: str) -> Manifest:
    """Check a whole backup; raises InputError for one that is damaged or newer, or no backup."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, name)
            for table, told in manifest.tables.items():
                found = hashlib.sha256()
                rows = 0
                with archive.open(f"{table}.jsonl") as lines:
                    for line in lines:
                        found.update(line)
                        rows += 1
                if (rows, found.hexdigest()) != (told.rows, told.sha256):
                    raise _damaged(name, f"the rows of {table} are not those that were written")
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, ValueError) as problem:
        raise _damaged(name, str(problem)) from problem
    return manifest


def bring_back(database: Database, file: IO[bytes], name: str, replace: bool = False, actor: str = "") -> Manifest:
    """Put a backup into an empty store, or in place of all it has; raises InputError where nothing was changed."""
    manifest = examine(file, name)
    with zipfile.ZipFile(file) as archive, database.write(actor=actor) as connection:
        see_all(connection)
        former = end_of(connection)
        if not _is_empty(connection) and not replace:
            raise InputError(
                f"the store in {database.place} is not empty; nothing was changed. Give --replace to put the backup in "
                "the place of all it has, or bring it back into a new store"
            )
        for table in (leases, *reversed(TABLES)):
            connection.execute(delete(table))
        for table in TABLES:
            if table.name in manifest.tables:
                _copy_in(connection, table, archive)
        if connection.execute(select(func.count()).select_from(audit_end)).scalar_one() == 0:
            connection.execute(insert(audit_end).values(id=1, number=0, hash=""))
        note(connection, Deed(action="restore", detail={"sessions": manifest.sessions, "in_place_of": list(former)}))
    if replace:
        database.scrub()
    return manifest


def _copy_out(connection: Connection, table: Table, archive: zipfile.ZipFile) -> CopiedTable:
    found, rows = hashlib.sha256(), 0
    wanted = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_ROWS_AT_ONCE)
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as out:
        for row in connection.execute(wanted).mappings():
            line = (json.dumps({name: _plain(value) for name, value in row.items()}) + "\n").encode()
            found.update(line)
            out.write(line)
            rows += 1
    return CopiedTable(rows=rows, sha256=found.hexdigest())


def _copy_in(connection: Connection, table: Table, archive: zipfile.ZipFile) -> None:
    with archive.open(f"{table.name}.jsonl") as lines:
        rows = (_row(line) for line in io.TextIOWrapper(lines, encoding="utf-8"))
        for some in _some_at_a_time(rows):
            connection.execute(insert(table), some)


def _plain(value: Any) -> Any:
    return {"bytes": base64.b64encode(value).decode()} if isinstance(value, bytes | memoryview) else value


def _row(line: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(line)
    return {
        name: base64.b64decode(value["bytes"]) if isinstance(value, dict) else value for name, value in told.items()
    }


def _as_kept(value: Any) -> Any:
    return base64.b64decode(value["bytes"]) if isinstance(value, dict) else value


def _some_at_a_time(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    some: list[dict[str, Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == _ROWS_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _manifest(archive: zipfile.ZipFile, name: str) -> Manifest:
    text = archive.read(MANIFEST)
    if archive.read(f"{MANIFEST}.sha256").decode() != hashlib.sha256(text).hexdigest():
        raise _damaged(name, "its manifest was changed")
    told = json.loads(text)
    if told.get("format") != FORMAT:
        raise _damaged(name, "it is no backup of Threatparley")
    newer = max(told.get("version", 0) - VERSION, told.get("tables_version", 0) - SCHEMA)
    if newer > 0:
        raise InputError(
            f"{name} was written by a newer version (tables {told.get('tables_version')}, this one knows {SCHEMA}); "
            "nothing was changed. Update this installation and bring it back then"
        )
    try:
        manifest = Manifest.model_validate(told)
    except ValidationError as problem:
        raise _damaged(name, "its manifest does not read") from problem
    unknown = manifest.tables.keys() - {table.name for table in TABLES}
    if unknown:
        raise _damaged(name, f"it has a table {sorted(unknown)[0]} that no version knows")
    return manifest


def _is_empty(connection: Connection) -> bool:
    counts = (select(func.count()).select_from(table) for table in (sessions, audit))
    return all(connection.execute(one).scalar_one() == 0 for one in counts)


def _damaged(name: str, why: str) -> InputError:
    return InputError(f"{name} cannot be brought back: {why}. Nothing was changed; take another backup")
