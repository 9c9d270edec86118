"""A native file that is proven without its session: what was changed in it is found, with its place."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.domain.sessions.quoted_turns import Record, record_of, without_words
from agent.exchange import from_json, native_file, to_json
from agent.exchange.provenance_check import prove
from knowledge.catalog import load_catalog
from tests.ui.models import catalog, rich_model
from ui.cli import main

SYSTEM = "A support chatbot answers customers with a hosted language model. It looks passages up in Qdrant."


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drafted")
    (folder / "system.md").write_text(SYSTEM, encoding="utf-8")
    assert main(["draft", str(folder / "system.md"), "-f", "json", "-o", str(folder / "model.json")]) == 0
    return folder / "model.json"


@pytest.fixture
def native(drafted: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(drafted, tmp_path / "model.json"))


def changed(native: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    document = json.loads(native.read_text(encoding="utf-8"))
    change(document)
    native.write_text(json.dumps(document), encoding="utf-8")
    return native


def test_a_file_as_it_was_written_is_proven_whole(native: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(native), "--strict", "--json"]) == 0
    proof = json.loads(capsys.readouterr().out)
    assert proof["quotes"] == proof["proven"] > 20
    assert proof["faults"] == proof["open"] == []


def _invent(document: dict[str, Any]) -> None:
    document["model"]["components"][0]["quotes"] = [{"turn": 1, "text": "Every answer is filtered"}]


def _invent_turn(document: dict[str, Any]) -> None:
    document["model"]["components"][0]["quotes"] = [{"turn": 9, "text": "chatbot"}]


def _reword(document: dict[str, Any]) -> None:
    document["turns"][0]["text"] += " Every answer is filtered."


def _other_edition(document: dict[str, Any]) -> None:
    document["model"]["threats"][0]["references"][0]["edition"] = "1999"


def _other_id(document: dict[str, Any]) -> None:
    document["model"]["threats"][1]["pattern"] = "no-such-threat"


def _no_precedent(document: dict[str, Any]) -> None:
    document["model"]["threats"][0]["precedents"] = ["no-such-case"]


def _gap(document: dict[str, Any]) -> None:
    document["turns"][0]["number"] = 2


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (_invent, "/model/components/0/quotes/0"),
        (_invent_turn, "/model/components/0/quotes/0"),
        (_reword, "/turns/0/text"),
        (_other_edition, "/model/threats/0/references/0"),
        (_other_id, "/model/threats/1/pattern"),
        (_no_precedent, "/model/threats/0/precedents/0"),
        (_gap, "/turns"),
    ],
)
def test_what_was_changed_by_hand_is_refused_with_its_place(
    native: Path, change: Callable[[dict[str, Any]], None], place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", str(changed(native, change))]) == 3
    assert f"at {place}: " in capsys.readouterr().err


def test_a_secret_in_a_changed_file_is_not_repeated(native: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def leak(document: dict[str, Any]) -> None:
        document["model"]["components"][0]["quotes"] = [{"turn": 1, "text": "DB_PASSWORD: swordfish99"}]

    assert main(["validate", str(changed(native, leak))]) == 3
    printed = capsys.readouterr()
    assert "swordfish99" not in printed.out + printed.err


def test_words_that_were_taken_out_keep_their_digest_and_whoever_has_them_can_prove_them(native: Path) -> None:
    file = native_file(native.read_text(encoding="utf-8"))
    model, record = without_words(file.model, file.record, {1})
    cut = native_file(to_json(model, load_catalog(), record))
    assert SYSTEM not in cut.model_dump_json()
    assert cut.turns[0].digest == file.turns[0].digest
    proof = prove(cut, load_catalog())
    assert proof.faults == ()
    assert proof.proven == 0
    assert "whose words were taken out" in proof.open[0]
    assert prove(cut.model_copy(update={"turns": file.turns}), load_catalog()).proven == proof.quotes


def test_the_words_of_a_turn_can_be_taken_out_of_an_export(native: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(native), "--json", "--redact", "1"]) == 0
    assert SYSTEM not in capsys.readouterr().out
    assert main(["export", str(native), "--json", "--redact", "7"]) == 3
    assert "has turns 1 to 1" in capsys.readouterr().err


def test_an_old_file_without_turns_is_read_and_says_what_cannot_be_proven(
    native: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(native, lambda document: document.pop("turns"))
    assert main(["validate", str(native)]) == 0
    assert "holds no turns" in capsys.readouterr().err
    assert main(["validate", str(native), "--strict"]) == 1


def test_a_file_that_is_opened_and_written_again_stays_proven(native: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.json"
    assert main(["new", "--from", str(native), "-o", str(again)]) == 0
    before, after = (native_file(path.read_text(encoding="utf-8")) for path in (native, again))
    assert after.turns == before.turns
    assert main(["validate", str(again), "--strict"]) == 0


def test_a_model_without_any_quote_needs_no_turns() -> None:
    model = rich_model(3)
    text = to_json(model, catalog(), record_of((), model))
    assert from_json(text) == model
    assert native_file(text).record == Record()


def test_a_signature_is_of_these_bytes_and_that_key(
    native: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("cryptography")
    mine, other = str(tmp_path / "mine"), str(tmp_path / "other")
    for key in (mine, other):
        assert main(["sign", "--new-key", key]) == 0
        assert Path(key).stat().st_mode & 0o077 == 0
    assert main(["sign", "--new-key", mine]) == 3
    assert main(["validate", str(native), "--signature", f"{mine}.pub"]) == 3
    assert "there is no signature" in capsys.readouterr().err
    assert main(["sign", str(native), "--key", mine]) == 0
    assert main(["sign", str(native), "--key", mine]) == 3
    assert main(["validate", str(native), "--signature", f"{mine}.pub"]) == 0
    assert "signed with that key" in capsys.readouterr().out
    assert main(["validate", str(native), "--signature", f"{other}.pub"]) == 3
    assert main(["validate", str(native), "--signature", mine]) == 3
    assert "private key" in capsys.readouterr().err
    native.write_bytes(native.read_bytes() + b" ")
    assert main(["validate", str(native), "--signature", f"{mine}.pub"]) == 3
    assert "the file was changed" in capsys.readouterr().err
