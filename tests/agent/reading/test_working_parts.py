"""What works by itself is a part that works, and no store of what it works on; what stands in a sentence is no name."""

import pytest

from knowledge.vocabulary import ComponentKind
from tests.agent.assessment.drafted import drafted

END = " Staff ask GPT-4o about it."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("An ingest worker reads PDFs from S3 and writes embeddings to pgvector.", "ingest worker"),
        ("The embedding worker fills Qdrant at night.", "embedding worker"),
        ("A loader process puts manuals into the index.", "loader process"),
        ("Our ingestion service chunks the manuals.", "ingestion service"),
        ("The import job takes manuals from the share.", "import job"),
        ("An indexing worker runs each night over the wiki.", "indexing worker"),
    ],
)
def test_what_takes_documents_in_is_a_pipeline(text: str, name: str) -> None:
    model = drafted(text + END)
    found = {part.name: part.kind for part in model.components}
    assert found.get(name) is ComponentKind.PIPELINE, found


@pytest.mark.parametrize(
    ("text", "no_name"),
    [
        ("Drones inspect wind turbines with a detection model.", "inspect wind turbines"),
        ("Robots patrol gates with a vision model.", "patrol gates"),
        ("Operators survey boilers with a vision model.", "survey boilers"),
    ],
)
def test_a_deed_before_a_thing_is_no_name_of_it(text: str, no_name: str) -> None:
    assert no_name not in {part.name.lower() for part in drafted(text).components}


def test_what_steers_a_machine_is_a_device_and_no_drive_that_stores() -> None:
    text = "The drive controller stops the sprayer when the vision model sees a person."
    assert ("drive controller", ComponentKind.DEVICE) in {(one.name, one.kind) for one in drafted(text).components}
