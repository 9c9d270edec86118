"""``python -m evals sentences``: say plain sentences to the rules and judge what they make of them."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from evals.exit_codes import Exit

if TYPE_CHECKING:
    from evals.sentence_tests.sentence import Sentence
    from evals.sentence_tests.sentence_verdict import Verdict


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--sentences", type=Path, help="a YAML file of sentences, or a folder; default: those packaged")
    parser.add_argument("--kind", action="append", default=[], help="only sentences of this kind; can be repeated")
    parser.add_argument("--only", nargs="+", default=[], metavar="ID", help="only these sentences")
    parser.add_argument("--misses", action="store_true", help="list what went wrong, sentence by sentence")
    parser.add_argument("--json", type=Path, help="write the result here")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Say every sentence in a session of its own, print the shares by kind."""
    from evals.files import as_json, write_whole
    from evals.sentence_tests.sentence import PACKAGED, read_sentences
    from evals.sentence_tests.sentence_runner import rules_listener
    from evals.sentence_tests.sentence_totals import as_result, by_kind, shown
    from evals.sentence_tests.sentence_verdict import judge
    from knowledge import load_catalog

    catalog = load_catalog()
    sentences = chosen(read_sentences(given.sentences or PACKAGED, catalog), given.kind, given.only)
    listener = rules_listener()
    judged = {one.id: (one.kind, judge(listener.hear(one), catalog)) for one in sentences}
    print(shown(by_kind(judged)))
    if given.misses:
        for one in sentences:
            print("".join(f"{line}\n" for line in misses(one, judged[one.id][1])), end="")
    if given.json:
        write_whole(given.json, as_json(as_result(judged)))
    return Exit.DONE


def chosen(sentences: "tuple[Sentence, ...]", kinds: list[str], ids: list[str]) -> "tuple[Sentence, ...]":
    """The sentences of some kinds and ids; all, where none is given. Raises InputError for those that do not exist."""
    from agent.errors import InputError

    for wanted, known in ((kinds, {one.kind.value for one in sentences}), (ids, {one.id for one in sentences})):
        strange = [one for one in wanted if one not in known]
        if strange:
            near = ", ".join(sorted(known)[:40])
            raise InputError(f"there is no {', '.join(strange)} among the sentences; there are {near}")
    return tuple(one for one in sentences if (not kinds or one.kind in kinds) and (not ids or one.id in ids))


def misses(sentence: "Sentence", verdict: "Verdict") -> Iterator[str]:
    """What went wrong with a sentence, a line each after the sentence itself; nothing where all is well."""
    if verdict.passes:
        return
    yield f"{sentence.id}: {' / '.join(sentence.say.splitlines())}"
    if verdict.problem:
        yield f"    {verdict.problem}"
    if verdict.missing and not verdict.asked:
        yield f"    not taken: {'; '.join(verdict.missing)}"
    if verdict.false_additions:
        yield f"    came in: {'; '.join(verdict.false_additions)}"
    if verdict.false_losses:
        yield f"    was lost: {'; '.join(verdict.false_losses)}"
    if verdict.changed:
        yield f"    changed: {'; '.join(verdict.changed[:6])}"
    if verdict.question_lost:
        yield "    the waiting question was lost"
