"""``threatparley serve``: start the app and open it in a browser."""

import argparse
import os
import sys
from pathlib import Path

from agent.settings import Settings, load_settings
from ui.commands.exits import Exit

APP = Path(__file__).parents[1] / "app.py"


def run(options: argparse.Namespace) -> Exit:
    """Hand this process over to the app's server; it ends when the server ends."""
    settings = load_settings(flags={"port": options.port, "host": options.host})
    command = [sys.executable, "-m", "streamlit", "run", str(APP), *server_options(settings)]
    if options.no_browser or not sys.stdout.isatty():
        command.append("--server.headless=true")
    print(f"Threatparley opens at http://{settings.host}:{settings.port} (stop it with Ctrl+C)", file=sys.stderr)
    os.execv(sys.executable, command)


def server_options(settings: Settings) -> list[str]:
    """The server's options; beyond this machine it is reached by names that only its operators know."""
    options = [f"--server.address={settings.host}", f"--server.port={settings.port}"]
    return [*options, "--server.allowedHosts=*"] if settings.allow_remote else options
