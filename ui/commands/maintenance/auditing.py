"""``threatparley audit``: print the record of who did what, or look for rows that were changed, removed or moved."""

import argparse
import json

from agent.assembly import upkeep
from agent.errors import InputError
from agent.settings import load_settings
from knowledge.console import plain
from ui.commands.exit_codes import Exit


def run(options: argparse.Namespace) -> Exit:
    """Export prints a line of JSON for each row; verify leaves with code 1 where anything is wrong."""
    keep = upkeep(load_settings())
    if options.action == "export":
        for row in keep.audit():
            print(json.dumps(row.model_dump(mode="json"), ensure_ascii=False))
        return Exit.DONE
    wrong, (number, last) = keep.verify(_known(options.known))
    if options.json:
        print(json.dumps({"wrong": wrong, "end": f"{number}:{last}"}, indent=2))
    else:
        for line in wrong:
            print(plain(line))
        print(f"{number} rows, {'nothing wrong' if not wrong else f'{len(wrong)} wrong'}.")
        print(f"The end is {number}:{last}; kept elsewhere, it proves later that no row before it is missing.")
    return Exit.CHECK_FAILED if wrong else Exit.DONE


def _known(given: str) -> tuple[int, str] | None:
    if not given:
        return None
    number, _, last = given.partition(":")
    if not number.isascii() or not number.isdigit() or len(last) not in (0, 64):
        raise InputError(f"--known is {given!r}; give the end as verify printed it, a number, a colon and 64 digits")
    return int(number), last
