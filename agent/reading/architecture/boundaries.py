"""Say within which line of trust each part lies: yours, a third party's, the users', or the outside world's."""

from collections.abc import Mapping

from agent.domain import Component
from agent.reading.architecture.actors import INSIDE, OUTSIDE
from agent.reading.architecture.sketch import Sketch
from agent.reading.text.names import key_of
from agent.reading.text.words import lexicon
from knowledge.vocabulary import AnswerValue, ComponentKind

THIRD_PARTIES = ("third parties", 35)
DEVICES = ("users and their devices", 20)


def place_boundaries(sketch: Sketch, values: Mapping[str, AnswerValue]) -> None:
    """Give every new part its boundary."""
    for part in list(sketch.components.values()):
        if part.boundary is None and part.id in sketch.fresh:
            sketch.put(part.model_copy(update={"boundary": sketch.boundary(*place_of(part, values))}))


def is_outside(part: Component, sketch: Sketch) -> bool:
    """Whether what comes from a part is not to be trusted."""
    return part.boundary in {sketch.boundaries[name].id for name, _ in (OUTSIDE, DEVICES) if name in sketch.boundaries}


def place_of(part: Component, values: Mapping[str, AnswerValue]) -> tuple[str, int]:
    """The boundary that a part lies within by its kind and name, with its trust."""
    words = set(key_of(part.name).split())
    if part.kind is ComponentKind.CONTENT_SOURCE:
        unclear = not words & _FROM_INSIDE and values.get("reads_outside_content") is True
        return OUTSIDE if words & _FROM_OUTSIDE or unclear else INSIDE
    if part.kind is ComponentKind.DATASET and words & _PUBLISHED and not words & _OURS:
        return OUTSIDE
    if part.kind in (ComponentKind.CLIENT, ComponentKind.SENSOR, ComponentKind.DEVICE):
        return INSIDE if words & _INDOORS else DEVICES
    ours = words & _OURS or (words & _FOREIGN <= _RUN_BY_ANYONE and _is_ours(part))
    if part.kind is ComponentKind.EXTERNAL_SERVICE or (words & _FOREIGN and not ours) or _is_bought(part):
        return THIRD_PARTIES
    return INSIDE


def _is_bought(part: Component) -> bool:
    """Whether a line that a model's name opens says whose service it is: ``Answer model | GPT-4o on Azure``."""
    lines = (quote.text[len(part.name) :] for quote in part.quotes if quote.text.startswith(part.name))
    words = {word for line in lines for word in key_of(line.partition(".")[0]).split()}
    return part.kind is ComponentKind.LANGUAGE_MODEL and bool(words & _HOSTS) and not words & _OURS


def _is_ours(part: Component) -> bool:
    """Whether the owner calls a part ``ours`` where it is named."""
    return any(f"our {part.name.lower()}" in quote.text.lower() for quote in part.quotes)


_INDOORS = lexicon("dashboard console intranet admin gpu server rack node")
_RUN_BY_ANYONE = lexicon("hosted managed community public")
"""Words of a stranger's part that a part of one's own may bear as well."""
_FOREIGN = lexicon(
    "external outside remote vendor supplier partner provider hosted managed community public marketplace openai "
    "anthropic azure bedrock vertex cohere gpt chatgpt claude gemini pinecone weaviate third saas hugging huggingface "
    "github gitlab bitbucket colab s3 snowflake bigquery auth0 okta commercial groq openrouter replicate together "
    "deepinfra fireworks"
)
_HOSTS = lexicon(
    "openai anthropic azure bedrock vertex cohere gpt claude gemini groq openrouter together deepinfra fireworks"
)
_OURS = lexicon("self own our local internal private house")
_FROM_OUTSIDE = lexicon(
    "web page webpage website mail email mailbox inbox incoming inbound social forum comment review post uploaded "
    "upload outside news feed market attachment cv resume ticket customer public cloned suspicious open-source pull "
    "channel message job application readme letter sample"
)
_PUBLISHED = lexicon("web webpage website forum social news")
"""Where others write what a model is trained on."""
_FROM_INSIDE = lexicon(
    "product internal company policy policie manual handbook faq wiki knowledge guideline guide contract confluence "
    "notion sharepoint intranet curated documentation report clinical medical private workspace project legal rule"
)
