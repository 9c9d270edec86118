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
