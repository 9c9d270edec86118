"""``threatparley schema``: print the JSON schema of the native file."""

import argparse
import sys

from agent.exchange import schema
from ui.commands.exit_codes import Exit


def run(options: argparse.Namespace) -> Exit:
    """Print it."""
    sys.stdout.write(schema())
    return Exit.DONE
