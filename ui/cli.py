"""The command line: ``threatparley``, for terminals and scripts.

Exit codes: 0 done, 1 a check failed, 2 wrong usage or settings, 3 unusable input, 4 the store or a network
service cannot be reached, 5 the model is incomplete, 6 a limit per person is reached, 70 an internal error,
130 interrupted.
Data goes to standard output, messages to standard error.
"""

import argparse
import atexit
import gc
import sys
from collections.abc import Container, Iterator, Sequence
from importlib import import_module

from agent.errors import FolderNotTrusted, InputError, OverLimit, SessionNotFound, SettingsError, StoreUnavailable
from knowledge.console import be_quiet, complain, spoken
from knowledge.errors import ThreatparleyError
from ui.commands.authoring.file_options import (
    folder_options,
    loss_options,
    new_options,
    results_options,
    taking_options,
)
from ui.commands.catalog.catalog_options import knowledge_options
from ui.commands.exit_codes import Exit
from ui.commands.gate.gate_options import check_options, diff_options
from ui.commands.maintenance.maintenance_options import keeping_options
from ui.commands.maintenance.member_options import handing_options, member_options
from ui.commands.trust_question import agreed

SELDOM = 500_000
"""A command makes many lasting objects and ends soon: looking through them for garbage as often as usual costs more."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; wrong usage leaves by SystemExit, as argparse does."""
    return spoken(lambda: _main(arguments))


def _main(arguments: Sequence[str] | None) -> int:
    options = command_line().parse_args(arguments)
    be_quiet(options.quiet)
    try:
        if options.room != "serving":
            gc.set_threshold(SELDOM)
            atexit.register(gc.freeze)  # nor are they looked through once more as the process ends
        return int(import_module(f"ui.commands.{options.room}").run(options))
    except (InputError, SessionNotFound) as problem:
        return _say(problem, Exit.BAD_INPUT)
    except FolderNotTrusted as problem:
        if options.no_input:
            return _say(problem, Exit.USAGE)
        return _main(arguments) if agreed(problem) else Exit.USAGE
    except SettingsError as problem:
        return _say(problem, Exit.USAGE)
    except OverLimit as problem:
        return _say(problem, Exit.OVER_LIMIT)
    except StoreUnavailable as problem:
        return _say(problem, Exit.UNREACHABLE)
    except ThreatparleyError as problem:
        return _say(problem, Exit.INTERNAL)
    except KeyboardInterrupt:
        complain("interrupted; what was accepted is saved")
        return Exit.INTERRUPTED


def _say(problem: Exception, code: Exit) -> int:
    complain(f"threatparley: {problem}")
    return code


def command_line() -> argparse.ArgumentParser:
    """All commands with their options."""
    parser = argparse.ArgumentParser(
        prog="threatparley",
        description="A threat-modeling partner for AI systems.",
        epilog=__doc__.partition("\n\n")[2],
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the versions and leave")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    serve = _command(commands, "serve", "serving", "open the app in a browser")
    serve.add_argument("--port", type=int, help="port to listen on")
    serve.add_argument("--host", help="address to listen on (this machine only, unless settings allow more)")
    serve.add_argument("--no-browser", action="store_true", help="do not open a browser window")

    new = _command(commands, "new", "authoring.creating", "begin a model, from files or empty, and keep it")
    new_options(new)
    _json(new)
    _offline(new)
    draft = _command(
        commands,
        "draft",
        "authoring.drafting",
        "draft a first model from a description, without questions; a terminal shows two "
        "pages on it, a file or pipe gets the report; of a folder, one model for each system in it",
    )
    told = "text, Markdown or PDF file with the description; - reads standard input; or a folder of systems"
    draft.add_argument("file", help=told)
    _extent(draft)
    _offline(draft)
    _output(draft)
    folder_options(draft)

    interview = _command(commands, "interview", "authoring.interviewing", "hold the conversation in the terminal")
    interview.add_argument("session", nargs="?", help="a native file or a session to go on with; else a new one starts")
    _offline(interview)

    show = _command(commands, "show", "reporting.showing", "show a model in short")
    show.add_argument("source", help="a native file, or the address of a session")
    show.add_argument("--words", action="store_true", help="show what was understood of each of your sentences instead")
    _json(show)
    show.add_argument("--brief", action="store_true", help="the two pages on it instead of all its threats")
    export = _command(commands, "export", "reporting.exporting", "write a model as a document")
    export.add_argument("source", help="a native file, or the address of a session")
    export.add_argument(
        "--redact", metavar="TURNS", help="leave the words of turns out, such as 1,3 or all; quotes stay"
    )
    _extent(export)
    _output(export)
    told = "read models and setups of other tools as one system, and write a native file"
    taking_options(_command(commands, "import", "authoring.importing", told))
    formats = _command(
        commands, "formats", "reporting.formats", "list the formats that models are written in and read from"
    )
    formats.add_argument("--markdown", action="store_true", help="as a table in Markdown")
    _json(formats)
    explain = _command(
        commands, "explain", "reporting.explaining", "say why a threat is there, or what an entry of the catalog is"
    )
    explain.add_argument("id", help="such as T-007, M-3, AML.T0051 or LLM01:2026")
    explain.add_argument("source", nargs="?", help="a native file, or a session (default: the one changed last)")
    _json(explain)
    coverage = _command(
        commands, "coverage", "reporting.coverage", "count what of each framework applies, is open or ruled out"
    )
    coverage.add_argument("source", help="a native file, or the address of a session")
    _json(coverage)
    validate = _command(
        commands, "validate", "gate.validating", "check a native file against schema and catalog, and prove its quotes"
    )
    validate.add_argument("file", help="a native file; - reads standard input")
    validate.add_argument("--signature", metavar="KEY", help="also check the signature beside it with a public key")
    validate.add_argument("--strict", action="store_true", help="leave with code 1 where anything cannot be proven")
    _json(validate)
    sign = _command(commands, "sign", "gate.signing", "put a signature beside a native file")
    sign.add_argument("file", nargs="?", help="a native file")
    sign.add_argument("--key", help="file of a private Ed25519 key, as PEM or OpenSSH")
    sign.add_argument("--new-key", metavar="KEY", help="make a private key there, and its public key in KEY.pub")
    sign.add_argument("--force", action="store_true", help="overwrite what is there")
    check = "hold a native file against thresholds and the system's own files; needs no network, key or language model"
    check_options(_command(commands, "check", "gate.checking", check))
    diff_options(_command(commands, "diff", "gate.diffing", "say what differs between two states of a model"))
    told = "say what test reports mean for a model; --apply takes it over"
    results_options(_command(commands, "results", "authoring.results", told))
    _command(commands, "schema", "reporting.schema", "print the JSON schema of the native file")
    ledger = _command(
        commands, "ledger", "reporting.ledger", "show where every framework item stands for a model, and why"
    )
    ledger.add_argument("source", help="a native file, or the address of a session")
    ledger.add_argument("--framework", help="one framework, item by item, such as atlas or plot4ai")
    _json(ledger)
    told = "look into the knowledge base, or add to it"
    knowledge_options(_command(commands, "kb", "catalog.knowledge_base", told), _command)
    watch = _command(commands, "watch", "gate.watching", "say what a change of the catalog means for kept models")
    watch.add_argument("source", nargs="?", help="a native file, or the address of a session (default: every model)")
    _json(watch)
    watch.add_argument("--check", action="store_true", help="leave with code 1 where anything is otherwise")
    told = "look over all kept models: by risk, by parts and measures they share, by words"
    portfolio = _command(commands, "portfolio", "reporting.portfolio", told)
    portfolio.add_argument("words", nargs="*", help="only models in whose names, threats or parts these stand")
    _json(portfolio)
    told = "show who may open a model, add people, or remove them"
    member_options(_command(commands, "members", "maintenance.members", told))
    told = "make somebody the owner of all models that were made before people signed in"
    handing_options(_command(commands, "hand-over", "maintenance.handing_over", told))
    _trust(_command(commands, "trust", "trusting", "let the files of a folder set what needs your yes, once for each"))
    _mcp(_command(commands, "mcp", "mcp", "let coding agents work on threat models (Model Context Protocol)"))
    doctor = _command(commands, "doctor", "maintenance.doctor", "check settings, store, catalog and index")
    _json(doctor)
    doctor.add_argument("--endpoint", action="store_true", help="also try the language model and say what it can do")
    keeping_options(commands, _command)
    _command(commands, "skill", "skill", "print the skill that tells a coding agent how to keep the threat model")
    completion = _command(commands, "completion", "completing", "print a script that completes commands in a shell")
    completion.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell")
    return parser


def _mcp(mcp: argparse.ArgumentParser) -> None:
    mcp.add_argument("source", nargs="?", help="the one native file or session it works on (default: any)")
    mcp.add_argument("--root", default=".", metavar="FOLDER", help="the folder whose files may be named (default: .)")
    mcp.add_argument("--allow-edits", action="store_true", help="let it change any model, and write files")
    mcp.add_argument("--http", action="store_true", help="listen on this machine (default: standard input and output)")
    mcp.add_argument("--port", type=int, help="port for --http (default: a free one, which is told)")
    _offline(mcp)


def _trust(trust: argparse.ArgumentParser) -> None:
    trust.add_argument("folder", nargs="?", default=".", help="the folder (default: the one you work in)")
    _json(trust)
    ways = trust.add_mutually_exclusive_group()
    ways.add_argument("--list", action="store_true", help="list the folders you said yes to")
    ways.add_argument("--revoke", action="store_true", help="take your yes back")


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, room: str, purpose: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=purpose, description=purpose[0].upper() + purpose[1:] + ".")
    command.set_defaults(room=room)
    command.add_argument("--quiet", action="store_true", help="say only what goes wrong beside the data")
    command.add_argument("--no-input", action="store_true", help="never ask anything")
    return command


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print everything as JSON")


def _offline(command: argparse.ArgumentParser) -> None:
    command.add_argument("--offline", action="store_true", help="send nothing of this model to a language model")


def _extent(command: argparse.ArgumentParser) -> None:
    lengths = command.add_mutually_exclusive_group()
    lengths.add_argument(
        "--brief", action="store_true", help="only the two pages that come first (draft: the default in a terminal)"
    )
    lengths.add_argument(
        "--full", action="store_true", help="everything, however long; without it the report is bounded"
    )


def _output(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "-f",
        "--format",
        choices=_Formats(),
        metavar="FORMAT",
        help="what to write (default: what the ending of -o says, else md); 'threatparley formats' lists them",
    )
    command.add_argument(
        "--closed", action="store_true", help="also what is settled, in formats that list what is open"
    )
    command.add_argument("--experimental", action="store_true", help="write a format that follows a draft")
    loss_options(command)
    command.add_argument(
        "--json", dest="format", action="store_const", const="json", help="the native file, as -f json writes it"
    )
    command.add_argument("-o", "--output", default="-", help="file to write; - is standard output (default)")
    command.add_argument("--force", action="store_true", help="overwrite the output file")


class _Formats(Container[str]):
    """The ids of the formats, looked up when one is named: what writes them takes time to load."""

    def __contains__(self, name: object) -> bool:
        return name in set(self)

    def __iter__(self) -> Iterator[str]:
        from agent.exchange.formats import WRITTEN

        return (one.id for one in WRITTEN)


class _Version(argparse.Action):
    """Print the program's version with the editions of the knowledge behind it."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        from knowledge.catalog import load_catalog

        print(f"threatparley {version('threatparley')}\n{load_catalog().edition_line()}")
        parser.exit()


if __name__ == "__main__":
    sys.exit(main())
