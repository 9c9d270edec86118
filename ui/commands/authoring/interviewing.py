"""``threatparley interview``: the conversation of the app, held in the terminal."""

import argparse
import select
import sys
import uuid
from collections.abc import Callable

from agent.assembly import assemble
from agent.domain import Question, Said, Session, Turn, TurnStatus
from agent.domain.changes.edits import StayOffline
from agent.domain.sessions.quoted_turns import record_of
from agent.domain.sessions.session import Offer
from agent.domain.wording.names_in_sentences import capital
from agent.errors import InputError
from agent.exchange.as_json import to_json
from agent.facilitator import Facilitator
from agent.graph.state import Progress
from agent.settings import Settings, load_settings
from knowledge.console import warn
from ui.commands.exit_codes import Exit
from ui.commands.files import write_bytes
from ui.commands.interrupts import first_press_stops
from ui.commands.llm_status import asked_for, draft_line, opening_lines
from ui.commands.plain_text import unmarked
from ui.commands.sources import is_file, session_of

_WELCOME = (
    "Describe your AI system in your own words: what it does, who uses it, what it is built from.\n"
    "An empty line ends what you say; 'quit' leaves, and everything is kept. 'what did you understand' reads your own\n"
    "sentences back with what was taken from each."
)


_MOST_CHANGES = 12
_AT_ONCE_SECONDS = 0.05
"""Nobody types the next line within this time."""
_SWITCHES = {"offline": True, "offline only": True, "stay offline": True, "go online": False}
"""What is typed to switch; a bare "online" may be the answer to a question, and lets nothing out."""
_READ_BACK = frozenset({"what did you understand", "what have you understood", "read back", "read it back", "my words"})
_SWITCHING = "'offline' keeps this model from the language model from then on, 'go online' lets it be asked again."


def run(options: argparse.Namespace) -> Exit:
    """Ask and listen until the owner leaves."""
    if options.no_input or sys.stdin is None or not sys.stdin.isatty():
        raise InputError(
            "the interview needs a terminal to ask in; use 'threatparley draft' for a first draft from a file"
        )
    settings = load_settings()
    file = options.session if options.session and is_file(options.session) else ""
    session, facilitator = session_of(file) if file else _kept(settings, options)
    if options.offline and not session.model.offline:
        session = facilitator.hear(session.id, _switched(offline=True))
    named = file or f"Session {session.id}"
    print(f"{named} (continue it with: threatparley interview {file or session.id})\n")
    for line in opening_lines(settings, facilitator, session):
        print(line)
    print(f"{_SWITCHING}\n" if settings.asks_model else "")
    if not session.turns and not session.model.components:
        print(_WELCOME)
    _converse(settings, facilitator, session, lambda heard: _write(heard, file, facilitator))
    print(f"\nSaved. Write it out with: threatparley export {file or session.id} -f md -o model.md")
    return Exit.DONE


def _kept(settings: Settings, options: argparse.Namespace) -> tuple[Session, Facilitator]:
    """The session that is kept under an address, or a new one."""
    facilitator = assemble(settings)
    return facilitator.open(options.session) if options.session else facilitator.start(
        offline=options.offline
    ), facilitator


def _write(session: Session, file: str, facilitator: Facilitator) -> None:
    """The model of a file goes back into it after each turn, so that nothing said is lost; others lie in the store."""
    if file:
        content = to_json(session.model, facilitator.catalog, record_of(session.turns, session.model))
        write_bytes(file, content.encode(), force=True)


_STILL_WAITS = "\nThe list above still waits: answer by number, 'not sure' or 'skip', or say 'draft now'."


def _converse(settings: Settings, facilitator: Facilitator, session: Session, keep: Callable[[Session], None]) -> None:
    shown = session.question
    _show_question(shown, draft_line(asked_for(settings, facilitator, session)))
    while (text := _listen(bool(session.question))) is not None:
        if not text:
            continue
        if text.strip().lower().rstrip("?.! ") in _READ_BACK:
            print("", *facilitator.back.lines(session), sep="\n")
            continue
        offline = _SWITCHES.get(text.strip().lower()) if settings.asks_model else None
        said = _said(text, session.question) if offline is None else _switched(offline)
        try:
            session = _heard(facilitator, session.id, said)
        except InputError as problem:
            print(f"\n{problem}\nNothing was changed; say it in other words.")
            continue
        keep(session)
        _show_answer(session.turns[-1])
        if offline is not None:
            print(f"\n{settings.destination_of(session.model.offline)}")
        before, shown = shown, session.question
        _show_again(shown, before, draft_line(asked_for(settings, facilitator, session)))


def _switched(offline: bool) -> Said:
    return Said(edits=(StayOffline(offline=offline),), reason="Switched in the terminal", key=uuid.uuid4().hex)


def _show_answer(turn: Turn) -> None:
    if turn.status is TurnStatus.FAILED:
        print(f"\n{turn.problem}")
    elif turn.reply:
        print(f"\n{unmarked(turn.reply.text)}")
        for line in turn.reply.changes[:_MOST_CHANGES]:
            print(f"  - {line}")
        if (more := len(turn.reply.changes) - _MOST_CHANGES) > 0:
            print(f"  - and {more} more")
        for place, offer in enumerate(turn.reply.offers, start=1):
            print(f"  {place}. {offer.line}")
            if offer.words:
                print(f"     your words: “{offer.words}”")
        if turn.reply.offers:
            print(_offered(turn.reply.offers))


def _offered(offers: tuple[Offer, ...]) -> str:
    """What can be said to the offers."""
    if any(offer.newer for offer in offers):
        return "  Say 'the newer holds' or 'the earlier holds'."
    return f"  Say {'accept' if len(offers) == 1 else 'accept 1'!r} or 'leave it'."


def _heard(facilitator: Facilitator, session_id: str, said: Said) -> Session:
    """One turn; the first Ctrl+C stops the language model's part of it, not the conversation."""
    number = facilitator.submit(session_id, said)
    with first_press_stops(lambda: facilitator.stop(session_id, number)):
        return facilitator.work(session_id, number, _show_words)


def _show_words(progress: Progress) -> None:
    """A checked passage of the language model as it comes; beside the answer, so that a pipe gets the answer alone."""
    if progress.words:
        warn(f"  … {progress.words}")


def _listen(one_line: bool) -> str | None:
    """What the owner types: one line for an answer, several until an empty one for a description.

    Lines that come at once were pasted and may be another's words: none of them answers, switches or leaves by itself.
    """
    lines: list[str] = []
    while True:
        try:
            block = _block("> " if not lines else "  ")
        except EOFError:
            return None
        line, pasted = block[0], len(block) > 1
        if not pasted and line.strip().lower() in {"quit", "exit"}:
            return None
        if pasted:
            print("Pasted, and taken as one text; an empty line ends it.")
            lines += block
            one_line = False
        elif line.strip():
            lines.append(line)
        if any(lines) and not pasted and (one_line or not line.strip()):
            return "\n".join(lines)


def _block(prompt: str) -> list[str]:
    """The next line, with those that came together with it."""
    lines = [input(prompt)]
    while _more_waits():
        lines.append(input())
    return lines


def _more_waits() -> bool:
    try:
        return bool(select.select([sys.stdin], [], [], _AT_ONCE_SECONDS)[0])
    except (OSError, ValueError):  # no terminal that could be asked
        return False


def _said(text: str, question: Question | None) -> Said:
    """A turn from a typed line; numbers pick quick replies."""
    key = uuid.uuid4().hex
    if question is None:
        return Said(text=text, key=key)
    words = text.strip().lower().replace(",", " ").split()
    if words in (["skip"], ["s"]):
        return Said(question=question.id, chosen=("skip",), key=key)
    if text.strip().lower() in {"not sure", "?", "n/s"}:
        return Said(question=question.id, chosen=("not_sure",), key=key)
    if question.several and not question.three_states and words in (["none"], ["0"]):
        return Said(question=question.id, chosen=(), key=key)
    if words and all(word.isdigit() and 1 <= int(word) <= len(question.options) for word in words):
        return Said(
            question=question.id, chosen=tuple(question.options[int(word) - 1].value for word in words), key=key
        )
    return Said(question=question.id, text=text, key=key)


def _show_again(question: Question | None, before: Question | None, draft: str) -> None:
    """The question that waits; of a list that stands above already, only that it still waits."""
    if question is not None and question.three_states and question == before:
        print(_STILL_WAITS)
    else:
        _show_question(question, draft)


def _show_question(question: Question | None, draft: str) -> None:
    if question is None:
        print()
        return
    print(f"\n{question.text}\n  ({question.why})")
    for number, option in enumerate(question.options, start=1):
        print(f"  {number}. {option.label}")
        if option.quote:
            print(f"     “{' '.join(option.quote.split())}”")
        elif option.reason:
            print(f"     {capital(option.reason)}.")
    if question.three_states:
        print("  Answer by number, such as 'yes to 1 and 3, no to 2', 'all but 4' or 'none'; 'not sure' or 'skip'.")
        print("  What you do not name stays open.")
        _show_way_out(draft)
        return
    several = ", several numbers are fine, 'none' for none" if question.several else ""
    print(f"  Answer with a number{several}, in words, 'not sure' or 'skip'.")
    _show_way_out(draft)


def _show_way_out(draft: str) -> None:
    if draft:
        print(f"  'draft now' drafts with what we have. {draft}")
