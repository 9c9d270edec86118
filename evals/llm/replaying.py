"""Draft recorded cases again, with the recorded answers in the model's place, beside the rules and a direct list."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from agent.domain import Session
from agent.settings import Settings
from evals.case import Case
from evals.case_runs.analysts import RULES, desk_asking, rules_facilitator
from evals.case_runs.case_scores import Row, row_of
from evals.case_runs.modes import draft_from
from evals.case_runs.transcript import Drafted, Transcript
from evals.drafts import drafted, main_list
from evals.llm.llm_usage import Spent
from evals.llm.recorded_client import RecordedClient
from evals.llm.recording import Recording
from evals.metrics.contradictions import contradictions
from evals.metrics.recall import recall
from evals.other_tools.identifiers import drafted_from, identifiers_in
from evals.other_tools.numbering import numbers_today
from evals.score import Score
from knowledge.catalog import load_catalog

MODEL, DIRECT = "model", "direct"
FIGURES = ("must_recall@10", "must_recall@15", "impossible_in_main", "threats_in_main", "threats", "calls", "tokens")
"""What is said of each draft."""


@dataclass(frozen=True)
class Replay:
    """The drafts of one case, and how well its recording still fits."""

    recording: Recording
    rows: tuple[Row, ...]
    older: tuple[str, ...]
    """Calls that were answered though they sent other words than when they were recorded."""
    missing: tuple[str, ...]
    unused: tuple[str, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the figures has to know."""
        case, all_of = self.recording.case, len(self.recording.answers)
        told = (
            (self.missing, f"{case}: calls without a recorded answer, which the rules did: {_listed(self.missing)}"),
            (self.older, f"{case}: recorded on an older prompt: {len(self.older)} of {all_of}: {_listed(self.older)}"),
            (self.unused, f"{case}: answers that nothing asked for: {_listed(self.unused)}"),
        )
        return tuple(line for there, line in told if there)


def replays(
    recordings: Sequence[Recording], cases: Mapping[str, Case], direct: Mapping[str, Sequence[str]], folder: Path
) -> Iterator[Replay]:
    """Each recorded case that is among the cases, drafted by the rules and by the model.

    The search index is left beside the folder, for both.
    """
    with closing(rules_facilitator(folder)) as facilitator:
        for recording in recordings:
            if (case := cases.get(recording.case)) is None:
                continue
            rules = draft_from(facilitator, case.description)
            client = RecordedClient(recording, numbers_today(recording.patterns, load_catalog()))
            asked, spent = _drafted_by(client, case, folder)
            rows = [_of_session(case, RULES, rules, Spent()), _of_session(case, MODEL, asked, spent)]
            if case.id in direct:
                rows.append(_direct(case, direct[case.id]))
            yield Replay(recording, tuple(rows), tuple(client.older), tuple(client.missing), client.unused)


def _drafted_by(client: RecordedClient, case: Case, folder: Path) -> tuple[Session, Spent]:
    """The draft with the recorded answers, within the limits that the product sets by itself."""
    desk = desk_asking(client, Settings(data_dir=folder), folder)
    with closing(desk.facilitator):
        session = draft_from(desk.facilitator, case.description)
    assert desk.book is not None
    return session, desk.book.so_far()


def _of_session(case: Case, mode: str, session: Session, spent: Spent) -> Row:
    whole, main = drafted(session.model), main_list(session.model)
    costs = (
        Score(name="calls", value=float(spent.calls), reason=spent.line()),
        Score(name="tokens", value=float(spent.tokens), reason=spent.line()),
    )
    return _row(case, mode, whole, (*_judged(case, whole, main), *costs))


def _direct(case: Case, ids: Sequence[str]) -> Row:
    """A list of ids as a draft: each is a threat, and all are in the main list."""
    threats = tuple(drafted_from(one, identifiers_in(one)) for one in ids)
    return _row(case, DIRECT, threats, _judged(case, threats, threats))


def _judged(case: Case, whole: Sequence[Drafted], main: Sequence[Drafted]) -> tuple[Score, ...]:
    (impossible,) = contradictions(case, [threat.as_found() for threat in main])
    return (
        *(one for one in recall(case, [threat.as_found() for threat in whole]) if one.name in FIGURES),
        impossible.model_copy(update={"name": "impossible_in_main"}),
        Score(name="threats_in_main", value=float(len(main)), reason="threats without those nobody has confirmed"),
        Score(name="threats", value=float(len(whole)), reason="threats in the draft"),
    )


def _row(case: Case, mode: str, draft: tuple[Drafted, ...], scores: tuple[Score, ...]) -> Row:
    return row_of(case, mode, scores, Transcript(case=case.id, way=mode, draft=draft))


def _listed(calls: Sequence[str]) -> str:
    return ", ".join(calls)
