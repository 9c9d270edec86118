"""What the doctor shows, and what it keeps to itself."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ui.cli import main


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_doctor_shows_no_password(
    form: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THREATPARLEY_DATABASE_URL", "postgresql://127.0.0.1:9/tw?user=ana&password=canary")
    monkeypatch.setenv("THREATPARLEY_CHROMA_URL", "http://127.0.0.1:9/?token=canary")
    monkeypatch.setenv("THREATPARLEY_BASE_URL", "http://127.0.0.1:9/v1?api_key=canary")
    monkeypatch.setenv("THREATPARLEY_MODEL", "m")
    assert main(["doctor", "--endpoint", *form]) == 1
    printed = capsys.readouterr()
    assert "canary" not in printed.out + printed.err
    assert "postgresql+psycopg://127.0.0.1:9/tw?user=ana&password=***" in printed.out


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ana:canary@127.0.0.1:canary/tw",
        "postgresql://ana:pw@canary@127.0.0.1/tw",
        "postgresql://ana:canary@[::1/tw",
    ],
)
def test_an_address_that_cannot_be_read_is_told_without_its_password(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THREATPARLEY_DATABASE_URL", address)
    assert main(["doctor"]) == 1
    printed = capsys.readouterr()
    assert "BAD  store" in printed.out
    assert "pw@canary" not in printed.out
    assert "ana:canary" not in printed.out


def test_a_sentence_model_that_is_not_there_is_told_with_the_way_to_it(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    indexed: Callable[[Path], Path],
) -> None:
    monkeypatch.setattr("knowledge.search.sentence_model.PACKAGE", "no_such_package_of_a_model")
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(indexed(tmp_path)))
    assert main(["doctor"]) == 0
    assert "setting semantic               False (from default)" in capsys.readouterr().out
    monkeypatch.setenv("THREATPARLEY_SEMANTIC", "on")
    assert main(["doctor"]) == 1
    (told,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("BAD ")]
    assert "threatparley[semantic]" in told
    assert told.endswith("The cause: it is not installed.")
    assert main(["kb", "search", "orders", "in", "a", "mail"]) == 0
    assert capsys.readouterr().err.count("threatparley[semantic]") == 1
