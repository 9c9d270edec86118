"""Who acts: keys that only a sign-in decides, names nobody can borrow, and roles in one table."""

import pytest

from agent.domain.sessions.principal import ANONYMOUS, LEAST, LOCAL, SYSTEM, Action, Principal, Role

PROVIDER = "https://accounts.example"


def test_the_key_of_a_person_outlives_their_name_and_groups() -> None:
    before = Principal.signed_in(PROVIDER, "u-1", "Ana", ("a",))
    assert before.key == Principal.signed_in(PROVIDER, "u-1", "Anna Marsh", ("b",)).key
    assert len(before.key) == 40


def test_no_two_sign_ins_share_a_key() -> None:
    told = [(PROVIDER, "u-1"), (PROVIDER, "u-2"), ("https://other.example", "u-1"), (PROVIDER + "u", "-1")]
    keys = {Principal.signed_in(issuer, subject).key for issuer, subject in told}
    assert len(keys | {LOCAL.key, SYSTEM.key, ANONYMOUS.key}) == len(told) + 3


@pytest.mark.parametrize("one", [LOCAL, SYSTEM, ANONYMOUS])
def test_no_provider_can_vouch_for_the_program_or_this_machine(one: Principal) -> None:
    with pytest.raises(ValueError, match="address of its provider"):
        Principal.signed_in(one.issuer, one.subject, one.name)


@pytest.mark.parametrize("name", ["Owner", "analyst", " a coding agent ", "sys\u200btem"])
def test_a_person_called_as_histories_call_something_else_is_told_apart(name: str) -> None:
    assert Principal.signed_in(PROVIDER, "u-1", name).author.endswith("(person)")


def test_a_name_is_cleaned_and_cut_and_never_empty() -> None:
    assert Principal.signed_in(PROVIDER, "u-1", "Ana\u202e\n Marsh").name == "Ana Marsh"
    assert len(Principal.signed_in(PROVIDER, "u-1", "x" * 5000).name) <= 80
    assert Principal.signed_in(PROVIDER, "u-1", "\u200b").name == "somebody"


def test_a_program_speaks_for_a_person_under_their_key() -> None:
    ana = Principal.signed_in(PROVIDER, "u-1", "Ana")
    assert ana.speaking_through("a coding agent").key == ana.key
    assert ana.speaking_through("a coding agent").author == "a coding agent for Ana"
    assert LOCAL.speaking_through("a coding agent").author == "a coding agent"


def test_every_action_asks_for_a_role_and_a_higher_role_may_do_all_a_lower_may() -> None:
    assert set(LEAST) == set(Action)
    for lower, higher in zip(list(Role), list(Role)[1:], strict=False):
        allowed = {action for action in Action if lower.covers(LEAST[action])}
        assert allowed < {action for action in Action if higher.covers(LEAST[action])}
