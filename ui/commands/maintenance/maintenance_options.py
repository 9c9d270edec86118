"""The options of the commands for whoever keeps an installation: store, backup, restore, audit and person."""

import argparse
from collections.abc import Callable

Command = Callable[..., argparse.ArgumentParser]


def keeping_options(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", command: Command) -> None:
    """Add the commands; ``command`` makes one of a name, a room and a purpose."""
    _store(
        command(commands, "store", "maintenance.store", "see to the store: its tables, and what is kept too long"),
        command,
    )
    backup = command(
        commands, "backup", "maintenance.backing_up", "copy the whole store into one file, while it is in use"
    )
    backup.add_argument("file", help="the file to write")
    backup.add_argument("--force", action="store_true", help="overwrite the file")
    _json(backup)
    restore = command(
        commands, "restore", "maintenance.restoring", "bring a backup back, into an empty store or in place of all"
    )
    restore.add_argument("file", help="a file that backup wrote")
    restore.add_argument("--replace", action="store_true", help="in place of all that the store has now")
    _json(restore)
    _audit(command(commands, "audit", "maintenance.auditing", "read or verify the record of who did what"), command)
    _person(
        command(commands, "person", "maintenance.person", "hand out or delete all that is kept of a person"), command
    )


def _store(store: argparse.ArgumentParser, command: Command) -> None:
    actions = store.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    for name, purpose in (
        ("status", "say which version the tables have, and what an upgrade would do"),
        ("upgrade", "bring the tables to the version of this program"),
        ("sweep", "remove what has been kept long enough, as a start does"),
    ):
        _json(command(actions, name, "maintenance.store", purpose))
    down = command(
        actions, "downgrade", "maintenance.store", "take back the newest step of the tables, with what it added"
    )
    down.add_argument("--yes", action="store_true", help="do it; without this nothing is changed")
    _json(down)


def _audit(audit: argparse.ArgumentParser, command: Command) -> None:
    actions = audit.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    export = command(actions, "export", "maintenance.auditing", "print every row, as a line of JSON each")
    export.set_defaults(known="")
    verify = command(actions, "verify", "maintenance.auditing", "find rows that were changed, removed or moved")
    verify.add_argument(
        "--known", default="", metavar="NUMBER:HASH", help="the end of the record as it was seen before"
    )
    _json(verify)


def _person(person: argparse.ArgumentParser, command: Command) -> None:
    actions = person.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    export = command(actions, "export", "maintenance.person", "print all that is kept of a person, as JSON")
    drop = command(
        actions, "delete", "maintenance.person", "remove the models a person alone owns, and their name from all others"
    )
    for action in (export, drop):
        action.add_argument("key", help="key of the person's sign-in, or the name in a history where there is none")
    drop.add_argument("--yes", action="store_true", help="do it; without this nothing is changed")
    _json(drop)


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print everything as JSON")
