"""Measure drafts, retrieval, reading and speed: ``python -m evals`` on cases, or with one of the commands below."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from agent.errors import SettingsError
from evals.exits import Exit
from knowledge.errors import ThreatparleyError

COMMANDS = {
    "sentences": "say plain sentences and judge what is made of them",
    "retrieval": "score the search of the knowledge base on a file of queries",
    "benchmark": "measure speed and size",
    "score": "judge stored drafts of any tool",
    "compare": "what changed between two results files",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = words.pop(0) if words and words[0] in COMMANDS else "cases"
    command = import_module(f"evals.commands.{name}")
    parser = argparse.ArgumentParser(prog=f"python -m evals {name}", description=command.__doc__)
    command.add(parser)
    given = parser.parse_args(words)
    try:
        return int(given.run(given))
    except SettingsError as error:
        print(f"evals: {error}", file=sys.stderr)
        return Exit.USAGE
    except ThreatparleyError as error:
        print(f"evals: {error}", file=sys.stderr)
        return Exit.BAD_INPUT
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
