"""What ``new``, ``import``, ``results`` and ``draft`` of a folder can be told; kept light as all commands load it."""

import argparse


def new_options(new: argparse.ArgumentParser) -> None:
    """The options of ``new``."""
    new.add_argument(
        "--from", dest="files", nargs="+", default=(), metavar="FILE",
        help="descriptions (text, Markdown, PDF) and files of one system such as compose.yaml, or one model",
    )  # fmt: skip
    new.add_argument("--name", default="", help="what the system is called")
    new.add_argument("-o", "--output", default="", help="write a native file instead of keeping it; - prints it")
    new.add_argument("--force", action="store_true", help="overwrite the output file")


def taking_options(taking: argparse.ArgumentParser) -> None:
    """The options of ``import``."""
    told = "files that describe one system, each recognised by its content; - reads standard input"
    taking.add_argument("file", nargs="+", metavar="FILE", help=told)
    taking.add_argument("--draft", action="store_true", help="also draft the threats, and read words in the files")
    taking.add_argument("--offline", action="store_true", help="send nothing of this model to a language model")
    taking.add_argument("-o", "--output", default="-", help="file to write; - is standard output (default)")
    taking.add_argument("--force", action="store_true", help="overwrite the output file")
    taking.add_argument(
        "--into",
        metavar="MODEL",
        help="take it into this native file: what is new or changed comes in, what is gone "
        "goes, what you decided stays, and the threats are drafted anew",
    )
    taking.add_argument("--gone", action="store_true", help="with --into: the file is gone, and what came from it goes")
    loss_options(taking)
    taking.add_argument("--provenance", action="store_true", help="say of each thing where in the file it stood")


def results_options(results: argparse.ArgumentParser) -> None:
    """The options of ``results``."""
    results.add_argument("files", nargs="+", metavar="FILE", help="report of garak, promptfoo or pytest (JUnit)")
    results.add_argument("source", metavar="MODEL", help="a native file, or the address of a session")
    results.add_argument("--apply", action="store_true", help="take it over; without this nothing is changed")
    results.add_argument("--check", action="store_true", help="leave with code 1 where a test of a threat failed")
    results.add_argument("--json", action="store_true", help="print the proposals as JSON")


def loss_options(command: argparse.ArgumentParser) -> None:
    """How much is told of what is lost on the way."""
    command.add_argument("--losses", metavar="FILE", help="write all that is lost on the way into this file, as text")
    command.add_argument("--verbose", action="store_true", help="say all that is lost, not only the first lines")


def folder_options(draft: argparse.ArgumentParser) -> None:
    """The options of ``draft`` that count where a folder is named."""
    folder = draft.add_argument_group(
        "folders", "each file in the folder, and each folder in it, is one system; -o names the folder for the models, "
        "by default FOLDER-models beside it. What is done there is not done again."
    )  # fmt: skip
    folder.add_argument("--processes", type=int, metavar="N", help="how many work at once (default: one per core)")
    told = "what runs them: this machine alone (local, the default), or a database (dbos; needs the extra scale)"
    folder.add_argument("--engine", choices=("local", "dbos"), default="local", help=told)
    folder.add_argument(
        "--database", metavar="URL", help="with --engine dbos: a PostgreSQL database, on which several machines may "
        "run the same command at once (default: a SQLite file in the data folder)"
    )  # fmt: skip
    folder.add_argument("--tenant", default="default", help="with --engine dbos: whose systems these are")
    told = "with --engine dbos: most systems at work at once, over all machines"
    folder.add_argument("--at-once", type=int, metavar="N", help=told)
    told = "with --engine dbos: most systems a tenant begins in a minute where a language model is asked (default: 30)"
    folder.add_argument("--per-minute", type=int, default=30, metavar="N", help=told)
