"""Where Alembic begins: it runs the steps on the connection it is handed, inside that one's transaction."""

from alembic import context

given = context.config.attributes
context.configure(
    connection=given["connection"], version_table=given["version_table"], on_version_apply=given["on_version_apply"]
)
context.run_migrations()
