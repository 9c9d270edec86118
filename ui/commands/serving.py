"""``threatparley serve``: start the app and open it in a browser."""

import argparse
import os
import sys
from pathlib import Path

from agent.errors import SettingsError
from agent.settings import Settings, load_settings
from ui.commands.exits import Exit

APP = Path(__file__).parents[1] / "app.py"


def run(options: argparse.Namespace) -> Exit:
    """Hand this process over to the app's server; it ends when the server ends."""
    settings = load_settings(flags={"port": options.port, "host": options.host})
    check_folder(Path.cwd(), Path.home())
    # -P: a file of the working folder must not be taken for a library of the same name
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(APP), *server_options(settings)]
    if options.no_browser or not sys.stdout.isatty():
        command.append("--server.headless=true")
    print(f"Threatparley opens at http://{settings.host}:{settings.port} (stop it with Ctrl+C)", file=sys.stderr)
    os.execv(sys.executable, command)


def check_folder(folder: Path, home: Path) -> None:
    """Raise SettingsError where the server would obey files of the working folder; those in the home are the user's."""
    found = [name for name in _OBEYED if (folder / name).exists()]
    if found and folder.resolve() != home.resolve():
        raise SettingsError(
            f"{folder / found[0]} would set up the server of the app; start it in another folder, or remove that file"
        )


_OBEYED = (".streamlit/config.toml", ".streamlit/secrets.toml")


def server_options(settings: Settings) -> list[str]:
    """The server's options; beyond this machine it is reached by names that only its operators know."""
    options = [f"--server.address={settings.host}", f"--server.port={settings.port}"]
    return [*options, "--server.allowedHosts=*"] if settings.allow_remote else options
