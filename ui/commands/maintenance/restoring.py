"""``threatparley restore``: bring a backup back, whole or not at all."""

import argparse

from agent.assembly import upkeep
from agent.settings import load_settings
from knowledge.console import plain
from ui.commands.exit_codes import Exit


def run(options: argparse.Namespace) -> Exit:
    """Check the whole file first, then put it in, and say what is there now."""
    keep = upkeep(load_settings())
    manifest = keep.restore(options.file, options.replace)
    if options.json:
        print(manifest.model_dump_json(indent=2))
    else:
        print(plain(f"{manifest.sessions} models are back from {options.file}."))
    return Exit.DONE
