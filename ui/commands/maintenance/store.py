"""``threatparley store``: which version the tables have, to bring them up or one step back, and to sweep."""

import argparse
import json

from agent.assembly import assemble, upkeep
from agent.domain.sessions.principal import SYSTEM
from agent.maintenance import StoreStatus
from agent.settings import load_settings
from knowledge.console import plain
from ui.commands.exit_codes import Exit


def run(options: argparse.Namespace) -> Exit:
    """Do what the action says; the exit code of ``status`` says whether the store is of this version."""
    settings = load_settings()
    if options.action == "sweep":
        gone = assemble(settings).as_(SYSTEM).tidy()
        print(json.dumps({"removed": gone}) if options.json else f"{gone} removed for good.")
        return Exit.DONE
    keep = upkeep(settings)
    if options.action == "upgrade":
        return _show(keep.upgrade(), options.json)
    if options.action == "status" or not options.yes:
        status = keep.status()
        code = _show(status, options.json)
        if options.action == "downgrade" and not options.json:
            print("Nothing was changed. An older program may need no step back: see the lowest version above.")
            print("To take the newest step back, with all that it added: threatparley store downgrade --yes")
        return code
    back = keep.downgrade()
    print(back.model_dump_json(indent=2) if options.json else f"The tables have version {back.version} now.")
    return Exit.DONE


def _show(status: StoreStatus, as_json: bool) -> Exit:
    if as_json:
        print(status.model_dump_json(indent=2))
    else:
        print(plain(f"The store in {status.place} has tables of version {status.version or 'none yet'}."))
        print(f"This program knows version {status.known}; the lowest that may write is {status.oldest_writer}.")
        for step in status.missing:
            print(plain(f"An upgrade would make step {step}"))
    return Exit.CHECK_FAILED if status.missing else Exit.DONE
