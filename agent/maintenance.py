"""What whoever keeps an installation does with its store as a whole: steps, audit, backup, and people's data.

Sessions are removed through the facilitator, so that what lies beside the store goes with them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import Field

from agent.atomic_write import check_target
from agent.errors import InputError
from agent.store import Database
from agent.store.access import personal_data
from agent.store.access.audit import AuditRow, Deed, end_of, note, problems, read
from agent.store.backup import Manifest, back_up, bring_back
from agent.store.schema_migration import Standing, step_back, steps
from agent.store.tables import SCHEMA
from knowledge.owners_words import let_words_go
from knowledge.vocabulary import Value

ACTOR = "administrator"
"""Who stands in the audit for what is done from the command line to the whole store."""


class StoreStatus(Value):
    """Where a store stands, and what this program would do with it."""

    place: str = Field(description="Where it is.")
    version: int = Field(description="Version of its tables; 0: there are none yet.")
    oldest_writer: int = Field(description="The lowest version whose program may still write to it.")
    known: int = Field(description="The version that this program knows.")
    missing: tuple[str, ...] = Field(description="The steps that an upgrade would make.")


class Upkeep:
    """Work on a whole store, for the one who runs it."""

    def __init__(self, database: Database, purge: Callable[[tuple[str, ...]], None]) -> None:
        """Over a database; ``purge`` removes sessions with all that lies beside them."""
        self._database, self._purge = database, purge

    def status(self) -> StoreStatus:
        """Where the store stands; nothing is changed."""
        found = self._database.standing() or Standing(version=0, oldest_writer=0)
        there = found.version or SCHEMA  # a store that is not there yet is made whole at once
        missing = tuple(f"{number:04}: {purpose}" for number, purpose in steps() if number > there)
        return StoreStatus(
            place=self._database.place, version=found.version, oldest_writer=found.oldest_writer, known=SCHEMA,
            missing=missing,
        )  # fmt: skip

    def upgrade(self) -> StoreStatus:
        """Bring the tables to the present version, as opening the store would."""
        with self._database.read():
            return self.status()

    def downgrade(self) -> Standing:
        """Take the newest step back, with what it added."""
        with self._database.write() as connection:
            return step_back(connection, self._database.place)

    def audit(self) -> tuple[AuditRow, ...]:
        """Every row of the audit, the oldest first."""
        with self._database.read() as connection:
            return tuple(read(connection))

    def verify(self, known: tuple[int, str] | None = None) -> tuple[tuple[str, ...], tuple[int, str]]:
        """What is wrong with the audit, a line each, and the end of its chain."""
        with self._database.snapshot() as connection:
            return tuple(problems(connection, known)), end_of(connection)

    def back_up(self, name: str, force: bool) -> Manifest:
        """Copy the store into a new file, whole or not at all; raises InputError where the file cannot be written."""
        check_target(name, force)
        target = Path(name)
        part = target.with_name(f".{target.name}.part")
        try:
            part.touch(mode=0o600)
            with part.open("w+b") as file:
                manifest = back_up(self._database, file, ACTOR)
                file.flush()
            part.replace(target)
        except OSError as problem:
            raise InputError(f"cannot write {name}: {problem.strerror}; choose another place") from problem
        finally:
            part.unlink(missing_ok=True)
        return manifest

    def restore(self, name: str, replace: bool) -> Manifest:
        """Bring a backup back; raises InputError for one that is damaged or newer, and for a store that is in use."""
        try:
            with Path(name).open("rb") as file:
                return bring_back(self._database, file, name, replace, ACTOR)
        except OSError as problem:
            raise InputError(f"cannot read {name}: {problem.strerror}; give the file of a backup") from problem

    def person(self, key: str) -> dict[str, Any]:
        """All that is kept of a person, the models they alone own included; raises InputError where nothing is."""
        with self._database.snapshot() as connection:
            self._check_known(connection, key)
            data = personal_data.data_of(connection, key)
            data["models"] = list(personal_data.alone(connection, key))
        with self._database.write(actor=ACTOR) as connection:
            note(connection, Deed(action="export a person"))
        return data

    def forget(self, key: str) -> int:
        """Remove the models a person alone owns, and take them out of all others; gives how many models went."""
        with self._database.read() as connection:
            self._check_known(connection, key)
            gone = personal_data.alone(connection, key)
        self._purge(gone)
        with self._database.write(actor=ACTOR) as connection:
            personal_data.forget(connection, key)
            note(connection, Deed(action="delete a person", detail={"models": len(gone)}))
        self._database.scrub()
        let_words_go()
        return len(gone)

    def _check_known(self, connection: Any, key: str) -> None:
        if not personal_data.known(connection, key):
            raise InputError(
                f"nothing is kept of {key!r}; give the key of a person, or the name that stands in a history"
            )

    def close(self) -> None:
        """Close all connections."""
        self._database.close()
