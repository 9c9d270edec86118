"""Ids that are made at random can be typed after a command."""

import secrets

import pytest

from agent.store.addresses import fresh_id


def test_no_id_begins_with_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line would take it for an option."""
    drawn = iter(["-first", "-second", "third"])
    monkeypatch.setattr(secrets, "token_urlsafe", lambda size: next(drawn))
    assert fresh_id() == "third"
