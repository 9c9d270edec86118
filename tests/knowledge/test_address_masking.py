"""No address that is shown holds a secret, however it was written."""

import pytest

from knowledge.address_masking import brief, shown_address, shown_text

SHOWN = [
    ("postgresql://ana:canary@db.example/tw", "postgresql://ana:***@db.example/tw"),
    ("postgresql+psycopg://ana:canary@db.example:5432/tw", "postgresql+psycopg://ana:***@db.example:5432/tw"),
    ("postgresql://ana:%63anary%40@db.example/tw", "postgresql://ana:***@db.example/tw"),
    ("postgresql://ana:c@canary@db.example/tw", "postgresql://ana:***@db.example/tw"),
    ("postgresql://ana:c/canary@db.example/tw", "postgresql://ana:***@db.example/tw"),
    ("postgresql://ana:c?canary@db.example/tw?user=a@b", "postgresql://ana:***@db.example/tw?user=a@b"),
    ("postgresql://ana:c#canary@db.example/tw", "postgresql://ana:***@db.example/tw"),
    ("postgresql://db.example/tw?user=ana&password=canary", "postgresql://db.example/tw?user=ana&password=***"),
    ("postgresql:///tw?host=/run/pg&pass%77ord=canary", "postgresql:///tw?host=/run/pg&pass%77ord=***"),
    ("postgresql://h/tw?sslmode=require&sslpassword=canary", "postgresql://h/tw?sslmode=require&sslpassword=***"),
    ("postgresql://h/tw?sesame=canary", "postgresql://h/tw?sesame=***"),
    ("postgresql://h/tw?user=ana;password=canary", "postgresql://h/tw?user=***"),
    ("postgresql://h/tw?user=ana%26password%3Dcanary", "postgresql://h/tw?user=***"),
    ("host=db user=ana password='can ary'", "host=db user=ana password=***"),
    ("host=db password = canary dbname=tw", "host=db password = *** dbname=tw"),
    ("https://index.example/v1?api_key=canary&token=canary", "https://index.example/v1?api_key=***&token=***"),
    ("https://index.example/v1?canary", "https://index.example/v1?***"),
    ("https://index.example/v1#canary", "https://index.example/v1#***"),
    ("https://canary@index.example/v1", "https://***@index.example/v1"),
    ("https://ana:canary@index.example:1/v1", "https://***@index.example:1/v1"),
    ("https://ana:c/canary@index.example/v1", "https://***@index.example/v1"),
    ("ana:canary@index.example/v1", "***@index.example/v1"),
    ("index.example/v1?token=canary", "index.example/v1?token=***"),
    ("http://[::1]:8000/v1", "http://[::1]:8000/v1"),
    ("https://index.example:8000/a@b", "https://index.example:8000/a@b"),
    ("sqlite:////home/a@b/tw.sqlite", "sqlite:////home/a@b/tw.sqlite"),
    ("something else", "something else"),
    ("", ""),
]


@pytest.mark.parametrize(("address", "shown"), SHOWN)
def test_an_address_is_shown_without_its_secrets(address: str, shown: str) -> None:
    assert shown_address(address) == shown
    assert "canary" not in shown


def test_addresses_in_a_message_are_shown_without_their_secrets() -> None:
    said = shown_text("cannot reach 'https://ana:canary@index.example/v1?token=canary', tried twice")
    assert said == "cannot reach 'https://***@index.example/v1?token=***', tried twice"


@pytest.mark.parametrize("before", ["x_", "1", "ä", "a" * 60, "a-" * 60])
def test_an_address_in_a_message_is_known_whatever_stands_right_before_it(before: str) -> None:
    assert shown_text(f"{before}http://h/v1?token=canary") == f"{before}http://h/v1?token=***"


def test_what_the_vector_store_complains_about_holds_no_secret() -> None:
    assert brief(ValueError("no answer from http://h:8000/api?token=canary")) == "no answer from the server"
