"""``threatparley trust``: say yes, once, to what the files of a folder set, take it back, or list the folders."""

import argparse
import json
from pathlib import Path
from shlex import quote

from agent.errors import InputError, SettingsError
from agent.settings import trusted_folders, wishes_of_folder
from knowledge.console import plain
from ui.commands.exit_codes import Exit


def run(options: argparse.Namespace) -> Exit:
    """Show what is trusted with each answer; a folder that asks for nothing needs no yes."""
    if options.list:
        return _list(options.json)
    folder = Path(options.folder).resolve()
    if options.revoke:
        return _revoke(folder, options.json)
    if not folder.is_dir():
        raise InputError(f"{options.folder} is no folder; give the folder whose files you trust")
    wished = wishes_of_folder(folder)
    if wished.wishes:
        trusted_folders().give(folder, wished.digest)
    if options.json:
        print(json.dumps({"folder": str(folder), "trusted": wished.lines()}, indent=2, ensure_ascii=False))
        return Exit.DONE
    if not wished.wishes:
        print(plain(f"The files of {folder} set nothing that needs your yes."))
        return Exit.DONE
    print(plain("\n".join((f"Trusted from now on, in {folder}:", *wished.lines()))))
    print(
        plain(f"Other values are asked about anew. Take it back with: threatparley trust --revoke {quote(str(folder))}")
    )
    return Exit.DONE


def _list(as_json: bool) -> Exit:
    folders = trusted_folders().all()
    if as_json:
        rows = [{"folder": str(folder), "state": _state(Path(folder), digest)} for folder, digest in folders.items()]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return Exit.DONE
    for folder, digest in folders.items():
        print(plain(f"{folder}  ({_state(Path(folder), digest)})"))
    if not folders:
        print("You trust no folder.")
    return Exit.DONE


def _state(folder: Path, digest: str) -> str:
    if not folder.is_dir():
        return "no longer there"
    try:
        return "as you trusted it" if wishes_of_folder(folder).digest == digest else "changed since; asked about anew"
    except SettingsError:
        return "cannot be read any more"


def _revoke(folder: Path, as_json: bool) -> Exit:
    if not trusted_folders().take_back(folder):
        raise InputError(f"{folder} is not trusted; see the folders with: threatparley trust --list")
    told = (
        json.dumps({"folder": str(folder), "trusted": []}, indent=2)
        if as_json
        else f"{folder} is not trusted any more."
    )
    print(plain(told))
    return Exit.DONE
