"""Worked systems in our own words, each with its weightiest threats in the order in which a practitioner tells them."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from knowledge.vocabulary import AnswerValue, ComponentKind, Slug, Value


class SystemKind(StrEnum):
    """What sort of AI system something is."""

    CLASSIC_ML = "classic_ml"
    VISION = "vision"
    NLP_MODEL = "nlp_model"
    RECOMMENDER = "recommender"
    FEDERATED = "federated"
    GENERATIVE_MEDIA = "generative_media"
    ML_PIPELINE = "ml_pipeline"
    LLM_APP = "llm_app"
    RAG = "rag"
    AGENT = "agent"
    MULTI_AGENT = "multi_agent"
    MCP = "mcp"
    CODE_ASSISTANT = "code_assistant"
    SPEECH = "speech"
    BIOMETRIC = "biometric"


class ReferenceThreat(Value):
    """One of the threats that the owner of a reference system would hear of first."""

    pattern: Slug = Field(description="The catalog pattern.")
    worry: str = Field(min_length=20, max_length=300, description="The threat in that system's own nouns.")


class ReferenceSystem(Value):
    """A worked system: what it is, what is known of it, and what matters most there."""

    id: Slug = Field(description="Stable id.")
    name: str = Field(min_length=3, max_length=90, description="What it is called.")
    kinds: tuple[SystemKind, ...] = Field(min_length=1, description="What sort of system it is.")
    industry: str = Field(min_length=2, max_length=60, description="Where it is used.")
    size: Literal["tiny", "small", "mid", "large"] = Field(description="How large its owner is.")
    deployment: Literal["hosted_api", "own_cloud", "on_premises", "edge", "desktop", "mixed"] = Field(
        description="Where it runs."
    )
    description: str = Field(min_length=150, max_length=1400, description="The system as its owner would tell it.")
    parts: tuple[ComponentKind, ...] = Field(min_length=1, description="The kinds of its components.")
    facts: dict[Slug, AnswerValue] = Field(description="What the description makes plain.")
    threats: tuple[ReferenceThreat, ...] = Field(
        min_length=8, max_length=15, description="Its weightiest threats, the first to tell first."
    )
    reviewed: bool = Field(default=False, description="A second practitioner has gone over the order.")
