"""``python -m evals record``: draft the description of a case with answers written into a folder, and keep them.

Each call to the language model becomes a request in the folder: 0001.request.json for programs, 0001.md for people.
Write its answer into 0001.answer.json, or as raw text into 0001.answer.txt; what is wrong with an answer stands in
0001.problem. When the draft is done, its answers are kept as a recording for ``python -m evals recorded``. What was
answered in the folder before is not asked again, so a run that was broken off goes on where it was.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from evals.case_runs.case_selection import PACKAGED
from evals.exit_codes import Exit
from evals.llm.recording import RECORDED

if TYPE_CHECKING:
    from evals.case import Case
    from evals.llm.recorded_client import RecordingClient

MOST_CALLS = 50
"""For how many answers, each as late as it may be, the time of the turn is enough."""
OWN_SECONDS = 120.0
"""The time of the turn beside that of its answers."""


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("case", metavar="CASE", help="the id of the case")
    parser.add_argument("--folder", type=Path, required=True, help="where requests and answers lie")
    parser.add_argument("--model", required=True, help="the name of the model that answers, as it is kept")
    parser.add_argument("--cases", type=Path, default=PACKAGED, help="a folder of cases (default: the packaged ones)")
    parser.add_argument(
        "--recorded", type=Path, default=RECORDED, help="where it is kept (default: the packaged folder)"
    )
    parser.add_argument("--wait", type=float, default=3600.0, help="seconds an answer may take (default: 3600)")
    parser.add_argument("--fresh-eyes", action="store_true", help="who answers makes no language: take unread sets too")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Draft, and keep what was answered."""
    from agent.analyst.llm.prompt_context import Glossary
    from evals.case import load_cases
    from evals.case_runs.case_selection import chosen, shown
    from evals.llm.folder_client import FolderClient
    from evals.llm.recorded_client import RecordingClient
    from evals.llm.recording import write_recording
    from evals.llm.request_folder import RequestFolder
    from knowledge.catalog import load_catalog

    if given.wait <= 0:
        print("evals: --wait must be above zero", file=sys.stderr)
        return Exit.USAGE
    known, _ = load_cases(given.cases)
    case, *others = shown(chosen(known, given.case), given.fresh_eyes)
    if others:
        print("evals: record one case at a time, by its id", file=sys.stderr)
        return Exit.USAGE
    patterns = Glossary(load_catalog()).patterns_by_number
    client = RecordingClient(FolderClient(RequestFolder(given.folder), given.model), patterns)
    print(f"{case.id}: the requests lie in {given.folder}, and their answers are waited for", file=sys.stderr)
    _draft(case, client, given.wait)
    recording = client.recording(case.id)
    for line in client.failed:
        print(f"evals: not answered: {line}", file=sys.stderr)
    if recording is None:
        print("evals: nothing was answered, so nothing is kept", file=sys.stderr)
        return Exit.INCOMPLETE
    path = write_recording(given.recorded, recording)
    print(f"{len(recording.answers)} answers of {recording.model} are kept in {path}")
    return Exit.INCOMPLETE if client.failed else Exit.DONE


def _draft(case: "Case", client: "RecordingClient", wait: float) -> None:
    """Draft from the description alone; calls wait as long as answers may take, all other limits are the product's."""
    from agent.settings import Settings
    from evals.case_runs.analysts import desk_asking
    from evals.case_runs.modes import draft_from

    with tempfile.TemporaryDirectory(prefix="threatparley-evals-") as folder:
        place = Path(folder) / "worker"
        place.mkdir()
        waiting = {"turn_deadline_seconds": OWN_SECONDS + wait * MOST_CALLS, "call_seconds": wait}
        settings = Settings(data_dir=place).model_copy(update=waiting)
        desk = desk_asking(client, settings, place)
        try:
            draft_from(desk.facilitator, case.description)
        finally:
            desk.facilitator.close()
