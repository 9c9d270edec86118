"""What the language model costs: time of our own, tokens, calls; over the packaged catalog and real HTTP."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.assembly import assemble
from agent.domain import Said, Session, ThreatModel, TurnStatus
from agent.facilitator import Facilitator
from agent.llm.answers.schemas import ASK
from agent.llm.cache import Memory
from agent.llm.costs.budget import CALLS_OF_A_DRAFT, tokens_in
from agent.llm.endpoint.openai_client import OpenAIClient
from agent.llm.gateway import ModelGateway, Terms
from agent.settings import Settings
from tests.agent.analyst.llm.playing import ask_slots
from tests.counting import growth
from tests.stub_endpoint import Asked, Stub, completion, good, respond

TEN_PARTS = (
    "We run Helpdesk Buddy, a support chatbot for our shop customers. It uses GPT-4 through the API, retrieves "
    "articles from a vector store built from our wiki and public web pages, and can issue refunds through the payment "
    "API. Customers type into a web widget, and answers are shown with links and pictures. Conversations are stored in "
    "Postgres for 90 days and used to fine-tune the model every month. Staff review flagged chats in an admin console."
)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Stub]:
    with Stub(good) as stub:
        yield stub


@pytest.fixture(scope="module")
def facilitator(
    endpoint: Stub, tmp_path_factory: pytest.TempPathFactory, indexed: Callable[[Path], Path]
) -> Iterator[Facilitator]:
    settings = Settings(data_dir=indexed(tmp_path_factory.mktemp("data")), base_url=endpoint.url, model="stub",
                        prompt_price=1, output_price=4)  # fmt: skip
    made = assemble(settings)
    made.warm_up()
    yield made
    made.close()


def say(facilitator: Facilitator, session: Session, text: str, key: str = "key-00001") -> Session:
    after_turn = facilitator.hear(session.id, Said(text=text, key=key))
    assert after_turn.turns[-1].status is TurnStatus.DONE, after_turn.turns[-1].problem
    return after_turn


@pytest.fixture(scope="module")
def drafted(facilitator: Facilitator, endpoint: Stub) -> tuple[Session, list[Asked]]:
    """A first draft of a system of ten parts."""
    session = say(facilitator, facilitator.start(), TEN_PARTS)
    return session, list(endpoint.requests)


def test_a_full_draft_of_ten_parts_stays_within_4_calls_and_45000_tokens(
    drafted: tuple[Session, list[Asked]],
) -> None:
    session, requests = drafted
    assert len(session.model.components) >= 10
    assert len(requests) <= CALLS_OF_A_DRAFT
    assert Counter(asked.task for asked in requests).keys() >= {"read", "draft", "mitigate"}
    sizes = [sum(tokens_in(message["content"]) for message in asked.body["messages"]) for asked in requests]
    assert max(sizes) <= Terms().room
    assert sum(size + asked.body["max_tokens"] for size, asked in zip(sizes, requests, strict=True)) <= 45_000


def test_the_standing_text_of_a_task_is_the_same_in_every_call(drafted: tuple[Session, list[Asked]]) -> None:
    _, requests = drafted
    for task in ("draft", "read"):
        assert len({asked.standing for asked in requests if asked.task == task}) == 1


def test_the_reply_says_who_was_asked_and_what_it_cost(drafted: tuple[Session, list[Asked]], endpoint: Stub) -> None:
    session, requests = drafted
    reply = session.turns[-1].reply
    assert reply is not None
    host = endpoint.url.split("/")[2]
    assert f"*stub at {host}: {len(requests)} calls, " in reply.text
    assert "at the price that is set.*" in reply.text


def test_the_same_description_again_costs_nothing(facilitator: Facilitator, endpoint: Stub,
                                                  drafted: tuple[Session, list[Asked]]) -> None:  # fmt: skip
    before = len(endpoint.requests)
    again = say(facilitator, facilitator.start(), TEN_PARTS)
    assert len(endpoint.requests) == before
    assert again.model.threats == drafted[0].model.threats


def test_without_an_endpoint_the_draft_is_that_of_the_rules_letter_for_letter(
    tmp_path: Path, drafted: tuple[Session, list[Asked]], indexed: Callable[[Path], Path]
) -> None:
    def model_of(name: str, **more: object) -> ThreatModel:
        facilitator = assemble(Settings.model_validate({"data_dir": indexed(tmp_path / name), **more}))
        session = say(facilitator, facilitator.start(), TEN_PARTS)
        session = say(facilitator, session, "draft now", "key-00002")
        facilitator.close()
        return session.model

    gone = model_of("gone", base_url="http://127.0.0.1:9/v1", model="stub")
    rules = model_of("rules")
    assert gone.model_dump_json() == rules.model_dump_json()
    assert {threat.pattern for threat in rules.threats} <= {threat.pattern for threat in drafted[0].model.threats}


def test_our_own_work_on_a_call_grows_no_faster_than_what_is_sent() -> None:
    """Rendering, masking, counting, sending, reading and checking, over real HTTP."""
    numbers = itertools.count()
    with Stub(lambda asked: respond(completion({"text": "Is it so?"}))) as stub:
        gateway = ModelGateway(OpenAIClient(stub.url, "stub"), Memory())

        def ask(times: int) -> None:
            # a new question each time, as the answer to the same one is kept
            gateway.ask(ASK, ask_slots(f"Question {next(numbers)}?", TEN_PARTS * times))

        assert growth(ask, 4) < 2.2
        assert len(stub.requests) == 3
