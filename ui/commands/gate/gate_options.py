"""What ``threatparley check`` and ``threatparley diff`` can be told; kept light, as every command loads it."""

import argparse
from datetime import date

FORMS = ("text", "json", "sarif", "markdown", "junit")


def check_options(check: argparse.ArgumentParser) -> None:
    """The options of the gate; those of its settings stand in threatparley.toml too, under [gate]."""
    check.add_argument("file", help="a native file; - reads standard input")
    check.add_argument(
        "--base", metavar="OTHER", help="an earlier state of the model; what stood there fails nothing: a file, "
        "or git:REF for the same path at a revision, or git:REF:PATH"
    )  # fmt: skip
    check.add_argument("--all", action="store_true", help="what stood in the base fails too")
    demands = check.add_argument_group("demands", "also in threatparley.toml under [gate], with _ for -")
    demands.add_argument(
        "--fail-on", action="append", metavar="[WHERE=]BAND", help="from which band of the current risk on an open "
        "threat fails: none, low, medium, high (default) or critical; WHERE is a framework such as owasp_llm or an "
        "aspect such as privacy"
    )  # fmt: skip
    demands.add_argument(
        "--max-open-high", type=_count, metavar="N", help="most open threats that are high or critical"
    )
    _switch(demands, "--require-citation", "each open threat refers to a framework")
    _switch(demands, "--require-owner", "somebody answers for each high and each accepted risk")
    demands.add_argument("--max-age", metavar="DAYS", help="how long ago the model was changed at most, such as 90d")
    demands.add_argument("--reviewed", type=_day, metavar="DAY", help="when a person last went through it")
    demands.add_argument(
        "--require-coverage", action="append", metavar="FRAMEWORK:SHARE", help="atlas:considered, plot4ai:80%%"
    )  # fmt: skip
    demands.add_argument(
        "--require-answer", dest="require_answers", action="append", metavar="FACT", help="a fact that must be known; "
        "threatparley kb facts lists them"
    )  # fmt: skip
    files = check.add_argument_group("files", "these too stand under [gate]")
    files.add_argument("--waivers", metavar="FILE", help="waivers (default: threatparley-waivers.yaml if it is there)")
    files.add_argument("--baseline", metavar="FILE", help="what stood before and fails nothing")
    files.add_argument(
        "--write-baseline", metavar="FILE", help="write what stands today as a baseline, and leave with 0"
    )
    files.add_argument("--force", action="store_true", help="overwrite that baseline")
    files.add_argument("--drift", choices=("fail", "tell", "off"), help="what drift of the system's files means")
    files.add_argument(
        "--against", action="append", metavar="FILE", help="a file to hold the model against, or a pattern (default: "
        "the usual names of compose, MCP and other files, and what the model was read from)"
    )  # fmt: skip
    files.add_argument("--ignore", action="append", metavar="PATTERN", help="files not to hold it against")
    check.add_argument("--today", type=_day, metavar="DAY", help="the day to judge by (default: today, in UTC)")
    check.add_argument("-f", "--format", choices=FORMS, default="text", help="how the verdict is written")
    check.add_argument("--json", dest="format", action="store_const", const="json", help="as -f json writes it")
    check.add_argument("-o", "--output", default="-", help="file to write, replaced if there; - is standard output")
    check.add_argument(
        "--also", action="append", metavar="FORM=FILE", help="write the same verdict in another form too"
    )


def diff_options(diff: argparse.ArgumentParser) -> None:
    """The options of the comparison."""
    diff.add_argument("older", help="a native file, or git:REF for the other one's path at a revision, or git:REF:PATH")
    diff.add_argument("newer", help="the same for the newer state")
    diff.add_argument("-f", "--format", choices=FORMS[:2] + FORMS[3:4], default="text", help="how it is written")
    diff.add_argument("--json", dest="format", action="store_const", const="json", help="as -f json writes it")
    diff.add_argument("-o", "--output", default="-", help="file to write; - is standard output (default)")
    diff.add_argument("--force", action="store_true", help="overwrite the output file")


def _switch(group: "argparse._ArgumentGroup", name: str, purpose: str) -> None:
    """A demand that a flag can also take back from the settings."""
    group.add_argument(name, action=argparse.BooleanOptionalAction, default=None, help=purpose)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; give one such as 2026-12-31") from None


def _count(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of threats; give 0 or more")
    return int(text)
