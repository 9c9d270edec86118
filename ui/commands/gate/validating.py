"""``threatparley validate``: check a native file against schema and catalog, and prove what it quotes."""

import argparse
import json
from pathlib import Path

from agent.errors import InputError
from agent.exchange import NativeFile
from agent.exchange.provenance_check import Proof, prove
from agent.settings import load_settings
from knowledge.catalog import load_catalog
from knowledge.console import plain, warn
from ui.commands.exit_codes import Exit
from ui.commands.files import bytes_of
from ui.commands.sources import native_source


def run(options: argparse.Namespace) -> Exit:
    """Say that the file is valid and what was proven, or what is wrong and where."""
    catalog = load_catalog(overlay=load_settings().own_catalog)
    signed = _signed(options)
    file, _ = native_source(options.file)
    proof = prove(file, catalog)
    if proof.faults:
        listed = "\n  ".join(map(str, proof.faults))
        raise InputError(f"{options.file} says what cannot be so, or what this catalog does not have:\n  {listed}")
    if options.json:
        document = {"file": options.file, "valid": True, "signed": signed, **proof.model_dump(mode="json")}
        print(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        _print(options.file, file, proof, signed)
    return Exit.CHECK_FAILED if options.strict and proof.open else Exit.DONE


def _print(name: str, file: NativeFile, proof: Proof, signed: bool) -> None:
    model = file.model
    print(f"{name} is valid: {len(model.components)} components, {len(model.threats)} threats")
    print(f"{proof.line}{'; signed with that key' if signed else ''}")
    for line in proof.open:
        warn(plain(f"threatparley: not proven: {line}"))


def _signed(options: argparse.Namespace) -> bool:
    """Whether a signature was asked for, and is of this file; raises InputError where it is not."""
    if options.signature is None:
        return False
    from agent.exchange.signing import ENDING, is_signed

    if options.file == "-":
        raise InputError("a signature stands beside a file; name the file, as standard input has nothing beside it")
    beside = Path(f"{options.file}{ENDING}")
    if not beside.exists():
        raise InputError(f"there is no signature {beside}; make one with: threatparley sign {options.file} --key KEY")
    if not is_signed(bytes_of(options.file), bytes_of(str(beside)), bytes_of(options.signature)):
        raise InputError(
            f"{beside} is no signature of {options.file} by that key: the file was changed, or another key signed it"
        )
    return True
