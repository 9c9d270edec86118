"""Drop claims that the rest of the text does not bear out: what a system does not have, or what others do."""

from agent.reading.text.cues import lexicon
from agent.reading.text.sentences import Clause
from agent.reading.text.stance import Saying
from knowledge.entries import FactDefinition
from knowledge.vocabulary import AnswerValue

DEEDS = frozenset(
    ("calls_tools", "tools_write", "tools_send_outside", "tools_read_private", "irreversible_actions", "browses_web")
)
"""Facts about what the system itself does; they say nothing when the subject is a person."""
READING = frozenset(("reads_outside_content", "browses_web", "accepts_files"))
"""Facts about what the running system reads; what it was trained on says nothing about them."""
OUTSIDE_HOSTS = frozenset(("third_party_processing", "model_origin"))
"""Facts that a host of somebody else bears out."""
BROAD = frozenset(
    (
        "tools_write", "tools_read_private", "tools_send_outside", "output_feeds_systems", "reads_outside_content",
        "adversary_writes_input", "security_function", "classifies_or_scores", "mixed_permissions", "public_face",
        "relies_on_answers", "moves_value", "safety_critical", "controls_machines", "output_rendered",
        "third_party_processing", "copyrighted_material", "shapes_opinion", "emotional_bond", "judges_people",
        "own_infrastructure", "unpinned_packages", "instruction_files", "artefacts_widely_accessible",
        "training_data_outside", "training_data_personal", "irreversible_actions", "design_published",
        "availability_critical", "accepts_free_text", "model_files_loaded", "hasty_reviewers", "cost_per_use",
    )
)  # fmt: skip
"""Facts with many ways to be so: that one way is denied does not deny the fact, only its own denials do."""


def leaning_on(facts: dict[str, FactDefinition]) -> dict[str, tuple[str, ...]]:
    """For each yes/no fact, those without which it cannot be, save where it is proof of them itself."""
    found: dict[str, list[str]] = {}
    for fact in facts.values():
        for implied in fact.implies:
            rules_out = implied.when is False and implied.value is False
            if rules_out and implied.fact is not None and not proves(facts[implied.fact], fact.id):
                found.setdefault(implied.fact, []).append(fact.id)
    return {name: tuple(needed) for name, needed in found.items()}


def proves(fact: FactDefinition, other: str) -> bool:
    """Whether a yes to one fact implies a yes to another."""
    return any(implied.when is True and implied.fact == other and implied.value is True for implied in fact.implies)


def closed(known: dict[str, AnswerValue], facts: dict[str, FactDefinition]) -> dict[str, AnswerValue]:
    """The known values with everything they imply; what is known is never changed."""
    values, waiting = dict(known), list(known)
    while waiting:
        name = waiting.pop(0)
        for implied in facts[name].implies if name in facts else ():
            if implied.fact is None or implied.value is None or implied.fact in values:
                continue
            if matches(values[name], implied.when):
                values[implied.fact] = implied.value
                waiting.append(implied.fact)
    return values


def matches(value: AnswerValue, when: AnswerValue) -> bool:
    """Whether a value is the one an implication speaks of; for several choices, whether it holds that one."""
    if isinstance(value, tuple):
        return when == value or when in value
    return value == when


def speaks_of_data(clause: Clause, end: int) -> bool:
    """Whether people are named only for their data, as in ``customer records``."""
    return clause.texts[end : end + 1] != () and clause.texts[end] in _OF_PEOPLE


def done_by_others(saying: Saying, place: int) -> bool:
    """Whether people, and not the system, do what is said at a place: ``other people can send mail``."""
    words = saying.clause.texts
    start = max((turn for turn in saying.clause.turns if turn <= place), default=0)
    opening = words[start : min(start + 4, place + 1)]
    for word in opening:
        if word in _OF_SYSTEM:
            return False
        if word in _OTHERS:
            return True
    return False


def misread(saying: Saying, fact: str, value: bool | str, start: int, end: int) -> bool:
    """Whether the words of a find speak of something else: another's deed, one's own host, what was learned from."""
    words = saying.clause.texts
    if fact in OUTSIDE_HOSTS and value in (True, "hosted_api") and hosted_by_us(words, start):
        return True
    if value is True and fact in READING and trained_on(words, start, end):
        return True
    if (fact, value) == ("exposure", "public") and _is_elsewhere(saying, end):
        return True
    if (fact, value) == ("data_sensitivity", "personal") and words[end - 1] in _NAMING and words[start] in _THEIRS:
        return not _PERSONS & set(words)
    if fact == "accepts_files" and value is True and _is_elsewhere(saying, end):
        return True
    if _of_others(words, (fact, value), start, end):
        return True
    return value is True and fact in DEEDS and done_by_others(saying, start)


def _of_others(words: tuple[str, ...], found: tuple[str, bool | str], start: int, end: int) -> bool:
    """Whether the words next to a find turn it to something else: ``GPU workers``, ``a critic agent checks``."""
    before = set(words[max(0, start - 1) : start])
    if found == ("audience", "employees") and words[end - 1] == "workers":
        return bool(_COMPUTING & before)
    if found in _CHECKED and _MACHINES & before:
        return True
    if found == ("control_human_review", True) and _PARTLY & set(words[max(0, start - 6) : end]):
        return True
    if found == ("public_face", True) and words[start] == "on" and _CONTACTS & set(words[max(0, start - 4) : start]):
        return True
    if found == ("control_human_review", True) and (_CODE & set(words[end : end + 2]) or _LITTLE & before):
        return True
    if found in _TAKEN_IN and _GIVEN_OUT & set(words[max(0, start - 4) : start]):
        return True
    if found == ("audience", "other_systems") and _ENTRY & set(words[max(0, start - 2) : start]):
        return True
    return found == ("recommends_items", True) and bool(_COUNSEL & set(words[max(0, start - 2) : start]))


def _is_elsewhere(saying: Saying, end: int) -> bool:
    """Whether what people may do is done at a place named before: ``anyone can upload files there``."""
    words, turns = saying.clause.texts, saying.clause.turns
    stop = next((turn for turn in sorted(turns) if turn >= end), len(words))
    return "there" in words[end - 1 : stop]


def hosted_by_us(words: tuple[str, ...], place: int) -> bool:
    """Whether ``hosted`` at a place speaks of one's own machines: ``self-hosted``, ``locally hosted``."""
    return words[place] == "hosted" and place > 0 and words[place - 1] in _BY_US


def trained_on(words: tuple[str, ...], start: int, end: int) -> bool:
    """Whether words name what a model learns from, and not what it reads at work: ``tuned on forum posts``."""
    return _taught_by(words, start) or _used_to_teach(words, end)


def _taught_by(words: tuple[str, ...], start: int) -> bool:
    """Whether a verb of training stands before, with its ``on`` or ``from``, and no other verb takes over."""
    for place in range(start - 1, max(-1, start - _FAR), -1):
        if words[place] in _TRAINS:
            return bool(_FROM & set(words[place + 1 : min(place + 5, start)]))
        if words[place] in _ENDS or words[place].startswith(_TAKING_IN):
            return False
    return False


def _used_to_teach(words: tuple[str, ...], end: int) -> bool:
    """Whether it is said behind that the thing serves training: ``reviews are used to train it``."""
    behind = words[end : end + _NEAR]
    for step, word in enumerate(behind):
        if word == "to" and _is_for_teaching(behind[step + 1 : step + 3]):
            return True
        if word in _ENDS or word == ",":
            return False
        if word in _SERVES:
            return any(later in _TRAINS for later in behind[step + 1 :])
    return False


def _is_for_teaching(words: tuple[str, ...]) -> bool:
    """Whether a purpose is to teach a model: ``to fine tune``, ``to train``."""
    return bool(words) and (words[0] in _TEACH or (words[0] in ("fine", "pre", "re") and words[-1] in _TEACH))


_TEACH = lexicon("train tune retrain finetune pretrain teach")
_NAMING = lexicon("name names")
_THEIRS = lexicon("their full real first")
_PERSONS = lexicon(
    "people person persons user users customer customers patient patients member members guest guests visitor visitors "
    "employee employees staff client clients applicant applicants student students child children subscriber "
    "subscribers citizen citizens they he she who caller callers pupil pupils reader readers anyone everyone his her"
)
_COMPUTING = lexicon("gpu cpu background celery queue batch web async worker")
_CHECKED = (("control_human_review", True), ("decision_autonomy", "reviewed"))
_MACHINES = lexicon("agent agents model models llm bot system script")
"""Whose checking is no check by a person."""
_LITTLE = lexicon("little hardly scant minimal")
_ENTRY = lexicon("tokens token keys key passwords credentials logins accounts")
"""What is kept for other services, which do not use the system for that."""
_PARTLY = lexicon("borderline doubtful unclear uncertain")
"""Words by which people see some results and not all that count."""
_CONTACTS = lexicon("address addresses number phone link")
"""What stands on a website for people to write to, which is not what the system says."""
_CODE = lexicon("changes change releases release merges commits deployments updates")
"""What people check before it runs, which is no check of what comes out."""
_TAKEN_IN = (("model_files_loaded", True), ("model_origin", "open_weights"))
_GIVEN_OUT = lexicon("publish published publishes release released releases upload uploaded push pushed donate donated")
_COUNSEL = lexicon("treatment clinical medical policy security legal investment action therapy dosing writes written")
_FAR, _NEAR = 14, 7
_BY_US = lexicon("self our locally internally ourselves")
_TRAINS = lexicon(
    "train trains trained training retrain retrains retrained retraining pretrained pretraining tune tunes tuned "
    "tuning finetune finetuned finetuning learn learns learned learnt learning"
)
_FROM = lexicon("on from with using upon")
_SERVES = lexicon("used serve serves flow flows feed feeds collected go goes kept gathered")
_ENDS = lexicon("but because although though while whereas it which who then so if when they we to")
_TAKING_IN = (
    "reads", "answers", "searches", "summar", "fetches", "opens", "receives", "watches", "scans", "looks", "processes",
    "checks", "sorts", "monitors", "classifies", "browses", "visits", "retriev",
)  # fmt: skip
_OF_PEOPLE = lexicon(
    "records record data history histories details information profile profiles orders account accounts credentials "
    "database databases names identifier identifiers file files tickets machines service support relationship id ids"
)
_OF_SYSTEM = lexicon(
    "it assistant agent agents bot chatbot model models tool tools plugin plugins system service copilot app which "
    "that skills server servers llm extension product platform"
)
_OTHERS = lexicon(
    "users user people person customers customer anyone anybody everyone everybody members member guests staff "
    "employees visitors developers administrators admins patients clinicians engineers analysts carers claimants "
    "colleagues attackers outsiders others partners teachers students doctors nurses clerks regulators"
)
