"""Exact hosts and origins from the settings; other machines are let in only where people are known by name."""

from pathlib import Path

import pytest

from agent.errors import SettingsError
from agent.settings import Settings
from ui.cli import main
from ui.server import host_admission
from ui.server.host_admission import RISK, Admission, admission_of

PROXY = {"trusted_proxies": "10.0.0.5, 10.1.0.0/28", "trusted_proxy_secret": "p" * 32}
OPEN = {"allow_remote": True, "host": "0.0.0.0", **PROXY}
SIGNED = {
    "sign_in_issuer": "https://login.example", "sign_in_client_id": "app", "sign_in_client_secret": "s",
    "sign_in_cookie_secret": "c" * 32, "sign_in_address": "https://threats.example",
}  # fmt: skip


def admitted(folder: Path, **given: object) -> Admission:
    return admission_of(Settings.model_validate({"data_dir": folder, **given}))


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
    found = admitted(tmp_path, allow_remote=True, host="192.0.2.7", **PROXY)
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


def test_other_machines_are_not_let_in_where_nobody_signs_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THREATPARLEY_ALLOW_REMOTE", "1")
    assert main(["serve", "--no-browser"]) == 2
    said = capsys.readouterr().err
    assert RISK in said
    assert "THREATPARLEY_ALLOW_REMOTE" in said
    for name in (*SIGNED, *PROXY):
        assert name in said


@pytest.mark.parametrize("way", [SIGNED, PROXY])
def test_a_way_to_sign_in_lets_other_machines_in(tmp_path: Path, way: dict[str, object]) -> None:
    assert admitted(tmp_path, allow_remote=True, **way).remote


def test_the_address_of_the_sign_in_is_answered_without_being_listed(tmp_path: Path) -> None:
    found = admitted(tmp_path, allow_remote=True, host="0.0.0.0", **SIGNED)
    assert "threats.example" in found.hosts_at(8501)
    assert "https://threats.example" in found.origins_at(8501)


def test_a_server_started_another_way_lets_in_this_machine_only_where_nobody_signs_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("THREATPARLEY_ALLOW_REMOTE", "1")
    monkeypatch.setattr(host_admission, "_DECIDED", [])
    assert not host_admission.admission().remote


@pytest.mark.parametrize(
    ("address", "known"),
    [("10.0.0.5", True), ("::ffff:10.0.0.5", True), ("10.1.0.15", True), ("10.0.0.6", False), ("10.1.0.16", False),
     ("", False), ("unix", False)],
)  # fmt: skip
def test_a_proxy_is_known_by_its_exact_address(tmp_path: Path, address: str, known: bool) -> None:
    assert admitted(tmp_path, **OPEN, allowed_hosts="threats.example").is_proxy(address) is known


def test_settings_that_do_not_fit_let_in_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THREATPARLEY_HOST", "0.0.0.0")
    monkeypatch.setattr(host_admission, "_DECIDED", [])
    assert host_admission.admission() == Admission()


def test_what_was_decided_at_the_start_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_admission, "_DECIDED", [])
    settings = Settings(data_dir=tmp_path, allow_remote=True, host="192.0.2.7")
    with pytest.raises(SettingsError, match="nothing says who is at"):
        host_admission.decide(settings)
    safe = Settings(data_dir=tmp_path)
    assert host_admission.decide(safe) is host_admission.admission()
