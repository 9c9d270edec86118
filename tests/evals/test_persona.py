"""The owner of a case answers from its facts alone."""

from agent.domain import Question
from agent.domain.sessions.session import Option
from evals.case_runs.answer_reading import meaning_by
from evals.case_runs.persona import NOT_KNOWN, Persona
from knowledge import load_catalog
from knowledge.vocabulary import AnswerValue, InterviewStage


def question(name: str, text: str = "", facts: tuple[str, ...] = (), options: tuple[str, ...] = ()) -> Question:
    chosen = tuple(Option(value=label, label=label) for label in options)
    stage = InterviewStage.SCOPE
    return Question(id=name, facts=facts or (name,), stage=stage, text=text, why="It matters.", options=chosen)


def test_a_question_is_answered_in_the_words_of_the_fact_it_asks_for() -> None:
    assert Persona({"training": "own, in notebooks"}).answer(question("learns_from_use")) == "own, in notebooks"


def test_what_the_case_does_not_say_is_not_known() -> None:
    assert Persona({"training": "none"}).answer(question("audience", "Who uses it?")) == NOT_KNOWN


def test_several_facts_answer_a_list_to_tick() -> None:
    persona = Persona({"ai_kind": ("rag", "agent"), "memory": "kept for a day", "exposure": "internet"})
    asked = question("technology", facts=("uses_retrieval", "plans_steps", "long_term_memory"))
    assert persona.answer(asked) == "rag, agent; kept for a day"


def test_a_fact_beside_the_subject_is_told_only_if_it_uses_a_word_of_the_question() -> None:
    asked = question("control_rate_limits", "Is the number of requests limited for each user or caller?")
    assert (
        Persona({"exposure": "internet, request limits per address"}).answer(asked)
        == "internet, request limits per address"
    )
    assert Persona({"exposure": "internet"}).answer(asked) == NOT_KNOWN


def test_a_question_of_unknown_subject_is_answered_by_shared_words() -> None:
    asked = question("somebody_added_this", "Is there a wallet with funds?")
    assert Persona({"sensitivity": "wallet keys"}).answer(asked) == "wallet keys"


def test_the_rest_is_volunteered_once() -> None:
    persona = Persona({"training": "none", "model_source": "hosted API", "users": ""})
    persona.answer(question("learns_from_use"))
    assert persona.untold() == ("Model source: hosted API.",)
    assert persona.untold() == ()


def test_an_owner_who_is_asked_the_same_again_presses_not_sure() -> None:
    persona = Persona({"training": "own, in notebooks"})
    assert persona.answer(question("training")) == "own, in notebooks"
    assert persona.answer(question("training")) is None
    assert persona.answer(question("training", facts=("training", "learns_from_use"))) == "own, in notebooks"


def test_a_list_is_answered_yes_or_no_where_the_case_tells_and_left_alone_elsewhere() -> None:
    persona = Persona(
        {"exposure": "internet", "tools": "read-only search", "memory": "?"},
        _meaning,
    )
    lines = ("exposure=public", "exposure=internal", "tools_write", "long_term_memory", "judges_people")
    asked = question("read_back", facts=tuple(line.partition("=")[0] for line in lines), options=lines)
    assert persona.lines(asked) == ("exposure=public", "no:exposure=internal", "no:tools_write")


def _meaning(fact: str, words: str) -> AnswerValue | None:
    known: dict[tuple[str, str], AnswerValue] = {
        ("exposure", "internet"): "public",
        ("tools_write", "read-only search"): False,
    }
    return known.get((fact, words))


def test_the_words_of_a_case_mean_what_they_would_as_an_answer() -> None:
    meaning = meaning_by(load_catalog())
    assert meaning("exposure", "internet, anonymous") == "public"
    assert meaning("calls_tools", "none") is False
    assert meaning("multi_tenant", "purple") is None
