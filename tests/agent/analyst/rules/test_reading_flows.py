"""Flows between parts: none that nobody told of, none to the wrong one of several models, none the wrong way."""

import pytest

from agent.domain import ThreatModel
from tests.agent.analyst.rules.readings import facts_of, told


def flows(model: ThreatModel) -> set[tuple[str, str]]:
    return {(model.name_of(flow.source), model.name_of(flow.target)) for flow in model.flows}


SIDE_BY_SIDE = (
    "Our book club runs two models. On the upload page a reader sends a picture and a vision model names the cover. "
    "On the checkout page signed-in members see personal recommendations from a model retrained on interaction data. "
    "When someone comments on a book, a text classifier decides whether the comment is shown."
)


def test_of_several_models_a_page_asks_the_one_that_is_named_with_it() -> None:
    model = told(SIDE_BY_SIDE)
    assert ("upload page", "vision model") in flows(model)
    assert ("upload page", "personal recommendations") not in flows(model)


def test_of_several_models_content_goes_to_the_one_that_is_named_with_it() -> None:
    found = flows(told(SIDE_BY_SIDE))
    assert ("comments", "text classifier") in found
    assert ("comments", "vision model") not in found


def test_a_bare_model_behind_a_named_one_is_that_model() -> None:
    found = flows(told(SIDE_BY_SIDE))
    assert ("vision model", "personal recommendations") not in found
    assert ("interaction data", "personal recommendations") in found


def test_people_use_the_page_that_they_are_named_with() -> None:
    model = told(
        "On the search page visitors upload a photo and a vision model finds the plant. "
        "On the checkout page customers see personal recommendations."
    )
    assert {("visitors", "search page"), ("customers", "checkout page")} <= flows(model)


def test_a_model_commands_no_phone_in_somebodys_hand() -> None:
    model = told("A face recognition model checks members who use ordinary Android and iOS devices.")
    assert "ordinary Android and iOS devices" in {part.name for part in model.components}
    assert not any("devices" in target for _, target in flows(model))


def test_a_robot_is_still_commanded() -> None:
    assert ("vision model", "robot") in flows(told("A vision model sees the shelf and a robot picks the box."))


def test_a_site_that_fed_the_training_data_sends_no_files_to_the_model() -> None:
    model = told("We trained a neural network on labelled pictures. The labelled pictures came from a search engine.")
    assert not any(source == "search engine" and "network" in target for source, target in flows(model))


def test_a_server_loads_from_the_registry_that_it_serves() -> None:
    found = flows(told("Our risk models are trained at night, kept in a model registry and served by a scoring API."))
    assert ("model registry", "scoring API") in found
    assert ("scoring API", "model registry") not in found


def test_without_a_model_people_work_at_the_notebooks() -> None:
    found = flows(told("Our researchers work in a hosted notebook service and let it connect to a cloud drive."))
    assert ("researchers", "hosted notebook service") in found


def test_users_and_anyone_are_the_same_people() -> None:
    model = told("Users upload a photo and a vision model names the plant. Anyone can call it.")
    assert [actor.name for actor in model.actors] == ["users"]


def test_a_website_that_only_prints_an_address_is_no_door_and_no_voice() -> None:
    model = told(
        "An agent reads our shared mailbox and sorts the letters. The mailbox address is published on our website."
    )
    assert "website" not in {part.name for part in model.components}
    assert "public_face" not in facts_of(model)


def test_a_chat_on_the_website_is_still_a_voice() -> None:
    assert facts_of(told("Our chatbot answers questions on our website."))["public_face"] is True


@pytest.mark.parametrize(
    "text",
    [
        "The model opens accounts by itself; only borderline results reach staff.",
        "The bot writes the answers and doubtful ones go to a review queue.",
    ],
)
def test_a_look_at_doubtful_results_is_no_check_of_all_that_count(text: str) -> None:
    assert "control_human_review" not in facts_of(told(text))


def test_repositories_cloned_are_called_cloned_repositories() -> None:
    model = told("Our coding assistant reads project documents and repositories cloned a minute ago.")
    assert any(part.name.endswith("cloned repositories") for part in model.components)
