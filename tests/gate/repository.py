"""A small made-up repository: a system of four services and two tool servers, with its threat model."""

import os
import subprocess
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from agent.domain.changes.apply import apply
from agent.domain.model import ThreatModel
from agent.exchange import from_json, to_json
from agent.exchange.readers.any_format import read_foreign
from agent.exchange.reimport import renewal
from tests.ui.models import catalog, rich_model

MODEL = "threat-model.json"
TODAY = date(2026, 11, 29)
COMPOSE = """\
# the shop's assistant
name: harbour
services:
  web:
    image: harbour/web:1.4
    ports: ["8080:80"]
    environment:
      GREETING: hello
      API: http://agent:9000
  agent:
    image: harbour/agent:2.0
    environment:
      STORE: postgres://store:5432
      LOG_LEVEL: info
  store:
    image: postgres:16
  cache:
    image: redis:7
"""
SERVERS = """\
{
  "mcpServers": {
    "orders": {"command": "uvx", "args": ["orders-mcp==1.2"], "env": {"ORDERS_TOKEN": "${ORDERS_TOKEN}"}},
    "search": {"url": "https://search.harbour.example/mcp"}
  }
}
"""
FILES = {"compose.yaml": COMPOSE, ".mcp.json": SERVERS}
_WHO = {
    "GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@harbour.example", "GIT_COMMITTER_NAME": "Ana",
    "GIT_COMMITTER_EMAIL": "ana@harbour.example", "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_DATE": "2026-11-20T12:00:00Z", "GIT_COMMITTER_DATE": "2026-11-20T12:00:00Z",
}  # fmt: skip


def taken_in(model: ThreatModel, files: dict[str, str]) -> ThreatModel:
    """A model into which some files were taken, as ``threatparley import --into`` does it, without a new draft."""
    for path, text in files.items():
        form, read = read_foreign(text, catalog())
        outcome = apply(model, renewal(model, read, path, form.id).edits, catalog())
        assert not outcome.refused
        model = outcome.model
    return model


@cache
def first_model() -> ThreatModel:
    """The model of the repository: six threats, one of them open and high, with both files taken in."""
    return taken_in(rich_model(6), FILES)


@dataclass(frozen=True)
class Repository:
    """A folder under git."""

    folder: Path

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ("git", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false", *arguments), cwd=self.folder,
            env={**os.environ, **_WHO}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def read(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def change(self, path: str, before: str, after: str) -> None:
        text = self.read(path)
        assert before in text, f"{path} has no {before!r}"
        self.write(path, text.replace(before, after))

    def commit(self, message: str) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    @property
    def model(self) -> ThreatModel:
        return from_json(self.read(MODEL))

    def keep(self, model: ThreatModel) -> None:
        self.write(MODEL, to_json(model, catalog()))

    def change_threat(self, threat: str, **changes: Any) -> None:
        """The model with some fields of one threat changed."""
        model = self.model
        threats = tuple(one.model_copy(update=changes) if one.id == threat else one for one in model.threats)
        self.keep(model.model_copy(update={"threats": threats}))


def repository(folder: Path) -> Repository:
    """The repository with its first commit."""
    made = Repository(folder)
    made.git("init", "--quiet")
    for path, text in FILES.items():
        made.write(path, text)
    made.write("README.md", "# Harbour\n")
    made.keep(first_model())
    made.commit("The shop's assistant and its threat model")
    return made
