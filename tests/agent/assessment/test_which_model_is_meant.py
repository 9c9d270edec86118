"""Of several models alike a threat names the one whose words tell what it rests on, and none where that is a guess."""

from agent.assessment.narratives.component_exposure import Scenes
from agent.domain import FactValue, Provenance, Quote, ThreatModel
from knowledge.vocabulary import ComponentKind as Kind
from tests.agent.assessment.drafted import drafted

TEXT = (
    "The tide model forecasts the water at the quay. The berth model ranks the lorries at the gate. "
    "Clerks see both on a screen."
)


def scenes(quote: str = "") -> tuple[Scenes, ThreatModel]:
    """The scenes of a quay with two models, of which one fact is told by these words."""
    model = drafted(TEXT)
    quotes = (Quote(turn=1, text=quote),) if quote else ()
    told = FactValue(fact="moves_value", value=True, provenance=Provenance.STATED, quotes=quotes)
    model = model.model_copy(update={"facts": (told,)})
    return Scenes(model), model


def parts(model: ThreatModel) -> tuple[str, ...]:
    """The ids of what predicts."""
    return tuple(part.id for part in model.of_kind(Kind.PREDICTIVE_MODEL))


def test_the_model_is_meant_that_is_named_where_the_fact_is_told() -> None:
    found, model = scenes("The berth model ranks the lorries, and the first one pays less")
    doer = found.of(parts(model), facts={"moves_value"}).doer
    assert doer is not None
    assert doer.name == "berth model"
    assert found.is_sure(doer, {"moves_value"}, {Kind.PREDICTIVE_MODEL})


def test_where_no_words_name_one_of_them_it_is_a_guess() -> None:
    found, model = scenes("The first lorry pays less")
    doer = found.of(parts(model), facts={"moves_value"}).doer
    assert not found.is_sure(doer, {"moves_value"}, {Kind.PREDICTIVE_MODEL})


def test_what_writes_judges_people_only_where_the_owner_names_it_with_that() -> None:
    model = drafted("Villagers speak by a 7B model. A catcher looks at traces of the mouse and bans players by itself.")
    found = Scenes(model)
    writes = next(part for part in model.components if part.kind is Kind.LANGUAGE_MODEL)
    assert not found.is_sure(writes, {"judges_people"}, {Kind.PREDICTIVE_MODEL}, judging=True)
    assert found.is_sure(writes, {"judges_people"}, {Kind.LANGUAGE_MODEL})


def test_people_named_once_in_passing_are_not_those_on_whom_results_fall() -> None:
    once = "A model grades the apples. A few students look at the pictures in summer."
    often = "A model grades the essays. Students write them on Mondays. The students see the grade at once."
    assert [one.name for one in Scenes(drafted(once)).concerned] == []
    assert [one.name for one in Scenes(drafted(often)).concerned] == ["students"]


def test_people_whose_name_says_that_they_are_judged_are_so_when_named_once() -> None:
    assert [one.name for one in Scenes(drafted("A model ranks the applicants for our flats.")).concerned] == [
        "applicants"
    ]
