"""Run a model's file behind an OpenAI-compatible address on this machine."""

import importlib
import json
import sys
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

CONTEXT = 8192
"""Tokens of prompt and answer together: room for the longest request of today (6,000) and an ordinary answer."""
QUIET = 1
"""How much the engine writes to stderr: errors only."""
SCHEMA = {
    "type": "object",
    "properties": {"threats": {"type": "array", "items": {"type": "string"}}, "riskiest": {"type": "string"}},
    "required": ["threats", "riskiest"],
    "additionalProperties": False,
}
TRIED = (
    "A chatbot answers customers of a shop from help pages and may issue refunds. "
    "List three things that could go wrong, and name the riskiest."
)


def serve(library: Path, model: Path, port: int, threads: int) -> tuple[Any, str]:
    """The engine, which serves as long as it is held, and its address."""
    sys.path.insert(0, str(library))
    engine = importlib.import_module("xllamacpp")
    settings = engine.CommonParams()
    settings.model.path = str(model)
    settings.hostnames, settings.port = ["127.0.0.1"], port
    settings.n_ctx, settings.n_parallel = CONTEXT, 1
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = threads
    settings.offline, settings.ui, settings.verbosity = True, False, QUIET
    server = engine.Server(settings)
    return server, f"{server.listening_address}/v1"


def tried(url: str, model: str) -> tuple[Any, dict[str, Any]]:
    """The answer to one request with a schema, and the engine's own count of tokens and speed."""
    body = {
        "model": model,
        "messages": [{"role": "user", "content": TRIED}],
        "temperature": 0,
        "max_tokens": 200,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "threats", "schema": SCHEMA, "strict": True},
        },
    }
    request = Request(f"{url}/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(request) as answer:
        whole = json.load(answer)
    return json.loads(whole["choices"][0]["message"]["content"]), dict(whole["timings"])
