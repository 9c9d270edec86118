"""``threatparley completion``: a script with which a shell completes commands, options and their values."""

import argparse
import sys

import shtab

from ui.commands.exit_codes import Exit


def run(options: argparse.Namespace) -> Exit:
    """Print the script for a shell."""
    from ui.cli import command_line

    sys.stdout.write(shtab.complete(command_line(), shell=options.shell))
    return Exit.DONE
