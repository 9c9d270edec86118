"""``threatparley members``: who may open a model; whoever runs the program adds people and removes them."""

import argparse
import json
from collections.abc import Iterable
from typing import TypeVar

from agent.assembly import assemble
from agent.domain.sessions.principal import SYSTEM, Role
from agent.domain.sessions.sharing import Member, Person
from agent.errors import InputError, SettingsError
from agent.facilitator import Facilitator
from agent.settings import load_settings
from knowledge.console import plain
from ui.commands.exit_codes import Exit

P = TypeVar("P", Person, Member)
_SHORTEST = 8
"""How much of a key must be given to name somebody by it."""


def run(options: argparse.Namespace) -> Exit:
    """Do what is asked, and print the members as they are then."""
    facilitator = assemble(load_settings())
    try:
        sharing = program(facilitator).sharing
        if options.add:
            sharing.add(options.session, whom(options.add, sharing.people()), Role(options.role))
        elif options.remove:
            sharing.remove(options.session, whom(options.remove, sharing.members(options.session)).key)
        members = sharing.members(options.session)
    finally:
        facilitator.close()
    print(_as_json(members) if options.json else plain("\n".join(map(_line, members))))
    return Exit.DONE


def program(facilitator: Facilitator) -> Facilitator:
    """The door of the program itself; raises SettingsError where nobody signs in, so that there are no members."""
    if not facilitator.membership:
        raise SettingsError("no sign-in is set up, so models have no members; set up sign-in first")
    return facilitator.as_(SYSTEM)


def whom(named: str, among: Iterable[P]) -> P:
    """The one person meant by a name or a key, or its beginning; raises InputError where that is not one."""
    people = tuple(among)
    found = [one for one in people if named in (one.name, one.key)]
    if not found and len(named) >= _SHORTEST:
        found = [one for one in people if one.key.startswith(named)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{one.name} ({one.key[:12]})" for one in (found or people)[:20]) or "nobody yet"
    told = "several people are called" if found else "nobody who signed in is called"
    raise InputError(f"{told} {named}; known are: {known}. Give a key where names are alike.")


def _line(member: Member) -> str:
    return f"{member.role.value:<10} {member.name}  ({member.key[:12]}, since {member.since:%Y-%m-%d})"


def _as_json(members: Iterable[Member]) -> str:
    return json.dumps([one.model_dump(mode="json") for one in members], indent=2, ensure_ascii=False)
