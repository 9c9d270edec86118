"""What each tool does and refuses, by the protocol's own client, without a process between."""

import json
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.assembly import assemble_once
from agent.domain import Said
from agent.exchange import native_file, to_json
from agent.exchange.provenance_check import prove
from agent.facilitator import Facilitator
from agent.settings import Settings
from tests.ui.fake import question_on
from tests.ui.mcp_server.clients import Caller, talk
from tests.ui.models import catalog, rich_model

pytest.importorskip("mcp")

from ui.mcp_server.current_model import Leave, ModelAtHand
from ui.mcp_server.files import Root
from ui.mcp_server.results import MOST_LETTERS, NOTICE, NotAllowed
from ui.mcp_server.serving import build_server
from ui.mcp_server.tools import TalkingTools

SYSTEM = "A support chatbot answers customers with a hosted language model. It looks passages up in Qdrant."
Scenario = Callable[[Caller], Awaitable[None]]


@pytest.fixture(scope="module")
def facilitator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facilitator]:
    made = assemble_once(Settings(data_dir=tmp_path_factory.mktemp("data")))
    yield made
    made.close()


@pytest.fixture
def held(facilitator: Facilitator, tmp_path: Path) -> Callable[..., ModelAtHand]:
    """Hold a scenario with a server whose root is the test's folder; gives the model at hand after it."""

    def hold(scenario: Scenario, **leave: Any) -> ModelAtHand:
        at_hand = ModelAtHand(facilitator, lambda: facilitator, Root(tmp_path), Leave(**leave))
        at_hand.open_only()
        assert talk(build_server(at_hand), scenario) > 0
        return at_hand

    return hold


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "model.json"
    path.write_text(to_json(rich_model(6), catalog()), encoding="utf-8")
    return path


def test_without_leave_nothing_of_a_file_is_changed_and_what_would_come_of_it_is_told(
    held: Callable[..., ModelAtHand], file: Path
) -> None:
    before = file.read_bytes()

    async def scenario(call: Caller) -> None:
        assert (await call("start", open="model.json")).data["may_change"] is False
        tried = (await call("tell", text="The chatbot also sends e-mail through Mailgun.")).data
        assert tried["applied"] is False
        assert tried["changes"]
        wished = await call("propose_edits", edits=[{"edit": "component", "name": "Mailgun", "kind": "service"}],
                            reason="compose.yaml names it", apply=True)  # fmt: skip
        assert wished.error["code"] == "not_allowed"
        assert (await call("export", format="json", path="other.json")).error["code"] == "not_allowed"

    held(scenario)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == ["model.json"]


def test_with_leave_edits_reach_the_file_and_its_quotes_stay_proven(
    held: Callable[..., ModelAtHand], tmp_path: Path
) -> None:
    async def scenario(call: Caller) -> None:
        await call("start", name="Helpdesk")
        assert (await call("tell", text=SYSTEM)).data["applied"] is True
        decided = await call("propose_edits", edits=[{"edit": "component", "name": "Mailgun", "kind": "service"}],
                             reason="compose.yaml names it", apply=True)  # fmt: skip
        assert decided.data["applied"] is True

    held(scenario, edits=True, only="threat-model.json")
    written = native_file((tmp_path / "threat-model.json").read_text(encoding="utf-8"))
    assert "Mailgun" in [part.name for part in written.model.components]
    proof = prove(written, catalog())
    assert proof.faults == ()
    assert proof.proven == proof.quotes > 0


def test_a_file_that_somebody_else_changed_is_not_overwritten(held: Callable[..., ModelAtHand], file: Path) -> None:
    other = to_json(rich_model(7), catalog())

    async def scenario(call: Caller) -> None:
        await call("start", open="model.json")
        file.write_text(other, encoding="utf-8")
        refused = await call("tell", text="It also sends e-mail through Mailgun.")
        assert "changed by somebody else" in refused.error["message"]

    held(scenario, edits=True)
    assert file.read_text(encoding="utf-8") == other


def test_proposals_wait_in_the_session_for_the_owners_yes(
    held: Callable[..., ModelAtHand], facilitator: Facilitator
) -> None:
    session = facilitator.import_model(rich_model(6))

    async def scenario(call: Caller) -> None:
        await call("start", open=session.id)
        proposed = (await call("propose_edits", edits=[{"edit": "name_system", "name": "Pier"}], reason="README")).data
        assert "wait for the user's yes" in proposed["how"]

    held(scenario)
    after = facilitator.open(session.id)
    assert after.model == session.model
    assert after.turns[-1].said.author == "a coding agent"
    agreed = facilitator.hear(session.id, Said(text="accept 1", key="yes-00001"))
    assert agreed.model.system.name == "Pier"


def test_protections_that_an_agent_claims_lower_no_rating(held: Callable[..., ModelAtHand]) -> None:
    async def scenario(call: Caller) -> None:
        await call("start", name="Helpdesk")
        await call("tell", text=SYSTEM)
        before = (await call("list", what="threats", limit=50)).data["rows"]
        await call("tell", text="Every answer is filtered before it is shown. Everybody signs in.", said_by="owner")
        after = {row["id"]: row["risk"] for row in (await call("list", what="threats", limit=50)).data["rows"]}
        assert all(after.get(row["id"], 99) >= row["risk"] for row in before)
        claimed = (await call("list", what="assumptions", limit=50)).data["rows"]
        assert any(row["claimed_by"] for row in claimed)

    held(scenario)


def test_an_agents_words_answer_nothing_without_leave(held: Callable[..., ModelAtHand]) -> None:
    async def scenario(call: Caller) -> None:
        await call("start", name="Helpdesk")
        spoken = await call("answer", text="accept 1")
        assert spoken.error["code"] == "not_allowed"
        assert "--allow-edits" in spoken.error["message"]

    held(scenario)


@pytest.mark.parametrize(
    ("chosen", "harmless"), [("yes", False), ("no", True), ("not_sure", True), ("skip", True), ("unknown:x", True)]
)
def test_an_agent_takes_no_protection_as_in_place_for_the_owner(
    facilitator: Facilitator, tmp_path: Path, chosen: str, harmless: bool
) -> None:
    protecting = next(fact for fact in catalog().facts.values() if fact.control and not fact.choices)
    tools = TalkingTools(ModelAtHand(facilitator, lambda: facilitator, Root(tmp_path), Leave()))
    if harmless:
        tools._check_harmless(question_on(protecting), (chosen,))
        return
    with pytest.raises(NotAllowed, match="only the user"):
        tools._check_harmless(question_on(protecting), (chosen,))


@pytest.mark.parametrize("name", ["../outside.md", "/etc/hostname", "link.md", "nothing.md", "", "a\x00b"])
def test_no_path_leads_out_of_the_root_folder(held: Callable[..., ModelAtHand], tmp_path: Path, name: str) -> None:
    outside = tmp_path.parent / "outside.md"
    outside.write_text("the text of somebody else", encoding="utf-8")
    os.symlink(outside, tmp_path / "link.md")

    async def scenario(call: Caller) -> None:
        await call("start", name="Helpdesk")
        answer = await call("tell", file=name)
        assert answer.failed
        assert "somebody else" not in answer.letters
        written = await call("export", format="md", path=name)
        assert written.failed or name in ("nothing.md", "")

    held(scenario, edits=True)
    assert outside.read_text(encoding="utf-8") == "the text of somebody else"


def test_secrets_are_neither_kept_nor_repeated(held: Callable[..., ModelAtHand]) -> None:
    async def scenario(call: Caller) -> None:
        await call("start", name="Helpdesk")
        told = await call("tell", text=f"{SYSTEM} The DB_PASSWORD: swordfish99 is in the setup.")
        wrong = await call("propose_edits", edits=[{"edit": "none", "DB_PASSWORD": "swordfish99"}], reason="x")
        named = await call("search_knowledge", query="DB_PASSWORD=swordfish99", framework="DB_PASSWORD=swordfish99")
        exported = await call("export", format="json")
        for answer in (told, wrong, named, exported):
            assert "swordfish99" not in answer.letters
        assert wrong.error["code"] == named.error["code"] == "bad_input"

    held(scenario)


def test_every_answer_is_bounded_marked_as_data_and_goes_on_by_its_cursor(held: Callable[..., ModelAtHand]) -> None:
    async def scenario(call: Caller) -> None:
        await call("start", name="Helpdesk")
        await call("tell", text=SYSTEM)
        every = [(await call("list", what="threats", limit=50))]
        while every[-1].data["next_cursor"]:
            every.append(await call("list", what="threats", limit=50, cursor=every[-1].data["next_cursor"]))
        ids = [row["id"] for answer in every for row in answer.data["rows"]]
        assert len(ids) == len(set(ids)) == every[0].data["total"]
        parts = [await call("export", format="json")]
        while parts[-1].data["next_cursor"]:
            parts.append(await call("export", format="json", cursor=parts[-1].data["next_cursor"]))
        whole = "".join(part.data["text"] for part in parts)
        assert json.loads(whole) == json.loads(await call.read("model://current"))
        for answer in (*every, *parts):
            assert len(answer.letters) <= MOST_LETTERS
            assert answer.content["notice"] == NOTICE
        assert (await call("list", cursor="12x")).error["code"] == "bad_input"

    held(scenario)


def test_wrong_calls_say_what_was_expected(held: Callable[..., ModelAtHand], file: Path) -> None:
    async def scenario(call: Caller) -> None:
        assert "begin one" in (await call("check")).error["message"]
        assert (await call("start", open="Zm9vYmFyYmF6cXV4MTIz")).error["code"] == "not_found"
        await call("start", open="model.json")
        wrong: dict[str, dict[str, Any]] = {
            "explain": {"id": "T-999"}, "export": {"format": "nope"}, "ledger": {"framework": "nope"},
            "tell": {}, "list": {"limit": 0},
            "propose_edits": {"edits": [{"edit": "decide_threat", "threat": "T-001", "status": "accepted"}],
                              "reason": "x"},
        }  # fmt: skip
        for tool, arguments in wrong.items():
            answer = await call(tool, **arguments)
            assert answer.error["code"] == "bad_input", tool
            assert "Traceback" not in answer.letters

    held(scenario)


def test_a_server_for_one_file_opens_and_lists_no_other_model(
    held: Callable[..., ModelAtHand], facilitator: Facilitator, file: Path
) -> None:
    session = facilitator.import_model(rich_model(6))

    async def scenario(call: Caller) -> None:
        assert (await call("list", what="summary")).data["rows"][0]["threats"] == 6
        for refused in (await call("start", open=session.id), await call("start", name="Other")):
            assert refused.error["code"] == "not_allowed"
        assert (await call("list", what="models")).failed

    held(scenario, only="model.json")


def test_prompts_resources_and_hints_are_there(held: Callable[..., ModelAtHand]) -> None:
    async def scenario(call: Caller) -> None:
        names = {prompt.name for prompt in (await call.client.list_prompts()).prompts}
        assert names == {"start-interview", "review-change", "red-team-this"}
        given = await call.client.get_prompt("review-change", {"change": "+ uses: mailgun"})
        assert "uses: mailgun" in str(given.messages)
        assert "Prompt Injection" in await call.read("kb://atlas/AML.T0051")
        tools = {tool.name: tool for tool in (await call.client.list_tools()).tools}
        for name in ("list", "explain", "check", "search_knowledge", "ledger"):
            hints = tools[name].annotations
            assert hints is not None
            assert hints.read_only_hint
        changing = tools["propose_edits"].annotations
        assert changing is not None
        assert changing.destructive_hint
        assert (await call("search_knowledge", query="prompt injection")).data["rows"]

    held(scenario)
