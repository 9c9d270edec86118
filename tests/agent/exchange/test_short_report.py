"""The short report holds the main list of threats, the counts of the others, and the way to all of it."""

from pathlib import Path

import pytest

from agent.domain.arranging import MAIN, MOST_MAIN
from ui.cli import main

SYSTEM = (
    "Customers chat with a support agent in a web app. The agent answers with GPT-4o, searches our manuals in Qdrant "
    "and calls an orders API. Conversations are stored in PostgreSQL. It can send mails without approval."
)


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "system.md").write_text(SYSTEM, encoding="utf-8")
    written = {}
    for name, more in {"short": (), "full": ("--full",)}.items():
        out = tmp_path / f"{name}.md"
        assert main(["draft", str(tmp_path / "system.md"), "-o", str(out), *more]) == 0
        written[name] = out.read_text(encoding="utf-8")
    return written


def test_a_short_report_names_the_main_list_with_score_and_reason(texts: dict[str, str]) -> None:
    short = texts["short"]
    assert MAIN <= short.count("\n### T-") <= MOST_MAIN
    assert "Current risk" in short
    assert "What helps first" in short


def test_a_short_report_counts_the_rest_and_says_how_to_get_it(texts: dict[str, str]) -> None:
    assert "also considered: " in texts["short"]
    assert "--full" in texts["short"]
    assert len(texts["short"].split()) * 3 < len(texts["full"].split())


def test_the_full_report_holds_all_threats_and_their_grounds(texts: dict[str, str]) -> None:
    assert texts["full"].count("\n#### T-") > 10
    assert "Your words" in texts["full"]
