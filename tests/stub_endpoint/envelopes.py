"""The same answer in the form that was asked for, as servers of each kind send it."""

import json
from typing import Any

from tests.stub_endpoint.asked import Asked


def enveloped(asked: Asked, answer: Any) -> dict[str, Any]:
    """Arguments for a completion: content, or the one tool that is called."""
    if asked.form != "tool":
        return {"content": answer}
    call = {"id": "call_1", "type": "function", "function": {"name": "answer", "arguments": json.dumps(answer)}}
    return {"content": None, "message": {"tool_calls": [call]}, "finish": "tool_calls"}
