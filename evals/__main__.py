"""Measure drafts, retrieval, reading and speed: ``python -m evals`` on cases, or with one of the commands below."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from agent.errors import SettingsError
from evals.exit_codes import Exit
from knowledge.console import spoken, warn
from knowledge.errors import ThreatparleyError

COMMANDS = {
    "sentences": "say plain sentences and judge what is made of them",
    "retrieval": "score the search of the knowledge base on a file of queries",
    "benchmark": "measure speed and size",
    "score": "judge stored drafts of any tool",
    "compare": "what changed between two results files",
    "language": "are the reader's phrases fitted to the cases they were made on",
    "scores": "what the DREAD totals of drafts hang on, how they spread, and which pairs rank as written",
    "order": "what the weights of the order of threats bring, and on cases they were not fitted on",
    "firing": "does each pattern fire where it must, and stay quiet in a near miss",
    "grounds": "do the quotes behind stated facts support them, judged by hand",
    "learn": "learn again which sentences tell which facts",
    "salience": "how telling each pattern is where it applies",
    "parts": "how many of the parts and people that marked descriptions name are drawn",
    "facts": "how many of the facts that marked descriptions state are put down as said",
    "recorded": "draft recorded cases again with the answers that a language model gave before",
    "record": "draft a case with answers that are written into a folder, and keep them",
    "judge": "blind judgement of the first threats of drafts, by hand",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    return spoken(lambda: _main(arguments))


def _main(arguments: Sequence[str] | None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = words.pop(0) if words and words[0] in COMMANDS else "cases"
    command = import_module(f"evals.commands.{name}")
    others = "; ".join(f"{other}: {what}" for other, what in COMMANDS.items()) if name == "cases" else ""
    parser = argparse.ArgumentParser(
        prog="python -m evals" if others else f"python -m evals {name}",
        description=command.__doc__,
        epilog=f"Other commands, each with --help of its own: {others}." if others else None,
    )
    command.add(parser)
    given = parser.parse_args(words)
    try:
        return int(given.run(given))
    except SettingsError as error:
        warn(f"evals: {error}")
        return Exit.USAGE
    except ThreatparleyError as error:
        warn(f"evals: {error}")
        return Exit.BAD_INPUT
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
