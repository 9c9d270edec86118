"""Told in everyday words, patterns fire where they must, and near misses leave them quiet."""

from collections.abc import Iterator

import pytest

from evals.__main__ import main
from evals.firing import Ear, Standing, Tried, agrees, facts_read, kept_back, listening_ear, shares, tried
from knowledge.catalog import DATA
from knowledge.validation.firing import Situations, read_situations

FIRE, QUIET = 0.75, 0.90
"""The least share of all patterns that are in the draft where they must be, and out of it where they must not be."""
FEWEST = 0.40
"""The same for each file, where each single pattern weighs more."""
READ = read_situations(DATA)


@pytest.fixture(scope="module")
def ear() -> Iterator[Ear]:
    with listening_ear() as one:
        yield one


def test_nearly_all_patterns_fire_where_they_must_and_are_quiet_where_not(ear: Ear) -> None:
    """Over all files, and in each of them most; all are tried at once, as each file counts in both."""
    of: dict[str, list[Tried]] = {}
    for file, entries in READ.items():
        of[file] = list(tried((one for one in entries if one.id in ear.catalog.patterns), ear, suggest=False))
    each = {file: shares(heard) for file, heard in of.items()}
    assert {name: one for name, one in each.items() if one.fires < FEWEST or one.stays_quiet < FEWEST} == {}
    found = shares([one for heard in of.values() for one in heard])
    assert (found.fires >= FIRE, found.stays_quiet >= QUIET) == (True, True), (found.fires, found.stays_quiet)


def test_one_pattern_in_five_or_so_is_kept_back() -> None:
    names = [one.id for entries in READ.values() for one in entries]
    assert 0.1 < sum(map(kept_back, names)) / len(names) < 0.3


def test_a_system_that_is_told_and_its_near_miss_stand_apart(ear: Ear) -> None:
    situations = Situations.model_validate(
        {
            "id": "typed-orders-override-the-rules",
            "fires": {
                "words": "Customers type whatever they like to our chatbot, which runs on GPT-4o.",
                "facts": {"uses_language_model": True, "accepts_free_text": True},
            },
            "quiet": {
                "words": "It is a random forest on twelve columns of numbers; no language model is used.",
                "facts": {"uses_language_model": False},
                "because": ["uses_language_model"],
            },
        }
    )
    (one,) = tried([situations], ear)
    assert one.fired is Standing.APPLIES
    assert one.quieted is Standing.SILENT
    assert (shares([one]).fires, shares([one]).stays_quiet) == (1.0, 1.0)
    facts = facts_read([one], ear.catalog)
    assert (facts.given, facts.read, facts.against) == (3, 3, 0)


def test_of_several_choices_those_given_must_be_among_them() -> None:
    assert agrees(("customers", "employees"), ("customers",))
    assert not agrees(("employees",), ("customers",))
    assert not agrees(True, False)


def test_the_command_shows_nothing_of_what_is_kept_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["firing", "--file", "knowledge/data/firing/federated.yaml", "--misses"]) == 0
    shown = capsys.readouterr().out
    assert "kept back" in shown
    assert not [one.id for one in READ["federated.yaml"] if kept_back(one.id) and f"{one.id}:" in shown]


def test_the_command_names_the_files_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["firing", "--file", "nothing.yaml"]) != 0
    assert "federated.yaml" in capsys.readouterr().err
