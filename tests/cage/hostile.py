"""A working folder and an environment that try what they can to have something sent."""

import os
from pathlib import Path

from tests.cage.cage import COLLECTOR
from tests.collector import switches

PRETENDERS = ("click", "json", "langsmith", "sitecustomize", "streamlit", "tornado", "usercustomize", "yaml")
RAN = "ran.txt"
STREAMLIT = """
[server]
address = "0.0.0.0"
headless = true

[browser]
gatherUsageStats = true

[logger]
level = "debug"
"""
DOTENV = """
CHROMA_OTEL_COLLECTION_ENDPOINT=http://collector.example:4317
CHROMA_OTEL_GRANULARITY=all
LANGSMITH_TRACING=true
OPENAI_API_KEY=sk-of-the-folder
"""
SETTINGS = """
model = "brought-along"
base_url = "http://model.example/v1"
chroma_url = "http://index.example:8000"
"""


def hostile_folder(folder: Path, settings: bool = False) -> Path:
    """A folder with modules that pretend to be libraries, and files that libraries look for where they are run."""
    folder.mkdir(parents=True)
    for name in PRETENDERS:
        (folder / f"{name}.py").write_text(_telling(name, folder / RAN), encoding="utf-8")
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text(STREAMLIT, encoding="utf-8")
    (folder / ".env").write_text(DOTENV, encoding="utf-8")
    if settings:
        (folder / "threatparley.toml").write_text(SETTINGS, encoding="utf-8")
        (folder / ".env").write_text(f"{DOTENV}THREATPARLEY_OFFLINE=0\n", encoding="utf-8")
    return folder


def pretenders_that_ran(folder: Path) -> list[str]:
    """The modules of the folder that somebody imported."""
    told = folder / RAN
    return sorted(set(told.read_text(encoding="utf-8").split())) if told.exists() else []


def hostile_environ(data: Path, **chosen: str) -> dict[str, str]:
    """Every switch on that has something reported, and proxies and endpoints at the cage's collector."""
    usual = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONSAFEPATH")}
    return {
        **usual, **switches(COLLECTOR), "OPENAI_API_KEY": "sk-of-the-environment", "OPENAI_BASE_URL": f"{COLLECTOR}/v1",
        "STREAMLIT_SERVER_ADDRESS": "0.0.0.0", "THREATPARLEY_DATA_DIR": str(data), **chosen,
    }  # fmt: skip


def _telling(name: str, file: Path) -> str:
    """A module that tells it was run, and asks a name of its own."""
    return (
        f"import socket\nopen({str(file)!r}, 'a').write({name + chr(10)!r})\n"
        f"try:\n    socket.getaddrinfo('{name}.ran.example', 80)\nexcept OSError:\n    pass\n"
    )
