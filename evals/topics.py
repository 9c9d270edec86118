"""Which of the things an owner can tell a question is about: by its subject, else by words they share."""

import re
from collections.abc import Iterable, Mapping

from agent.domain import Question

TOPICS: Mapping[str, tuple[str, ...]] = {
    "ai_kind": (
        "technology", "uses_language_model", "uses_retrieval", "plans_steps", "multiple_agents", "writes_code",
        "classifies_or_scores", "sees_images", "hears_speech", "checks_identity_biometrically", "recommends_items",
        "generates_media", "learns_federated", "controls_machines", "physical_sensors",
    ),
    "tools": (
        "technology", "tools", "calls_tools", "uses_tool_servers", "shell_access", "tools_write", "tools_read_private",
        "tools_send_outside", "browses_web", "runs_generated_code", "irreversible_actions",
    ),
    "memory": ("technology", "long_term_memory", "stores_conversations"),
    "exposure": ("exposure", "queryable_model"),
    "users": ("exposure", "audience", "multi_tenant"),
    "sensitivity": ("data_sensitivity", "stakes", "moves_value", "training_data_personal"),
    "data_sources": (
        "reads_outside_content", "accepts_free_text", "accepts_files", "adversary_writes_input", "index_open",
        "training_data_outside",
    ),
    "training": ("training", "training_data_outside", "learns_from_use", "training_data_personal"),
    "model_source": ("model_origin", "model_files_loaded", "training"),
    "third_parties": ("third_party_processing", "tools_third_party", "tools_change_unseen", "model_origin"),
    "autonomy": (
        "acts_unapproved", "decision_autonomy", "irreversible_actions", "control_human_review", "impact_on_people",
        "stakes",
    ),
    "outputs": ("output_rendered", "output_feeds_systems", "returns_scores", "public_face"),
    "deployment": ("own_infrastructure", "model_on_devices", "outbound_network", "shared_workspace", "exposure"),
}  # fmt: skip
"""For each thing an owner can tell, the subjects of questions that ask for it."""
BESIDE: Mapping[str, tuple[str, ...]] = {
    "sensitivity": ("secrets_reachable", "tools_read_private", "model_valuable", "confidential_prompt"),
    "data_sources": ("browses_web", "mixed_permissions", "instruction_files", "tools_read_private"),
    "third_parties": ("unpinned_packages", "model_files_loaded", "artefacts_widely_accessible"),
    "exposure": ("design_published", "control_rate_limits", "control_strong_login", "multi_tenant"),
    "training": ("design_published", "model_valuable", "control_training_data_review"),
    "model_source": ("design_published", "model_valuable"),
    "deployment": ("secrets_reachable", "public_face", "control_sandbox"),
    "memory": ("instruction_files",),
    "tools": ("secrets_reachable", "output_feeds_systems", "control_sandbox", "control_least_privilege"),
    "autonomy": ("runs_generated_code", "hasty_reviewers"),
}
"""Subjects that a thing may touch: it is told only where it uses a word of the question."""


_EMPTY = frozenset(
    """
    about after also answer anyone anything before being both could does from have into itself just like many
    model more most much only other others over part people person same some someone something such system
    than that their them then there these they thing things this those user users what when where which while
    will with without work works would your each very data first uses used using
    """.split()  # noqa: SIM905
)
"""Words that say nothing about the subject of a question."""
_WORD = re.compile(r"[a-z]{4,}")


def topics_of(question: Question, told: Mapping[str, str]) -> tuple[str, ...]:
    """Which of the things told a question asks for; several where it is a list to tick."""
    subjects = {question.id, *question.facts}
    asked = {topic for topic, known in TOPICS.items() if subjects & set(known)}
    beside = {topic for topic, known in BESIDE.items() if subjects & set(known)}
    if not asked and len(question.facts) == 1:
        beside = set(told)
    return tuple(
        topic for topic, words in told.items() if topic in asked or (topic in beside and _shares(question, words))
    )


def _shares(question: Question, words: str) -> bool:
    """Whether words hold a telling word of a question or, in a list to tick, of its lines."""
    labels = [option.label for option in question.options] if len(question.facts) > 1 else [question.text]
    return bool(_stems(" ".join([*labels, *question.facts])) & _stems(words))


def _stems(text: str) -> frozenset[str]:
    words: Iterable[str] = _WORD.findall(text.lower().replace("_", " "))
    return frozenset(_stem(word) for word in words if word not in _EMPTY)


def _stem(word: str) -> str:
    """A word without the commonest endings, so that limits and limited meet."""
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "ed", "er", "es", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
