"""The first words of a conversation: too few to draft from, after a file, or typed in a hurry."""

from agent.analyst.base import Heard
from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import ThreatModel, apply
from agent.domain.changes.edits import CloseInterview, DescribeSystem
from agent.domain.import_sources import ImportedFile
from agent.reading.text.sentences import sentences_of
from tests.agent.conversation.test_orders import model_of
from tests.agent.reading.readings import catalog, read, session_of


def test_three_words_are_too_few_to_draft_from_and_the_first_question_stays() -> None:
    analyst = RulesAnalyst(catalog())
    before = apply(ThreatModel(), read("AI tax advisor").edits, catalog()).model
    outcome = apply(before, (CloseInterview(),), catalog())
    question = analyst.next_question(outcome.model)
    assert question is not None
    heard = Heard(reading=read(""), outcome=outcome, before=before, question=question)
    text = analyst.reply(session_of(before, question), heard).text
    assert "nothing to draft from yet: “AI tax advisor” says what it is called" in text
    assert "No further questions" not in text


def test_what_a_system_is_for_is_taken_from_the_first_words_after_a_file() -> None:
    files = (ImportedFile(file="compose.yaml", form="compose"),)
    model = model_of("claims").model_copy(update={"system": ThreatModel().system, "imported": files})
    described = [one for one in read("it waters the city gardens", model).edits if isinstance(one, DescribeSystem)]
    assert [one.description for one in described] == ["it waters the city gardens"]
    assert not any(isinstance(one, DescribeSystem) for one in read("we use SSO for all users", model).edits)


def test_sentences_of_a_quick_message_end_before_small_letters_too() -> None:
    text = "our shop has a bot. customers ask it things. it runs on a rented box etc. and is cheap."
    assert [one.text.split()[0] for one in sentences_of(text)] == ["our", "customers", "it"]
    assert len(sentences_of("Our shop has a bot ver. two, and it answers. Nobody reads it.")) == 2


def test_a_supplier_named_beside_a_part_names_no_system() -> None:
    model = apply(ThreatModel(), read(
        "we have a phone bot for our garages. it books visits in our calendar (CarDesk, another company makes it)."
    ).edits, catalog()).model  # fmt: skip
    assert model.system.name != "CarDesk"
