"""Items and outcomes as JSON: what is read from a database is data, never code."""

import base64
import json
import zlib
from typing import Any

from dbos import Serializer

from agent.portfolio.items import Item, ItemFile, Outcome, Standing


class PlainJson(Serializer):
    """Keeps what the engine stores as JSON; its own way would be one that runs what it reads."""

    def serialize(self, data: Any) -> str:
        """The data as JSON; an error as its words."""
        return json.dumps(data, default=str)

    def deserialize(self, serialized_data: str) -> Any:
        """The data again; tuples come back as lists."""
        return json.loads(serialized_data)

    def name(self) -> str:
        """How the engine calls it beside the data."""
        return "threatparley_json"


def packed_item(item: Item) -> dict[str, Any]:
    """An item as JSON can hold it."""
    files = [[one.name, one.path, _packed(one.content)] for one in item.files]
    return {"id": item.id, "name": item.name, "files": files}


def unpacked_item(data: dict[str, Any]) -> Item:
    """The item again."""
    files = tuple(ItemFile(name=name, path=path, content=_unpacked(text)) for name, path, text in data["files"])
    return Item(id=data["id"], name=data["name"], files=files)


def packed_outcome(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON can hold it."""
    return {
        "id": outcome.id,
        "name": outcome.name,
        "standing": outcome.standing.value,
        "reason": outcome.reason,
        "native": _packed(outcome.native),
        "brief": _packed(outcome.brief),
        "row": outcome.row,
    }


def unpacked_outcome(data: dict[str, Any], name: str) -> Outcome:
    """The outcome again, under the name that its item has here."""
    return Outcome(
        id=data["id"],
        name=name,
        standing=Standing(data["standing"]),
        reason=data["reason"],
        native=_unpacked(data["native"]),
        brief=_unpacked(data["brief"]),
        row=data["row"],
    )


def _packed(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content, 6)).decode("ascii")


def _unpacked(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text))
