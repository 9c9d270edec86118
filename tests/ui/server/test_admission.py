"""Exact hosts and origins from the settings; other machines are let in only by one who says to know the risk."""

from pathlib import Path

import pytest

from agent.errors import SettingsError
from agent.settings import Settings
from ui.cli import main
from ui.server import admission
from ui.server.admission import RISK, Admission, admission_of

OPEN = {"allow_remote": True, "host": "0.0.0.0"}


def admitted(folder: Path, **given: object) -> Admission:
    return admission_of(Settings.model_validate({"data_dir": folder, **given}), i_know=True)


def test_this_machine_answers_to_its_own_names_at_the_port_listened_on(tmp_path: Path) -> None:
    found = admitted(tmp_path)
    assert found.hosts_at(8501) == {"127.0.0.1:8501", "localhost:8501", "[::1]:8501"}
    assert found.origins_at(8501) == {"http://127.0.0.1:8501", "http://localhost:8501", "http://[::1]:8501"}
    assert not found.remote


def test_the_usual_port_is_left_out_as_browsers_do(tmp_path: Path) -> None:
    found = admitted(tmp_path)
    assert "localhost" in found.hosts_at(80)
    assert "http://localhost" in found.origins_at(80)


@pytest.mark.parametrize(
    ("named", "host", "origin"),
    [
        ("threats.example", "threats.example:8501", "http://threats.example:8501"),
        ("Threats.Example:9000", "threats.example:9000", "http://threats.example:9000"),
        ("https://threats.example", "threats.example", "https://threats.example"),
        ("https://threats.example:443", "threats.example", "https://threats.example"),
        ("https://threats.example:8443", "threats.example:8443", "https://threats.example:8443"),
        ("http://threats.example", "threats.example", "http://threats.example"),
        ("192.0.2.7", "192.0.2.7:8501", "http://192.0.2.7:8501"),
        ("[2001:DB8:0::7]:80", "[2001:db8::7]", "http://[2001:db8::7]"),
    ],
)
def test_a_listed_name_is_let_in_exactly_as_listed(tmp_path: Path, named: str, host: str, origin: str) -> None:
    plain, found = (
        admitted(tmp_path, **OPEN, allowed_hosts="localhost"),
        admitted(tmp_path, **OPEN, allowed_hosts=named),
    )
    assert found.hosts_at(8501) - plain.hosts_at(8501) == {host}
    assert found.origins_at(8501) - plain.origins_at(8501) == {origin}
    assert found.remote


def test_a_host_of_ones_own_is_among_the_names(tmp_path: Path) -> None:
    found = admitted(tmp_path, allow_remote=True, host="192.0.2.7")
    assert found.addresses(8501)[0] == "http://192.0.2.7:8501"
    assert "0.0.0.0" not in " ".join(admitted(tmp_path, **OPEN, allowed_hosts="threats.example").addresses(8501))


@pytest.mark.parametrize(
    "named",
    ["*", "*.example", "threats.example/path", "http://u:p@threats.example", "ftp://threats.example", "0.0.0.0",
     "[::]", "threats.example:", "threats.example:0", "threats.example:70000", "://x", "a b", "thre\u00e4ts.example",
     "1.2.3", "x?y"],
)  # fmt: skip
def test_what_is_no_exact_name_is_refused(tmp_path: Path, named: str) -> None:
    with pytest.raises(ValueError, match="expected exact names"):
        Settings.model_validate({"data_dir": tmp_path, **OPEN, "allowed_hosts": named})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (OPEN, "name the exact ones in allowed_hosts"),
        ({"allowed_hosts": "threats.example"}, "set allow_remote too"),
    ],
)
def test_settings_that_let_in_half_are_refused(tmp_path: Path, given: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Settings.model_validate({"data_dir": tmp_path, **given})


def test_another_port_of_this_machine_may_be_listed_without_more(tmp_path: Path) -> None:
    assert "localhost:9000" in admitted(tmp_path, allowed_hosts="localhost:9000").hosts_at(8501)


def test_other_machines_are_not_let_in_before_the_risk_is_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THREATPARLEY_ALLOW_REMOTE", "1")
    assert main(["serve", "--no-browser"]) == 2
    said = capsys.readouterr().err
    assert RISK in said
    assert "--i-know" in said
    assert "THREATPARLEY_ALLOW_REMOTE" in said


def test_the_flag_says_in_so_many_words_what_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    assert RISK in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(("words", "remote"), [([], False), (["--i-know"], True)])
def test_a_server_started_another_way_asks_for_the_same_words(
    words: list[str], remote: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THREATPARLEY_ALLOW_REMOTE", "1")
    monkeypatch.setattr(admission, "_DECIDED", [])
    monkeypatch.setattr("sys.argv", ["app.py", *words])
    assert admission.admission().remote is remote


def test_settings_that_do_not_fit_let_in_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THREATPARLEY_HOST", "0.0.0.0")
    monkeypatch.setattr(admission, "_DECIDED", [])
    assert admission.admission() == Admission()


def test_what_was_decided_at_the_start_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "_DECIDED", [])
    settings = Settings(data_dir=tmp_path, allow_remote=True, host="192.0.2.7")
    with pytest.raises(SettingsError, match="no sign-in"):
        admission.decide(settings, i_know=False)
    assert admission.decide(settings, i_know=True) is admission.admission()
