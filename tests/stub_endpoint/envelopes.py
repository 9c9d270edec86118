"""The same answer in the form that was asked for, as servers of each kind send it."""

import json
from typing import Any

from tests.stub_endpoint.asked import Asked


def enveloped(asked: Asked, answer: Any) -> dict[str, Any]:
    """Arguments for a completion: content, or the one tool that is called; the answer is text, or data for JSON."""
    if asked.form != "tool":
        return {"content": answer}
    told = answer if isinstance(answer, str) else json.dumps(answer)
    call = {"id": "call_1", "type": "function", "function": {"name": "answer", "arguments": told}}
    return {"content": None, "message": {"tool_calls": [call]}, "finish": "tool_calls"}
