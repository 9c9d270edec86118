"""What is remembered between calls: answers by their content, notes on single things, ways to ask, tokens spent.

All of it is a cache but the tokens spent; a file that is damaged or locked costs money, never a turn. Where the count
begins anew because of that, it is said.
"""

import logging
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from agent.llm.calls import Usage
from agent.llm.costs import usage_store
from agent.llm.costs.usage import ModelUse
from knowledge.owners_words import keeps_words

T = TypeVar("T")

log = logging.getLogger(__name__)

MOST_KEPT = 5_000
_MOST_AT_HAND = 2_000
_TABLES = """
CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS kept_for (session TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (session, key));
CREATE INDEX IF NOT EXISTS kept_for_key ON kept_for (key);
"""
_IS_NEW = "SELECT count(*) = 0 FROM sqlite_master WHERE name = 'kept_for'"
"""A file from before answers were kept by conversation; whose they are is not known, so they are asked for again."""
_ANEW = "The file that counts what was used could not be read, so counting began anew with this start of the program."


class Memory:
    """Keeps texts by key, and tokens by day and session; in a file where one is given, else only here.

    Without ``texts`` the file gets the counts alone, and what was answered goes with the process.
    """

    def __init__(self, file: Path | None = None, texts: bool = True) -> None:
        self._lock, self._texts = threading.RLock(), texts
        self._at_hand: OrderedDict[str, str] = OrderedDict()
        self.trouble = ""
        """What is not known about the tokens spent, for the owner."""
        self._base = self._opened(file)
        keeps_words(self)

    def let_go(self) -> None:
        """Keep nothing at hand; what is in the file is found there."""
        with self._lock:
            self._at_hand.clear()

    def get(self, key: str) -> str | None:
        """What is kept under a key."""
        with self._lock:
            if key in self._at_hand:
                self._at_hand.move_to_end(key)
                return self._at_hand[key]
            row = None if not self._texts else self._one("SELECT value FROM kept WHERE key = ?", (key,))
            if row is None:
                return None
            self._hold(key, str(row[0]))
            return str(row[0])

    def put(self, key: str, value: str, session: str = "") -> None:
        """Keep a text, for a conversation where it is of one; the oldest make room."""
        with self._lock:
            self._hold(key, value)
            if not self._texts:
                return
            with self._writing() as base:
                base.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (key, value, time.time()))
                base.execute(
                    "DELETE FROM kept WHERE at < (SELECT at FROM kept ORDER BY at DESC LIMIT 1 OFFSET ?)", (MOST_KEPT,)
                )
            self.belongs(key, session)

    def belongs(self, key: str, session: str) -> None:
        """Note that a kept text is used in a conversation, and so stays while any that uses it does."""
        if session and self._texts:
            with self._lock, self._writing() as base:
                base.execute("INSERT OR IGNORE INTO kept_for VALUES (?, ?)", (session, key))

    def forget_session(self, session: str) -> None:
        """Drop the texts that only this conversation uses; of what it spent, the numbers stay without its address."""
        with self._lock:
            only = "SELECT key FROM kept_for GROUP BY key HAVING max(session) = min(session) AND min(session) = ?"
            with self._writing() as base:
                for (key,) in base.execute(only, (session,)).fetchall():
                    self._at_hand.pop(key, None)
                    base.execute("DELETE FROM kept WHERE key = ?", (key,))
                base.execute("DELETE FROM kept_for WHERE session = ?", (session,))
                usage_store.unnamed(base, session)
            try:
                self._base.execute("VACUUM")
                self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as problem:
                log.warning("the room of forgotten answers is overwritten later (%s)", type(problem).__name__)

    def forget(self, key: str) -> None:
        """Drop what is kept under a key."""
        with self._lock:
            self._at_hand.pop(key, None)
            with self._writing() as base:
                base.execute("DELETE FROM kept WHERE key = ?", (key,))

    def spend(self, day: str, session: str, tokens: int, most_of_session: int, most_of_day: int) -> str:
        """Note tokens as spent unless that passes a limit; gives the limit that would be passed, or nothing."""
        with self._lock:
            with self._writing() as base:
                in_session = usage_store.total(base, "session", session)
                if most_of_session and session and in_session + tokens > most_of_session:
                    return f"{most_of_session:,} tokens in one conversation (THREATPARLEY_TOKENS_PER_SESSION)"
                if most_of_day and usage_store.total(base, "day", day) + tokens > most_of_day:
                    return f"{most_of_day:,} tokens in one day, by UTC (THREATPARLEY_TOKENS_PER_DAY)"
                usage_store.add(base, day, session, tokens)
            return ""

    def correct(self, day: str, session: str, tokens: int) -> None:
        """Add tokens, or take them back, without asking."""
        with self._lock, self._writing() as base:
            usage_store.add(base, day, session, tokens)

    def count(self, day: str, session: str, asked: tuple[str, str], usage: Usage, price: float | None) -> None:
        """Count one call to a host and model."""
        with self._lock, self._writing() as base:
            usage_store.count(base, day, session, asked, usage, price)

    def spent_in(self, session: str) -> int:
        """The tokens of a session so far."""
        return self._told(lambda base: usage_store.total(base, "session", session), 0)

    def spent_on(self, day: str) -> int:
        """The tokens of a day in all sessions."""
        return self._told(lambda base: usage_store.total(base, "day", day), 0)

    def spent_by_session(self, day: str) -> dict[str, int]:
        """The tokens of a day by session."""
        return self._told(lambda base: usage_store.by_session(base, day), dict[str, int]())

    def uses_in(self, session: str) -> tuple[ModelUse, ...]:
        """What a session has used of each model."""
        return self._told(lambda base: usage_store.uses(base, session), ())

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._base.close()

    def _opened(self, file: Path | None) -> sqlite3.Connection:
        if file is not None:
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch(mode=0o600)
                file.chmod(0o600)
                return _connected(str(file))
            except (sqlite3.Error, OSError) as problem:
                log.warning("what models answered cannot be kept in %s (%s)", file.name, type(problem).__name__)
                self.trouble = _ANEW
                return _put_aside(file, problem) or _connected(":memory:")
        return _connected(":memory:")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; when the file fails, memory alone takes over from here on."""
        try:
            self._base.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as problem:
            self._give_up(problem)
            self._base.execute("BEGIN IMMEDIATE")
        try:
            yield self._base
            self._base.execute("COMMIT")
        except sqlite3.Error as problem:
            self._give_up(problem)
        finally:
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")

    def _give_up(self, problem: sqlite3.Error) -> None:
        log.warning("the file of kept answers failed (%s); going on without it", type(problem).__name__)
        fresh = _connected(":memory:")
        if not usage_store.copied(self._base, fresh):
            self.trouble = _ANEW
        self._base.close()
        self._base = fresh

    def _one(self, query: str, values: tuple[str, ...]) -> tuple[object, ...] | None:
        try:
            row: tuple[object, ...] | None = self._base.execute(query, values).fetchone()
        except sqlite3.Error as problem:
            self._give_up(problem)
            return None
        return row

    def _told(self, look: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        with self._lock:
            try:
                return look(self._base)
            except sqlite3.Error as problem:
                self._give_up(problem)
                return otherwise

    def _hold(self, key: str, value: str) -> None:
        self._at_hand[key] = value
        self._at_hand.move_to_end(key)
        while len(self._at_hand) > _MOST_AT_HAND:
            self._at_hand.popitem(last=False)


def _put_aside(file: Path, problem: Exception) -> sqlite3.Connection | None:
    """A new file in place of one that is no database; none where it is only locked, or cannot be moved."""
    if not isinstance(problem, sqlite3.DatabaseError) or isinstance(problem, sqlite3.OperationalError):
        return None
    try:
        file.replace(file.with_suffix(".damaged"))
        for beside in ("-wal", "-shm"):
            file.with_name(file.name + beside).unlink(missing_ok=True)
        file.touch(mode=0o600)
        return _connected(str(file))
    except (sqlite3.Error, OSError):
        return None


def _connected(place: str) -> sqlite3.Connection:
    base = sqlite3.connect(place, timeout=2, check_same_thread=False, isolation_level=None)
    try:
        if place != ":memory:":
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = NORMAL")
            base.execute("PRAGMA secure_delete = ON")
        before = base.execute(_IS_NEW).fetchone()[0]
        base.executescript(_TABLES + usage_store.TABLES)
        if before:
            base.execute("DELETE FROM kept")
    except sqlite3.Error:
        base.close()
        raise
    return base
