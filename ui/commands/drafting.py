"""``threatwright draft``: a first model from a description, without questions."""

import argparse
import sys
import uuid

from agent.assembly import assemble_once
from agent.domain import Said, TurnStatus
from agent.domain.edits import CloseInterview
from agent.errors import InputError
from agent.settings import load_settings
from ui.commands.documents import rendered
from ui.commands.exits import Exit
from ui.commands.files import read_description, write_text


def run(options: argparse.Namespace) -> Exit:
    """Read, draft, write; what is assumed stands in the document."""
    text = read_description(options.file)
    if not text.strip():
        raise InputError(f"{options.file} holds no text; describe the system in a few sentences")
    facilitator = assemble_once(load_settings())
    session = facilitator.start()
    said = Said(text=text, edits=(CloseInterview(),), key=uuid.uuid4().hex)
    session = facilitator.hear(session.id, said)
    turn = session.turns[-1]
    if turn.status is TurnStatus.FAILED:
        raise InputError(turn.problem)
    write_text(options.output, rendered(session.model, facilitator, options.format), options.force)
    if turn.reply and turn.reply.unread:
        print(f"threatwright: nothing was understood from {len(turn.reply.unread)} sentences:", file=sys.stderr)
        for sentence in turn.reply.unread:
            print(f"  {sentence}", file=sys.stderr)
    return Exit.DONE
