"""The words of the field that catalog entries and a user's system share."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=80)]
ItemKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+:.+$", max_length=120)]
AnswerValue = bool | str | tuple[str, ...]
"""A fact's value: yes or no, one choice, or the several choices that hold."""


class Value(BaseModel):
    """Base of all values: frozen, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ComponentKind(StrEnum):
    """What a part of a system is."""

    CLIENT = "client"
    SERVICE = "service"
    LANGUAGE_MODEL = "language_model"
    PREDICTIVE_MODEL = "predictive_model"
    VISION_MODEL = "vision_model"
    SPEECH_MODEL = "speech_model"
    RECOMMENDER = "recommender"
    MEDIA_GENERATOR = "media_generator"
    AGENT = "agent"
    TOOL = "tool"
    TOOL_SERVER = "tool_server"
    RETRIEVER = "retriever"
    VECTOR_STORE = "vector_store"
    MEMORY = "memory"
    CONTENT_SOURCE = "content_source"
    DATASET = "dataset"
    DATA_STORE = "data_store"
    PIPELINE = "pipeline"
    AGGREGATOR = "aggregator"
    MODEL_REGISTRY = "model_registry"
    WORKSPACE = "workspace"
    CODE_RUNNER = "code_runner"
    MONITORING = "monitoring"
    HUMAN_REVIEW = "human_review"
    IDENTITY = "identity"
    SECRET_STORE = "secret_store"
    EXTERNAL_SERVICE = "external_service"
    SENSOR = "sensor"
    DEVICE = "device"


class LifecycleStage(StrEnum):
    """Where in the life of an AI system something belongs."""

    DESIGN = "design"
    DATA = "data"
    BUILD = "build"
    EVALUATE = "evaluate"
    DEPLOY = "deploy"
    OPERATE = "operate"
    RETIRE = "retire"


class OwnerRole(StrEnum):
    """Who in an organisation typically puts a measure in place."""

    PRODUCT_OWNER = "product owner"
    APPLICATION_ENGINEER = "application engineer"
    ML_ENGINEER = "ML engineer"
    PLATFORM = "platform engineer"
    SECURITY = "security"
    DATA_PROTECTION = "data protection"
    OPERATIONS = "operations"


class InterviewStage(StrEnum):
    """The stages of the interview, in the order the owner meets them."""

    SCOPE = "scope"
    ARCHITECTURE = "architecture"
    DATA = "data"
    BEHAVIOUR = "behaviour"
    CONTROLS = "controls"


class Aspect(StrEnum):
    """The side of an AI system that a threat is about."""

    SECURITY = "security"
    PRIVACY = "privacy"
    FAIRNESS = "fairness"
    SAFETY = "safety"
    TRANSPARENCY = "transparency"
    OVERSIGHT = "oversight"


class Stride(StrEnum):
    """The six STRIDE categories."""

    SPOOFING = "S"
    TAMPERING = "T"
    REPUDIATION = "R"
    INFORMATION_DISCLOSURE = "I"
    DENIAL_OF_SERVICE = "D"
    ELEVATION_OF_PRIVILEGE = "E"


class MaestroLayer(StrEnum):
    """The seven MAESTRO layers with the cross-layer row."""

    FOUNDATION_MODELS = "L1"
    DATA_OPERATIONS = "L2"
    AGENT_FRAMEWORKS = "L3"
    INFRASTRUCTURE = "L4"
    EVALUATION = "L5"
    SECURITY = "L6"
    ECOSYSTEM = "L7"
    CROSS_LAYER = "X"


class DreadFactor(StrEnum):
    """The five DREAD factors."""

    DAMAGE = "damage"
    REPRODUCIBILITY = "reproducibility"
    EXPLOITABILITY = "exploitability"
    AFFECTED_USERS = "affected_users"
    DISCOVERABILITY = "discoverability"


DREAD_LEVELS = (1, 3, 5, 7, 9)
"""The levels a computed DREAD factor can take; a person may override with any whole number 0 to 10."""


class Framework(StrEnum):
    """The published bodies of knowledge that the catalog refers to, and an organisation's own lists."""

    ATLAS = "atlas"
    PLOT4AI = "plot4ai"
    MAESTRO = "maestro"
    STRIDE = "stride"
    NIST_AML = "nist_aml"
    OWASP_LLM = "owasp_llm"
    OWASP_AGENTIC = "owasp_agentic"
    OWASP_AGENTIC_THREATS = "owasp_agentic_threats"
    OWASP_ML = "owasp_ml"
    OWASP_AI_EXCHANGE = "owasp_ai_exchange"
    OWASP_DSGAI = "owasp_dsgai"
    OWASP_MCP = "owasp_mcp"
    OWASP_SKILLS = "owasp_skills"
    OWASP_AIVSS = "owasp_aivss"
    OWASP_AISVS = "owasp_aisvs"
    COSAI = "cosai"
    MICROSOFT_AIML = "microsoft_aiml"
    CWE = "cwe"
    EU_AI_ACT = "eu_ai_act"
    NIST_AI_RMF = "nist_ai_rmf"
    ISO_42001 = "iso_42001"
    OWN = "own"


class Reference(Value):
    """A pointer to one item of one edition of a framework."""

    framework: Framework = Field(description="The body of knowledge that is referred to.")
    id: str = Field(min_length=1, max_length=80, description="The item's id in that framework.")
    edition: str = Field(min_length=1, max_length=40, description="The edition the id belongs to.")

    @property
    def key(self) -> str:
        """The form used in catalog files, such as ``atlas:AML.T0051``."""
        return f"{self.framework.value}:{self.id}"

    @classmethod
    def of(cls, key: ItemKey, edition: str) -> Self:
        """Read a key such as ``owasp_llm:LLM01:2025`` (the framework ends at the first colon)."""
        framework, _, item = key.partition(":")
        return cls(framework=Framework(framework), id=item, edition=edition)
