"""Which model a text speaks of, and what kind it is by its own words and deeds."""

import pytest

from agent.reading.text.spelling import Speller
from knowledge.vocabulary import ComponentKind
from tests.agent.reading.readings import catalog, facts_of, told

KINDS = [
    ("The order of the flats is set by means of a points model.", "points model", ComponentKind.PREDICTIVE_MODEL),
    ("The loans come from a savings model and a rent model.", "savings model", ComponentKind.PREDICTIVE_MODEL),
    ("The diary pages are read by a handwriting model.", "handwriting model", ComponentKind.VISION_MODEL),
    ("The answering model is rented from a supplier in Oslo.", "answering model", ComponentKind.LANGUAGE_MODEL),
    ("Our image model paints the covers of the books.", "image model", ComponentKind.MEDIA_GENERATOR),
    ("A voice model narrates the audio guide.", "voice model", ComponentKind.MEDIA_GENERATOR),
    ("The image model grades the plums.", "image model", ComponentKind.VISION_MODEL),
    ("You send the part, and a recommender ranks the shops that should have it.", "recommender",
     ComponentKind.RECOMMENDER),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "name", "kind"), KINDS)
def test_a_model_is_named_and_placed_by_its_words_and_deeds(sentence: str, name: str, kind: ComponentKind) -> None:
    assert (name, kind) in [(part.name, part.kind) for part in told(sentence).components]


@pytest.mark.parametrize("sentence", ["Our image model paints the covers.", "A speech model narrates the audio guide."])
def test_what_makes_media_neither_looks_nor_listens(sentence: str) -> None:
    assert not {"sees_images", "hears_speech"} & facts_of(told(sentence)).keys()


def test_a_score_of_a_model_without_a_name_is_no_model_of_its_own() -> None:
    model = told("New is a model that predicts where the barge goes. It gives a smoothness score for each turn.")
    assert not [part for part in model.components if "score" in part.name.split()]


@pytest.mark.parametrize("word", ["dairies", "bakeries", "breweries", "nurseries", "foundries"])
def test_the_plural_of_a_known_word_is_no_slip(word: str) -> None:
    text = f"The {word} use a scoring model."
    assert Speller(catalog()).mended(text) == text


SMALL_THINGS = [
    ("The crane swings the boxes over, and swindlers would love our list.", ("swings", "swindlers")),
    ("Alarms go over the radio net, and the boat has a satellite modem.", ("radio net", "satellite model")),
    ("At the gate stands an old metal detector.", ("old metal detector", "metal detector")),
    ("One ward got the wrong tube connectors.", ("wrong tube connectors", "tube connectors")),
    ("Land agents offered us money for the list.", ("land agents",)),
]


@pytest.mark.parametrize(("sentence", "names"), SMALL_THINGS)
def test_a_thing_of_everyday_life_is_no_model_and_no_tool(sentence: str, names: tuple[str, ...]) -> None:
    found = [part.name for part in told(f"A random forest rates the crates. {sentence}").components]
    assert not set(names) & set(found)
    assert "random forest" in found


LED = [
    ("The suppliers bring along software agents of their own.", "software agents"),
    ("We obtain vision models from a partner.", "vision models"),
    ("Then came an ish 8B classifier.", "8B classifier"),
    ("Forty skills are installed on the agent.", "skills"),
]


@pytest.mark.parametrize(("sentence", "name"), LED)
def test_a_deed_or_number_before_a_name_is_no_part_of_it(sentence: str, name: str) -> None:
    assert name in [part.name for part in told(sentence).components]


@pytest.mark.parametrize("size", ["7B", "13B", "70B"])
def test_a_model_of_billions_of_parameters_writes(size: str) -> None:
    kinds = {part.name: part.kind for part in told(f"A {size} model answers the guests.").components}
    assert kinds[f"{size} model"] is ComponentKind.LANGUAGE_MODEL


@pytest.mark.parametrize("word", ["winch", "bobbin"])
def test_a_word_whose_keys_lie_far_from_those_of_another_is_no_slip(word: str) -> None:
    text = f"The {word} hangs at the gate."
    assert Speller(catalog()).mended(text) == text


@pytest.mark.parametrize(
    ("typed", "meant"), [("custimers", "customers"), ("screnned", "screened"), ("paitents", "patients")]
)
def test_a_slip_to_a_key_beside_it_is_mended(typed: str, meant: str) -> None:
    assert meant in Speller(catalog()).mended(f"The answers are {typed} here.")
