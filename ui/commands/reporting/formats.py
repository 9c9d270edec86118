"""``threatparley formats``: what models are written in and read from."""

import argparse
import json

from agent.exchange.formats import FORMATS, readme_table
from ui.commands.exit_codes import Exit


def run(options: argparse.Namespace) -> Exit:
    """Print the table, for people or as Markdown."""
    if options.json:
        rows = [
            {"id": one.id, "name": one.name, "direction": one.direction.value, "holds": one.includes,
             "ending": one.ending, "mime": one.mime, "experimental": one.experimental}
            for one in FORMATS
        ]  # fmt: skip
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return Exit.DONE
    if options.markdown:
        print(readme_table(), end="")
        return Exit.DONE
    wide = max(len(one.id) for one in FORMATS)
    for one in FORMATS:
        draft = " Needs --experimental." if one.experimental else ""
        print(f"{one.id:<{wide}}  {one.name} ({one.direction.value})\n{'':<{wide}}  {one.includes}{draft}")
    return Exit.DONE
