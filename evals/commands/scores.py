"""``python -m evals scores``: what DREAD totals hang on, how they spread over drafts, and which pairs rank as written.

The variance of the totals is split two ways, by pattern and by system: each alone (how far the means differ), and what
each adds to the other where both are fitted together by least squares; the rest is one pattern in one system. Pairs are
systems that differ in one fact, with the threats that must weigh more in one of them. Only figures are told of drafts.
"""

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.case_runs.case_selection import PACKAGED
from evals.exit_codes import Exit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.case import Case
    from evals.ordering.score_pairs import Ranked
    from evals.ordering.score_spread import Draft

WAYS = ("description", "interview")
BANDS = ("critical", "high", "medium", "low")


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--cases", type=Path, default=PACKAGED, help="a folder of cases (default: the packaged ones)")
    parser.add_argument("--set", dest="case_set", default="", help="only this set of cases")
    parser.add_argument("--only", default="", help="only these cases, by id, with commas")
    parser.add_argument("--way", choices=WAYS, default=WAYS[0], help="from the description alone, or with an interview")
    parser.add_argument("--pairs", action="store_true", help="the pairs alone, which takes a second")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Draft, weigh, print; a pair that does not rank as written gives a failing exit code."""
    from evals.case import load_cases
    from evals.case_runs.case_selection import chosen
    from evals.files import as_json, write_whole
    from evals.ordering.score_pairs import Scale, read_pairs
    from evals.ordering.score_spread import figures
    from knowledge import load_catalog

    ranked = Scale(load_catalog()).ranked(read_pairs())
    content: dict[str, Any] = {"pairs": [_pair(one) for one in ranked]}
    if not given.pairs:
        cases, _ = load_cases(given.cases)
        drafts = _drafts(chosen(cases, given.only, case_set=given.case_set), given.way)
        content |= {"way": given.way, "figures": figures(drafts)}
        print(_report(content["figures"], given.way))
    print(_pairs(ranked))
    if given.json:
        write_whole(given.json, as_json(content))
    return Exit.DONE if all(one.holds for one in ranked) else Exit.GATE_FAILED


def _drafts(cases: "Sequence[Case]", way: str) -> "list[Draft]":
    from agent.assessment.known_facts_builder import Painter
    from evals.case_runs.analysts import rules_facilitator
    from evals.case_runs.answer_reading import meaning_by
    from evals.case_runs.modes import Way, hold
    from evals.case_runs.persona import Persona
    from evals.ordering.score_spread import draft_of

    with tempfile.TemporaryDirectory(prefix="threatparley-evals-") as folder:
        place = Path(folder) / "worker"
        place.mkdir()
        facilitator = rules_facilitator(place)
        painter = Painter(facilitator.catalog)
        try:
            found = []
            for case in cases:
                persona = Persona(case.facts, meaning_by(facilitator.catalog))
                model = hold(facilitator, case, Way(way), persona).session.model
                found.append(draft_of(case.id, model, facilitator.catalog, painter.picture(model).known))
            return found
        finally:
            facilitator.close()


def _report(found: "dict[str, Any]", way: str) -> str:
    from evals.reporting.results_table import aligned

    share = "of the variance of the totals"
    rows = [
        [f"{found['drafts']} drafts by {way}, {found['threats']} threats", ""],
        [f"pattern alone, {share}", f"{found['share_pattern']:.3f}"],
        [f"system alone, {share}", f"{found['share_system']:.3f}"],
        ["pattern beside system", f"{found['share_pattern_beside_system']:.3f}"],
        ["system beside pattern", f"{found['share_system_beside_pattern']:.3f}"],
        ["rest: one pattern in one system", f"{found['share_rest']:.3f}"],
        ["distinct totals among the first 20", f"{found['distinct_first_20']:.2f}"],
        *(
            [f"threats in band {band}", f"{found[f'band_{band}']:.3f}"]
            for band in ("critical", "high", "medium", "low")
        ),
        ["drafts with a top tier (one to five high or above)", f"{found['top_tier']} of {found['drafts']}"],
        ["drafts without a high one", str(found["no_high"])],
        ["drafts with more than five", str(found["over_five_high"])],
        [
            "sides of the first three",
            ", ".join(f"{side} {count}" for side, count in found["first_three"].items() if count),
        ],
        [
            "harm to people in the first three, where asked",
            f"{found['people_in_first_three']} of {found['people_asked']}",
        ],
    ]
    return aligned(rows)


def _pairs(ranked: "Sequence[Ranked]") -> str:
    from evals.reporting.results_table import aligned

    whole = {one.pair for one in ranked}
    failing = {one.pair for one in ranked if not one.holds}
    rows = [["pair", "threat", "less", "more", ""]]
    rows += [
        [one.pair, one.pattern, f"{one.less:.1f}", f"{one.more:.1f}", "" if one.holds else "FAILS"] for one in ranked
    ]
    return f"{aligned(rows)}\n\n{len(whole) - len(failing)} of {len(whole)} pairs rank as written"


def _pair(one: "Ranked") -> dict[str, Any]:
    return {"pair": one.pair, "pattern": one.pattern, "less": one.less, "more": one.more, "holds": one.holds}
