"""The options of the commands that are about people."""

import argparse


def member_options(members: argparse.ArgumentParser) -> None:
    """What ``threatparley members`` takes."""
    members.add_argument("session", help="address of a model")
    ways = members.add_mutually_exclusive_group()
    ways.add_argument("--add", metavar="WHO", help="add somebody who signed in before, by name or key")
    ways.add_argument("--remove", metavar="WHO", help="remove a member, by name or key")
    roles = ("viewer", "commenter", "editor", "owner")
    members.add_argument("--role", choices=roles, default="editor", help="with --add: their role (default: editor)")
    _json(members)


def handing_options(handing: argparse.ArgumentParser) -> None:
    """What ``threatparley hand-over`` takes."""
    handing.add_argument("to", metavar="WHO", help="somebody who signed in before, by name or key")
    handing.add_argument("--of", metavar="WHO", help="take all models of this person instead")
    _json(handing)


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print everything as JSON")
