"""Parts that no word of their own tells, but a deed: what was learnt from, kept, read or passed."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.agent.reading.readings import told

ROWS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "told_parts.yaml").read_text(encoding="utf-8"))
NAMED = [(text, parts) for sort, rows in ROWS.items() if sort != "nothing" for text, parts in rows.items()]
TOLD_BY_DEEDS = {"dataset", "content_source"}


def drawn(text: str) -> dict[str, str]:
    return {part.name: part.kind.value for part in told(text).components if not part.inferred}


@pytest.mark.parametrize(("text", "parts"), NAMED)
def test_a_deed_names_a_part(text: str, parts: dict[str, str]) -> None:
    assert parts.items() <= drawn(text).items()


@pytest.mark.parametrize("text", ROWS["nothing"])
def test_other_deeds_name_none(text: str) -> None:
    none = {"chats", "phone", "radio", "post"}
    assert not {name for name, kind in drawn(text).items() if kind in TOLD_BY_DEEDS or name in none}
