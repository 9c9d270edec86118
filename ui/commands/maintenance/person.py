"""``threatparley person``: hand out all that is kept of a person, or delete it."""

import argparse
import json

from agent.assembly import upkeep
from agent.settings import load_settings
from knowledge.console import plain
from ui.commands.exit_codes import Exit


def run(options: argparse.Namespace) -> Exit:
    """Print everything as JSON, or remove it after a yes."""
    keep = upkeep(load_settings())
    if options.action == "export":
        print(json.dumps(keep.person(options.key), indent=2, ensure_ascii=False))
        return Exit.DONE
    if not options.yes:
        alone = len(keep.person(options.key)["models"])
        if options.json:
            print(json.dumps({"models": alone, "deleted": False}))
            return Exit.DONE
        print(plain(f"{alone} models belong to {options.key} alone and would go for good, shared ones stay nameless."))
        print("Nothing was changed. To do it, give --yes too; person export prints all that is kept first.")
        return Exit.DONE
    gone = keep.forget(options.key)
    print(json.dumps({"models": gone, "deleted": True}) if options.json else f"Deleted, with {gone} models.")
    return Exit.DONE
