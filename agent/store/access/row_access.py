"""How work of the program itself tells PostgreSQL's own rules that it may see every row."""

from sqlalchemy import Connection, text


def see_all(connection: Connection) -> None:
    """Let the rest of a transaction see everything; SQLite has no such rules."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT set_config('threatparley.who', 'system', true)"))
