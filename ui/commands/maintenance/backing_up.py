"""``threatparley backup``: copy the whole store into one file, while it is in use."""

import argparse

from agent.assembly import upkeep
from agent.settings import load_settings
from knowledge.console import plain
from ui.commands.exit_codes import Exit


def run(options: argparse.Namespace) -> Exit:
    """Write the file whole or not at all, and say what is in it."""
    manifest = upkeep(load_settings()).back_up(options.file, options.force)
    if options.json:
        print(manifest.model_dump_json(indent=2))
    else:
        number, last = manifest.audit_end
        print(plain(f"{manifest.sessions} models are in {options.file}. Keep it as safe as the store itself."))
        print(f"The audit ends with {number}:{last}")
    return Exit.DONE
