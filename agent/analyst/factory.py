"""Open the language-model analyst for one endpoint, with the rules as its floor and its fallback."""

from dataclasses import dataclass
from pathlib import Path

from agent.analyst.fallback import FallbackAnalyst
from agent.analyst.llm.analyst import LlmAnalyst
from agent.analyst.rules.analyst import RulesAnalyst
from agent.llm.cache import Memory
from agent.llm.calls import ChatClient
from agent.llm.endpoint.openai_client import OpenAIClient
from agent.llm.gateway import ModelGateway, Terms
from knowledge import Catalog


@dataclass(frozen=True)
class Endpoint:
    """Where a model is, and how it is reached."""

    base_url: str
    model: str
    key: str = ""
    temperature: float = 0.0
    effort: str | None = None

    def client(self) -> OpenAIClient:
        """A client for it; nothing is sent yet."""
        return OpenAIClient(self.base_url, self.model, self.key, self.temperature, effort=self.effort)


def open_analyst(
    catalog: Catalog,
    rules: RulesAnalyst,
    client: ChatClient,
    terms: Terms,
    memory: Path | None,
    texts: bool = True,
) -> FallbackAnalyst:
    """The analyst that asks the model first, and goes on by the rules where that fails.

    Without ``texts`` the file of the memory gets the counts alone.
    """
    kept = Memory(memory, texts)
    if isinstance(client, OpenAIClient):
        client.dialect.keep_in(kept)
    gateway = ModelGateway(client, kept, terms)
    return FallbackAnalyst(LlmAnalyst(catalog, rules, gateway), rules, gateway)
