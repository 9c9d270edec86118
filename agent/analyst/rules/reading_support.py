"""Drop claims that the rest of the text does not bear out: what a system does not have, or what others do."""

from agent.analyst.rules.cues import lexicon
from agent.analyst.rules.reading_stance import Saying
from agent.analyst.rules.sentences import Clause
from knowledge.entries import FactDefinition
from knowledge.vocabulary import AnswerValue

DEEDS = frozenset(
    ("calls_tools", "tools_write", "tools_send_outside", "tools_read_private", "irreversible_actions", "browses_web")
)
"""Facts about what the system itself does; they say nothing when the subject is a person."""


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
