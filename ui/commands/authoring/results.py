"""``threatparley results``: what reports of tests mean for a model; taken over only with ``--apply``."""

import argparse
import json
from pathlib import Path
from uuid import uuid4

from agent.domain import Said, TurnStatus
from agent.domain.changes.apply import apply
from agent.domain.sessions.quoted_turns import record_of
from agent.errors import InputError
from agent.exchange import to_json
from agent.exchange.results.proposal_lines import as_data, lines_of
from ui.commands.exit_codes import Exit
from ui.commands.files import read_report, write_bytes
from ui.commands.sources import is_file, session_of


def run(options: argparse.Namespace) -> Exit:
    """Read the reports, propose, and apply where that is wanted; a file is changed in its place."""
    if options.apply and options.source == "-":
        raise InputError("results cannot be applied to standard input; name a native file or the address of a session")
    reports = [(Path(name).name if name != "-" else "standard input", read_report(name)) for name in options.files]
    session, facilitator = session_of(options.source)
    try:
        found = facilitator.results(session.model, reports)
        if options.json:
            print(json.dumps(as_data(found), indent=2, ensure_ascii=False))
        else:
            print("\n".join(lines_of(found)))
        if options.apply and found.edits:
            if is_file(options.source):
                outcome = apply(session.model, found.edits, facilitator.catalog, session.model.system.owner or "owner")
                assert not outcome.refused, outcome.refused
                text = to_json(outcome.model, facilitator.catalog, record_of(session.turns, outcome.model))
                write_bytes(options.source, text.encode(), True)
            else:
                said = Said(edits=found.edits, reason="Test results", key=uuid4().hex)
                turn = facilitator.hear(session.id, said).turns[-1]
                if turn.status is TurnStatus.FAILED:
                    raise InputError(turn.problem)
        if not options.json and found.edits:
            print("Applied." if options.apply else "Nothing was changed; with --apply it is.")
    finally:
        facilitator.close()
    return Exit.CHECK_FAILED if options.check and found.failed else Exit.DONE
