"""Understand typed commands: each line that is one becomes the same edits and wishes that a button makes."""

import re

from agent.domain import Edit, Session, Wish
from agent.domain.edits import CloseInterview, WaiveFact
from agent.domain.facts import Waiver
from agent.reading.commands.confirming import confirming_in
from agent.reading.commands.orders import Command, order_in, threat_id
from knowledge import Catalog
from knowledge.vocabulary import InterviewStage


def command_in(text: str, session: Session, catalog: Catalog) -> Command | None:
    """The commands of a message in which every line is one, taken together; None when it is not a command."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or len(lines) > MOST_LINES:
        return None
    found = [_command(line, session, catalog) for line in lines]
    commands = [one for one in found if one is not None]
    if len(commands) < len(lines):
        return None
    wishes = [one for one in commands if one.wish is not Wish.NONE]
    return Command(
        edits=tuple(edit for one in commands for edit in one.edits),
        wish=wishes[-1].wish if wishes else Wish.NONE,
        about=wishes[-1].about if wishes else None,
        notes=tuple(note for one in commands for note in one.notes),
    )


MOST_LINES = 20
LONGEST_LINE = 700

_WISHES: tuple[tuple[str, Wish], ...] = (
    (r"(?:please )?undo(?: (?:that|it|the last (?:change|step|turn)|this))?", Wish.UNDO),
    (r"take (?:that|it) back|go back(?: one step)?", Wish.UNDO),
    (r"(?:please )?redo(?: (?:that|it|this))?", Wish.REDO),
    (r"why (?:this|that) question|why (?:do|did|are) you ask(?:ing)?(?: (?:me )?(?:this|that))?"
     r"|why ask(?: this| that)?|what is (?:this|that) question for", Wish.WHY_QUESTION),
    (r"(?:please )?(?:show(?: me)? )?what(?: has)? changed|show(?: me)? (?:the )?(?:last )?changes|what did you change",
     Wish.SHOW_CHANGES),
    (r"help(?: me| please)?|what can i (?:say|do|type)|commands|\?+", Wish.HELP),
)  # fmt: skip
_DRAFT = re.compile(
    r"(?:ok(?:ay)?,? |please |that(?:'s| is) )?(?:enough|draft)"
    r"(?:,? (?:it|now|please|questions|for now|the model|with what (?:we|you) have|already|draft)){0,4}"
    r"|stop asking(?: (?:me|questions|now)){0,2}|no (?:more|further) questions(?: please)?|go ahead and draft"
    r"|(?:make|write|give me|show me) (?:the|a|your) (?:first )?draft(?: now)?|finish(?: now)?"
)
_MORE = re.compile(
    r"(?:please )?(?:ask (?:me )?(?:more|again|further questions|more questions)|keep asking|continue(?: asking)?"
    r"|more questions|go on(?: asking)?|reopen the interview)(?: please)?"
)
_WHY = re.compile(
    r"(?:why|how come) (?:is |was |did you (?:add|list) |do i have |have i got )?(T-?\d{1,6})\b.{0,80}", re.IGNORECASE
)
_SKIP = re.compile(r"(?:please )?(?:skip|pass|next(?: question)?)(?: (?:it|this|that|the|question|one|all)){0,3}")
_SKIP_STAGE = re.compile(
    r"(?:please )?skip (?:all |the |these )*(scope|architecture|data|behaviou?r|controls?)(?: questions| part| stage)?"
)
_UNSURE = re.compile(
    r"(?:i'?m |i am |we are |we're )?(?:not sure|unsure|no idea|not known|unknown|dunno|no clue|hard to say|tbd)"
    r"|n/a|i have no idea"
    r"|(?:i |we )?(?:really )?(?:don'?t|do not|cannot|can'?t) (?:know|say|tell)(?: (?:that|this|it|yet))?"
)


def _command(line: str, session: Session, catalog: Catalog) -> Command | None:
    if len(line) > LONGEST_LINE:
        return None
    plain = re.sub(r"\s+", " ", line.lower().replace("\u2019", "'")).strip(" .!")
    for pattern, wish in _WISHES:
        if re.fullmatch(pattern, plain.rstrip("?") or plain):
            return Command(wish=wish)
    if _DRAFT.fullmatch(plain):
        return Command(edits=(CloseInterview(closed=True),), wish=Wish.DRAFT)
    if _MORE.fullmatch(plain):
        return Command(edits=(CloseInterview(closed=False),))
    if why := _WHY.fullmatch(line.strip(" .!?")):
        return Command(wish=Wish.WHY_THREAT, about=threat_id(why.group(1)))
    for step in (_skipped, _not_sure):
        if done := step(plain, session, catalog):
            return done
    return confirming_in(line, session) or order_in(line, session, catalog)


def _skipped(plain: str, session: Session, catalog: Catalog) -> Command | None:
    if stage := _SKIP_STAGE.fullmatch(plain):
        name = stage.group(1).replace("behavior", "behaviour")
        wanted = InterviewStage("controls" if name == "control" else name)
        facts = tuple(fact.id for fact in catalog.facts.values() if fact.stage is wanted)
        return Command(edits=_waived(facts, "skipped", session))
    if _SKIP.fullmatch(plain):
        if session.question is None:
            return Command(notes=("There is no question to skip.",))
        return Command(edits=_waived(session.question.facts, "skipped", session))
    return None


def _not_sure(plain: str, session: Session, catalog: Catalog) -> Command | None:
    if session.question is None or not _UNSURE.fullmatch(plain):
        return None
    return Command(edits=_waived(session.question.facts, "not_sure", session))


def _waived(facts: tuple[str, ...], why: str, session: Session) -> tuple[Edit, ...]:
    return waivers(facts, why, {kept.fact for kept in session.model.facts})


def waivers(facts: tuple[str, ...], why: str, known: set[str]) -> tuple[Edit, ...]:
    """Note for each fact that is not known that the owner cannot or will not answer it."""
    return tuple(WaiveFact(waiver=Waiver(fact=fact, why=why)) for fact in facts if fact not in known)
