"""``threatparley sign``: put a signature beside a native file, or make the keys for that."""

import argparse
import os
from pathlib import Path

from agent.atomic_write import check_target, write_bytes
from agent.errors import InputError
from agent.exchange.signing import ENDING, new_keys, signature
from knowledge.console import warn
from ui.commands.exit_codes import Exit
from ui.commands.files import bytes_of
from ui.commands.sources import native_source

_PUBLIC = ".pub"


def run(options: argparse.Namespace) -> Exit:
    """Sign the file with the key, or make a new pair of keys; what exists is kept unless it is forced."""
    if options.new_key:
        return _make_keys(Path(options.new_key), options.force)
    if not options.file or not options.key:
        raise InputError("name the file and the key: threatparley sign FILE --key KEY, or make keys with --new-key KEY")
    if options.file == "-":
        raise InputError("a signature stands beside a file; name the file")
    native_source(options.file)
    beside = f"{options.file}{ENDING}"
    line = signature(bytes_of(options.file), bytes_of(options.key))
    write_bytes(beside, line, options.force, (options.file, options.key))
    warn(f"threatparley: {beside} holds the signature; check it with: "
         f"threatparley validate {options.file} --signature PUBLIC_KEY")  # fmt: skip
    return Exit.DONE


def _make_keys(private: Path, force: bool) -> Exit:
    """Write a private key that only its owner may read, and the public one beside it."""
    public = Path(f"{private}{_PUBLIC}")
    for place in (private, public):
        check_target(place, force)
    secret, shown = new_keys()
    before = os.umask(0o077)
    try:
        write_bytes(private, secret, force)
        private.chmod(0o600)
    finally:
        os.umask(before)
    write_bytes(public, shown, force)
    warn(f"threatparley: {private} is the private key, which you keep to yourself; {public} is for whoever checks")
    return Exit.DONE
