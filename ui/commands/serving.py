"""``threatwright serve``: start the app and open it in a browser."""

import argparse
import os
import sys
from pathlib import Path

from agent.settings import load_settings
from ui.commands.exits import Exit

APP = Path(__file__).parents[1] / "app.py"


def run(options: argparse.Namespace) -> Exit:
    """Hand this process over to the app's server; it ends when the server ends."""
    settings = load_settings(flags={"port": options.port, "host": options.host})
    command = [sys.executable, "-m", "streamlit", "run", str(APP), *server_options(settings.host, settings.port)]
    if options.no_browser or not sys.stdout.isatty():
        command.append("--server.headless=true")
    print(f"Threatwright opens at http://{settings.host}:{settings.port} (stop it with Ctrl+C)", file=sys.stderr)
    os.execv(sys.executable, command)


def server_options(host: str, port: int) -> list[str]:
    """The server's options; the app is found from any working folder, so none rely on a local file."""
    return [f"--server.address={host}", f"--server.port={port}"]
