"""A report shows a description in its words, without the marks of Markdown around them."""

import pytest

from agent.exchange.prose import prose


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# Desk\n\nDesk answers mail.", "Desk answers mail."),
        ("Desk answers mail.\n\n## 1. Purpose\n\nIt helps.", "Desk answers mail.\n\n\nIt helps."),
        ("**Desk** answers `mail` and *reads* __files__.", "Desk answers mail and reads files."),
        ("Desk [answers](https://desk.example/a) mail.", "Desk answers mail."),
        ("- It reads mail.\n- It answers.", "It reads mail.\nIt answers."),
        ("Desk.\n\n---\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\nEnd.", "Desk.\n\n\n\nEnd."),
        ("Desk.\n\n```python\nrun()\n```\n\nEnd.", "Desk.\n\n\n\n\nEnd."),
        ("It costs 3 * 4 * 5 euros, see my_file_name.", "It costs 3 * 4 * 5 euros, see my_file_name."),
        ("| A | B |", "| A | B |"),
    ],
)
def test_marks_go_and_words_stay(text: str, shown: str) -> None:
    assert prose(text) == shown
