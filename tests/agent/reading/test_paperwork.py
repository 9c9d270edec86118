"""What a document says of itself is read of nobody: who wrote it, when, and how far its approval is."""

import pytest

from agent.domain import ThreatModel, apply
from tests.agent.reading.readings import catalog, reader, session_of, turn_of

BODY = "\n\nParcel is a chatbot for our customers. It answers with GPT-4o and looks up orders in Postgres.\n"
TABLE = (
    "# Parcel\n\n| | |\n|---|---|\n| Status | Accepted |\n| Authors | Platform team (Ines, Tobias) |\n"
    "| Last change | 2026-10-14 |"
)


def told_document(text: str) -> tuple[ThreatModel, tuple[str, ...]]:
    """The model that a document tells, and the sentences that were not understood."""
    reading = reader().read(turn_of(text, source="parcel.md"), session_of())
    return apply(ThreatModel(), reading.edits, catalog()).model, reading.unread


@pytest.mark.parametrize(
    "head",
    [
        TABLE,
        "# Parcel\n\n**Authors:** Ines, Tobias",
        "# Parcel\n\n- Author: Ines\n- Reviewers: the editors\n- Status: draft",
        "# Parcel\n\nWritten by: our students\nVersion: 3",
        "# Parcel\n\n| Field | Value |\n|---|---|\n| Reviewed by | two auditors |\n| Document owner | Head of IT |",
    ],
)
def test_who_wrote_a_document_does_not_use_the_system(head: str) -> None:
    model, unread = told_document(head + BODY)
    assert [actor.name for actor in model.actors] == ["customers"]
    assert not any("Status" in one or "Author" in one or "Written" in one for one in unread)


def test_a_table_of_the_system_is_still_read() -> None:
    model, _ = told_document("# Parcel\n\n| Part | Task |\n|---|---|\n| Status page | shows orders |" + BODY)
    assert any("Status page" in part.name for part in model.components)


def test_a_paragraph_that_goes_on_is_no_note_on_the_document() -> None:
    model, _ = told_document(
        "# Parcel\n\nStatus: in use since May; nurses ask it about doses of medicine every day." + BODY
    )
    assert "nurses" in [actor.name for actor in model.actors]
