"""``threatparley serve``: start the app and open it in a browser."""

import argparse
import sys

from agent.settings import harden, load_settings
from ui.commands.exit_codes import Exit


def run(options: argparse.Namespace) -> Exit:
    """Serve the screens from this process until it is stopped."""
    from ui.server.host_admission import decide

    settings = load_settings(flags={"port": options.port, "host": options.host})
    admitted = decide(settings)
    harden()
    from ui.server.start import start

    start(settings, admitted, open_browser=not options.no_browser and sys.stdout.isatty())
    return Exit.DONE
