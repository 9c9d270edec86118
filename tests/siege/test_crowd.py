"""The siege of a team in short, from the cage to the table; and that each thing it looks for would be found."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from agent.domain.sessions.principal import Role
from tests.agent.postgres import binaries
from tests.cage.cage import ROOT, NoCage, entrance
from tests.ready import READY
from tests.siege.crowd.city import unsticky
from tests.siege.crowd.judge import Kept, judged
from tests.siege.crowd.people import canary, crowd
from tests.siege.crowd.table import told
from tests.siege.crowd.tally import Deed, Kind, Tally

SHORT = (
    "--people=8", "--tenants=2", "--servers=2", "--rounds=2", "--trouble=database ended,replica killed",
)  # fmt: skip
ACCEPTED = Deed(Kind.COMMENT, 0, "Zebra1c1")


def kept(**times: int) -> Kept:
    """What a store has, of comments."""
    return Kept({kind: Counter[str]() for kind in Kind} | {Kind.COMMENT: Counter(times)})


@pytest.mark.postgres
@pytest.mark.replicas
@pytest.mark.skipif(shutil.which("nginx") is None or binaries() is None, reason="needs nginx and PostgreSQL")
def test_a_short_siege_of_a_team_loses_doubles_and_leaks_nothing(tmp_path: Path) -> None:
    try:
        command = [*entrance(as_oneself=True), sys.executable, "-m", "tests.siege.crowd", *SHORT]
    except NoCage as why:
        pytest.skip(str(why))
    ready = READY.laid_into(tmp_path / "data")
    done = subprocess.run([*command, f"--ready={ready}"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-6000:]}"
    rows = re.findall(r"^\| ([a-z-]+) \| (\d+) \| (\d+) \| (\d+) \|$", done.stdout, re.MULTILINE)
    assert {name for name, accepted, _, _ in rows if int(accepted)} == {"turns", "comments", "sign-offs"}
    assert {(lost, doubled) for _, _, lost, doubled in rows} == {("0", "0")}
    assert "| database ended | 1 |" in done.stdout
    assert "| replica killed | 1 |" in done.stdout
    assert "| another tenant's address |" in done.stdout
    assert "| a cookie signed with another secret |" in done.stdout
    assert "Bytes out of the cage: 0, names asked: 0" in done.stdout


def test_each_tenant_has_an_owner_and_people_of_the_other_roles() -> None:
    people = crowd(200, 20)
    for tenant in range(20):
        roles = Counter(one.role for one in people if one.tenant == tenant)
        assert roles == {Role.OWNER: 1, Role.EDITOR: 3, Role.COMMENTER: 3, Role.VIEWER: 3}
    assert len({one.subject for one in people}) == 200


def test_a_word_of_another_tenant_is_seen_wherever_it_stands() -> None:
    tally = Tally()
    watch = tally.watching("person-001", 1)
    watch(f"\x0a\x1f{canary(1)} and no more".encode())
    assert not tally.leaks
    watch(b"\x00\xff" + canary(2).encode() + b"\x01")
    assert tally.leaks == ["person-001 of tenant 1 was sent words of tenant 2"]
    assert not judged([kept(), kept()], tally).well


@pytest.mark.parametrize(("times", "lost", "doubled"), [(0, 1, 0), (1, 0, 0), (2, 0, 1)])
def test_what_was_accepted_is_there_once_or_the_siege_says_so(times: int, lost: int, doubled: int) -> None:
    tally = Tally(accepted=[ACCEPTED])
    verdict = judged([kept(Zebra1c1=times)], tally)
    assert (verdict.lost[Kind.COMMENT], verdict.doubled[Kind.COMMENT]) == (lost, doubled)
    assert verdict.well is (times == 1)
    assert f"| comments | 1 | {lost} | {doubled} |" in told(tally, verdict, [], 0)


def test_what_nobody_was_shown_must_not_come_twice_either() -> None:
    assert judged([kept(Zebra1c1=1)], Tally()).well
    assert not judged([kept(Zebra1c1=2)], Tally()).well


def test_a_turn_that_never_ended_is_lost() -> None:
    waiting = Kept({kind: Counter[str]() for kind in Kind}, unanswered=1)
    assert judged([waiting], Tally()).lost[Kind.TURN] == 1


def test_what_was_done_without_the_right_to_it_is_found() -> None:
    verdict = judged([kept(Zebra1c1=1)], Tally(forbidden=[ACCEPTED]))
    assert verdict.leaks == ["Zebra1c1 was done without the right to it"]
    assert not verdict.well


def test_the_balancer_is_that_of_the_deployment_and_keeps_nobody_to_a_replica() -> None:
    text = unsticky((ROOT / "docs" / "deploy" / "nginx.conf").read_text(encoding="utf-8"))
    assert "hash" not in text
    assert "add_header Set-Cookie" not in text
    with pytest.raises(AssertionError, match="any more"):
        unsticky(text)
