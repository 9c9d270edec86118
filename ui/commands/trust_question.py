"""Ask on a terminal, once, whether the files of the working folder may set what needs a yes."""

import sys

from agent.errors import FolderNotTrusted
from knowledge.console import complain


def agreed(problem: FolderNotTrusted) -> bool:
    """Say what the folder asks for and keep a yes to exactly that; false where nobody is there, or for any other word.

    Raises SettingsError where the yes cannot be kept.
    """
    complain(f"threatparley: {problem}")
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stderr)):
        return False
    complain("\nUse these values in this folder from now on? Type yes or no, then Enter.")
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        return False
    from agent.settings import trusted_folders

    trusted_folders().give(problem.folder, problem.digest)
    return True


def _is_terminal(stream: object) -> bool:
    return bool(getattr(stream, "isatty", lambda: False)())
