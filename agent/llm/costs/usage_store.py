"""What calls used, as rows: tokens by day and session for the limits, and every count by model for the account."""

import sqlite3

from agent.llm.calls import Usage
from agent.llm.costs.usage import ModelUse

TABLES = """
CREATE TABLE IF NOT EXISTS spent (
    day TEXT NOT NULL, session TEXT NOT NULL, tokens INTEGER NOT NULL, PRIMARY KEY (day, session)
);
CREATE TABLE IF NOT EXISTS used (
    day TEXT NOT NULL, session TEXT NOT NULL, host TEXT NOT NULL, model TEXT NOT NULL,
    calls INTEGER NOT NULL, prompt INTEGER NOT NULL, cached INTEGER NOT NULL, output INTEGER NOT NULL,
    guessed INTEGER NOT NULL, price REAL, PRIMARY KEY (day, session, host, model)
);
"""
"""The second came later; a file that has only the first keeps its totals, so no limit is forgotten."""

_COUNT = """
INSERT INTO used VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT (day, session, host, model) DO UPDATE SET
    calls = calls + 1, prompt = prompt + excluded.prompt, cached = cached + excluded.cached,
    output = output + excluded.output, guessed = max(guessed, excluded.guessed),
    price = CASE WHEN excluded.price IS NULL THEN price ELSE coalesce(price, 0) + excluded.price END
"""
_USES = """
SELECT host, model, sum(calls), sum(prompt), sum(cached), sum(output), max(guessed), sum(price)
FROM used WHERE session = ? GROUP BY host, model ORDER BY model, host
"""
_SUMS = {
    "session": "SELECT total(tokens) FROM spent WHERE session = ?",
    "day": "SELECT total(tokens) FROM spent WHERE day = ?",
}


def add(base: sqlite3.Connection, day: str, session: str, tokens: int) -> None:
    """Add tokens to a day and session, or take them back."""
    base.execute(
        "INSERT INTO spent VALUES (?, ?, ?) ON CONFLICT (day, session) DO UPDATE SET tokens = tokens + ?",
        (day, session, tokens, tokens),
    )


def total(base: sqlite3.Connection, column: str, value: str) -> int:
    """The tokens of a session or of a day."""
    return int(base.execute(_SUMS[column], (value,)).fetchone()[0])


def by_session(base: sqlite3.Connection, day: str) -> dict[str, int]:
    """The tokens of a day by session."""
    rows = base.execute("SELECT session, tokens FROM spent WHERE day = ?", (day,))
    return {str(name): int(tokens) for name, tokens in rows}


def count(base: sqlite3.Connection, day: str, session: str, asked: tuple[str, str], usage: Usage,
          price: float | None) -> None:  # fmt: skip
    """Count one call to a host and model."""
    guessed = int(usage.estimated)
    base.execute(_COUNT, (day, session, *asked, usage.prompt, usage.cached, usage.output, guessed, price))


def uses(base: sqlite3.Connection, session: str) -> tuple[ModelUse, ...]:
    """What a session used, by model."""
    return tuple(
        ModelUse(host=host, model=model, calls=calls, prompt=prompt, cached=cached, output=output,
                 estimated=bool(guessed), price=price)
        for host, model, calls, prompt, cached, output, guessed, price in base.execute(_USES, (session,))
    )  # fmt: skip


def unnamed(base: sqlite3.Connection, session: str) -> None:
    """Take the address of a conversation away from its counts, which still count towards their days."""
    base.execute(
        "INSERT INTO spent SELECT day, '', tokens FROM spent WHERE session = ? "
        "ON CONFLICT (day, session) DO UPDATE SET tokens = tokens + excluded.tokens",
        (session,),
    )
    for table in ("spent", "used"):
        base.execute(f"DELETE FROM {table} WHERE session = ?", (session,))


def copied(old: sqlite3.Connection, new: sqlite3.Connection) -> bool:
    """Carry all counts over to another file; whether that worked."""
    try:
        for table in ("spent", "used"):
            rows = old.execute(f"SELECT * FROM {table}").fetchall()
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                new.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)
    except sqlite3.Error:
        return False
    return True
