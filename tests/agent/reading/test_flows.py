"""Flows between parts: none that nobody told of, none to the wrong one of several models, none the wrong way."""

import pytest

from agent.domain import ThreatModel
from tests.agent.reading.readings import facts_of, told


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
    assert "Android and iOS devices" in {part.name for part in model.components}
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


def test_customers_do_not_work_at_the_notebooks() -> None:
    found = flows(told("Our researchers work in a hosted notebook service on data that customers sent us."))
    assert ("customers", "hosted notebook service") not in found


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


def test_outsiders_write_to_the_mailbox_where_there_is_no_other_door() -> None:
    found = flows(told("An agent watches our public mailbox. Customers ask about their orders."))
    assert ("customers", "public mailbox") in found
    assert ("customers", "agent") not in found


def test_staff_whom_only_results_reach_send_nothing() -> None:
    found = flows(
        told("Members use a mobile app. A face recognition model checks them; only doubtful cases go to staff.")
    )
    assert ("face recognition model", "staff") in found
    assert ("staff", "mobile app") not in found


def test_a_second_outside_service_with_a_plain_name_is_another_one() -> None:
    model = told("An agent runs on a low-code platform. It looks up the customer in our CRM.")
    assert {"low-code platform", "CRM"} <= {part.name for part in model.components}


def test_training_text_from_a_public_place_lies_outside() -> None:
    model = told("We fine-tuned the language model on text from travel forums and on labelled data.")
    places = {
        part.name: model.name_of(part.boundary or "") for part in model.components if part.kind.value == "dataset"
    }
    assert places == {"travel forums": "the outside world", "labelled data": "your environment"}
    assert not any(flow.untrusted for flow in model.flows)


def test_plain_adjectives_are_no_part_of_a_name() -> None:
    model = told("A face recognition model looks through the normal camera of the phone.")
    assert "camera" in {part.name for part in model.components}


def test_tokens_for_other_services_make_those_no_users() -> None:
    assert "audience" not in facts_of(told("The agent keeps login tokens for other services."))


def test_who_saves_checkpoints_trains() -> None:
    assert facts_of(told("The notebooks save checkpoints to the drive."))["training"] == "own"


def test_private_data_sets_do_not_come_from_outside() -> None:
    known = facts_of(told("The notebooks save checkpoints, and our private data sets lie in the drive."))
    assert known["training_data_outside"] is False
