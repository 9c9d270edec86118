"""The command line: what it prints, what it writes, and its exit codes as a contract."""

import io
import json
import shutil
import socket
import sys
from pathlib import Path

import pytest

from agent.exchange import to_json
from agent.exchange.interchange.losses import How
from knowledge import load_catalog
from tests.agent.exchange.test_missing_entries import opened
from ui.cli import main

SYSTEM = (
    "A support chatbot answers customers from our help pages. It looks passages up in Qdrant and writes answers with a "
    "hosted language model. It can create tickets in our CRM. There is no fine-tuning."
)


@pytest.fixture
def system(tmp_path: Path) -> Path:
    file = tmp_path / "system.md"
    file.write_text(SYSTEM, encoding="utf-8")
    return file


_DRAFTED: list[bytes] = []


@pytest.fixture
def native(tmp_path: Path, system: Path) -> Path:
    """The native draft of the system, made by the first test that wants it; each has a file of its own."""
    file = tmp_path / "model.json"
    if _DRAFTED:
        file.write_bytes(_DRAFTED[0])
    else:
        assert main(["draft", str(system), "-f", "json", "-o", str(file)]) == 0
        _DRAFTED.append(file.read_bytes())
    return file


def test_a_draft_names_threats_at_the_parts_that_were_described(
    system: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["draft", str(system), "--full"]) == 0
    written = capsys.readouterr().out
    assert written.startswith("# Threat model")
    for words in ("Qdrant", "T-001", "Your words", "Assumptions"):
        assert words in written


def test_a_draft_is_the_same_each_time(system: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = []
    for _ in range(2):
        assert main(["draft", str(system), "-f", "json"]) == 0
        written.append(capsys.readouterr().out)
    assert written[0] == written[1]


def test_a_draft_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SYSTEM.encode()), encoding="utf-8"))
    assert main(["draft", "-", "-f", "csv"]) == 0
    assert capsys.readouterr().out.startswith("\ufeffThreat,Title")


@pytest.mark.parametrize(
    ("form", "begins"), [("md", "# Threat model"), ("html", "<!doctype html>"), ("csv", "\ufeffThreat,")]
)
def test_a_native_file_is_exported(native: Path, form: str, begins: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(native), "-f", form]) == 0
    assert capsys.readouterr().out.startswith(begins)


def test_a_native_file_is_valid_and_can_be_shown(native: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(native)]) == 0
    assert main(["show", str(native)]) == 0
    assert "most important first" in capsys.readouterr().out


def test_a_file_is_not_overwritten_without_force(
    system: Path, native: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = native.read_bytes()
    assert main(["draft", str(system), "-o", str(native)]) == 3
    assert "--force" in capsys.readouterr().err
    assert native.read_bytes() == before
    assert main(["draft", str(system), "-o", str(native), "--force"]) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02" * 50, "not"),
        (b"%PDF-1.7 broken", "PDF"),
        (b"x " * 3_000_000, "limit"),
    ],
)
def test_an_unreadable_description_is_refused_in_plain_words(
    content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "system.md"
    file.write_bytes(content)
    assert main(["draft", str(file)]) == 3
    problem = capsys.readouterr().err
    assert said in problem
    assert "Traceback" not in problem


def test_a_file_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft", "nowhere.md"]) == 3
    assert "cannot read nowhere.md" in capsys.readouterr().err


def test_a_native_file_with_a_broken_link_is_refused_with_its_place(
    native: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(native.read_text(encoding="utf-8"))
    document["model"]["threats"][0]["targets"] = ["C-999"]
    native.write_text(json.dumps(document), encoding="utf-8")
    assert main(["validate", str(native)]) == 3
    assert "C-999, which does not exist" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["show"], ["validate"], ["export", "-f", "md"], ["export", "-f", "html"], ["export", "-f", "csv"],
                ["export", "-f", "json"], ["ledger"]],
)  # fmt: skip
def test_secrets_in_a_native_file_are_masked_and_counted(
    command: list[str], native: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(native.read_text(encoding="utf-8"))
    document["model"]["components"][0]["name"] = "Bot with DB_PASSWORD: swordfish"
    document["model"]["threats"][0]["title"] = "PROXY_PASSWORD=swordfish2 leaks"
    document["model"]["threats"][0]["references"][0]["edition"] = "0.1 token=swordfish3"
    native.write_text(json.dumps(document), encoding="utf-8")
    main([command[0], str(native), *command[1:]])
    written = capsys.readouterr()
    assert "swordfish" not in written.out + written.err
    assert "3 secrets were masked in the file" in written.err


@pytest.mark.parametrize(
    "command", [["show"], ["export", "-f", "md"], ["export", "-f", "html"], ["export", "-f", "csv"], ["ledger"]]
)
def test_a_model_whose_entries_are_not_installed_is_shown_and_exported(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "own.json"
    file.write_text(to_json(opened(), load_catalog()), encoding="utf-8")
    assert main([command[0], str(file), *command[1:]]) == 0
    written = capsys.readouterr()
    assert "Somebody reads the orders" in written.out or command == ["ledger"]
    table = command[-1] == "csv"
    said = written.err.splitlines()
    assert said[:1] == (["threatparley: Threats and measures (CSV) does not hold all of the model:"] if table else [])
    assert all(line.startswith((*(f"  {how.value}: " for how in How), "  … and ")) for line in said[1:])


def test_a_table_in_a_pipe_is_byte_for_byte_the_table_in_a_file(
    native: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "model.csv"
    assert main(["export", str(native), "-f", "csv", "-o", str(file)]) == 0
    assert main(["export", str(native), "-f", "csv"]) == 0
    assert capfdbinary.readouterr().out == file.read_bytes()
    assert file.read_bytes().startswith(b"\xef\xbb\xbfThreat,")
    assert b"\r\r\n" not in file.read_bytes()


def test_a_session_address_that_does_not_exist_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "Zm9vYmFyYmF6cXV4MTIz"]) == 3
    assert capsys.readouterr().err.startswith("threatparley: ")


def test_wrong_usage_exits_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["no-such-command"])
    assert left.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_settings_that_contradict_each_other_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THREATPARLEY_HOST", "0.0.0.0")
    assert main(["doctor"]) == 2
    assert "allow_remote" in capsys.readouterr().err


def test_the_doctor_finds_a_fresh_installation_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path / "data"))
    assert main(["doctor", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)
    assert {finding["what"] for finding in findings} >= {"python", "catalog", "disk space", "store", "search"}
    (search,) = (finding for finding in findings if finding["what"] == "search")
    assert "passages indexed in the data folder" in search["finding"]


def test_the_doctor_says_that_the_index_cannot_be_kept_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path))
    (tmp_path / "index").write_text("in the way")
    assert main(["doctor"]) == 1
    told = capsys.readouterr().out
    assert "BAD  search" in told
    assert "looked up in memory instead" in told
    assert "can be written and has room" in told
    assert "cannot be kept in" in told
    (tmp_path / "index").unlink()
    assert main(["doctor"]) == 0
    assert "ok   search" in capsys.readouterr().out


def test_the_doctor_says_that_a_chroma_server_is_down_without_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("THREATPARLEY_CHROMA_URL", f"http://127.0.0.1:{port}")
    assert main(["doctor", "--json"]) == 1
    (search,) = (one for one in json.loads(capsys.readouterr().out) if one["what"] == "search")
    assert search["well"] is False
    assert "Chroma server of the setting chroma_url does not answer" in search["finding"]
    assert "Start that server again" in search["finding"]
    assert "://" not in search["finding"]


def test_a_draft_says_that_the_index_cannot_be_kept(
    system: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path / "data"))
    assert main(["draft", str(system), "-f", "csv"]) == 0
    whole = capsys.readouterr()
    assert "not as it should be" not in whole.err
    shutil.rmtree(tmp_path / "data")
    (tmp_path / "data").write_text("in the way")
    assert main(["draft", str(system), "-f", "csv"]) == 0
    told = capsys.readouterr()
    assert told.err.count("The search is not as it should be") == 1
    assert told.out == whole.out


def test_the_doctor_says_what_is_wrong_with_a_damaged_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path))
    (tmp_path / "threatparley.sqlite").write_bytes(b"not a database at all" * 300)
    assert main(["doctor"]) == 1
    assert "BAD  store" in capsys.readouterr().out


def test_the_schema_is_a_json_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert {"format", "model"} <= set(schema["properties"])


def test_the_knowledge_base_can_be_listed_searched_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kb", "list"]) == 0
    assert "ATLAS" in capsys.readouterr().out
    assert main(["kb", "search", "hidden", "orders", "in", "a", "web", "page"]) == 0
    assert capsys.readouterr().out.strip()
    assert main(["kb", "explain", "AML.T0051"]) == 0
    assert "Prompt Injection" in capsys.readouterr().out
    assert main(["kb", "explain", "AML.T9999"]) == 3
