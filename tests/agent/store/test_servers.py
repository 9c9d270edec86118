"""A database address alone says which server is asked, whatever the environment says about PostgreSQL."""

import secrets
from pathlib import Path

import pytest

from agent.graph.build import postgres_saver
from agent.settings import Settings
from agent.store import Database, SessionStore
from knowledge.address_masking import servers_left_open
from tests.agent.postgres import Cluster

ELSEWHERE = "127.0.0.2"
"""Nothing listens there: whoever is led there by a variable is refused."""


def lead_astray(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = tmp_path / "services.conf"
    services.write_text(f"[other]\nhost={ELSEWHERE}\nhostaddr={ELSEWHERE}\n", encoding="utf-8")
    given = {"PGHOST": ELSEWHERE, "PGHOSTADDR": ELSEWHERE, "PGSERVICE": "other", "PGSERVICEFILE": str(services)}
    for name, value in given.items():
        monkeypatch.setenv(name, value)


@pytest.mark.postgres
@pytest.mark.parametrize("form", ["{user}@127.0.0.1:{port}/{name}", "{user}@:{port}/{name}?host=127.0.0.1"])
def test_the_server_of_the_address_is_asked_and_no_other(
    form: str, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"tw_{secrets.token_hex(6)}"
    cluster.create(name)
    lead_astray(tmp_path, monkeypatch)
    url = "postgresql+psycopg://" + form.format(user="tw", port=cluster.port, name=name)
    store = SessionStore(Database(url))
    assert store.shelf() == ()
    store.close()
    with postgres_saver(url) as saver:
        assert list(saver.list(None)) == []


@pytest.mark.parametrize(
    ("address", "beside"),
    [
        ("postgresql://ana:p/w@db.example/tw", {"hostaddr": ""}),
        ("postgresql:///tw", {"host": "", "hostaddr": ""}),
        ("postgresql://:5433/tw", {"host": "", "hostaddr": ""}),
        ("postgresql:///tw?host=/run/postgresql", {"hostaddr": ""}),
        ("postgresql://localhost/tw?hostaddr=192.0.2.1", {}),
    ],
)
def test_what_an_address_leaves_open_is_given_beside_it(address: str, beside: dict[str, str]) -> None:
    assert servers_left_open(address) == beside


def test_an_address_that_leaves_its_server_to_a_service_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="give the host in place of a service"):
        Settings(data_dir=tmp_path, database_url="postgresql:///tw?service=production")
