"""What the names of variables state of a system: which model is called, where traces go, who signs people in."""

import re
from collections.abc import Iterable, Mapping

from agent.exchange.readers.derived_facts import Provider, table
from agent.exchange.readers.external_parties import ELSEWHERE, elsewhere
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.network_addresses import reach_of, with_defaults
from agent.exchange.readers.secrets_named import is_secret
from agent.exchange.readers.value_positions import Place
from knowledge.vocabulary import ComponentKind

_MODEL = re.compile(r"(?i)(?:\A|_)(?:model|model_name|model_id|llm|llm_name|deployment_name)\Z")
_OTHER_MODEL = re.compile(r"(?i)embed|rerank|whisper|stt|tts|voice|image|vision|sandbox|data_?model")
_NAME = re.compile(r"(?=[^\s]{0,79}[A-Za-z])(?=[^\s]{0,79}[\d:-])[A-Za-z][\w.:@/-]{1,79}\Z")
_OFF = frozenset(("", "false", "0", "no", "off", "none", "null", "disabled"))


def add_named(part: str, variables: Mapping[str, str], place: Place, known: Iterable[str], builder: Builder) -> None:
    """Parts elsewhere that the variables of one part name: a model by its name, a store of traces, an issuer of logins.

    ``known`` are the hosts of the file itself, which are parts already. A name alone says that it is there, so that
    nothing of it is guessed; a variable that is empty or switched off says nothing.
    """
    hosts = frozenset(known)
    for name, raw in variables.items():
        value = with_defaults(raw).strip().strip("\"'")
        if _MODEL.search(name) and not _OTHER_MODEL.search(name) and _NAME.match(value):
            _model(part, name, value, place, builder)
        if value.lower() in _OFF or value.startswith("$") or _leads_to(value, hosts):
            continue
        if found := _told(name, table().telemetry):
            _add(part, f"{found} (traces)", place, ComponentKind.MONITORING, "traces", builder)
            builder.finds("logging", place)
        elif (found := _told(name, table().sign_in)) and not is_secret(name):
            _add(part, f"{found} (sign-in)", place, ComponentKind.IDENTITY, "sign-in", builder)


def _model(part: str, name: str, value: str, place: Place, builder: Builder) -> None:
    """A language model by the name that a variable gives it, of a provider where the variable says whose it is."""
    provider = _told(name, table().providers)
    key = f"provider {provider}" if provider else f"model named {value.lower()}"
    if key not in builder.ids:
        elsewhere(place, builder)
        told = f"Called {value} in {name}."
        builder.component(
            key, value, place, "", ELSEWHERE if provider else "", told, ComponentKind.LANGUAGE_MODEL,
            called=(f"{provider} model",) if provider else (), marks=(f"model:{value.rpartition('/')[2].lower()}",),
        )  # fmt: skip
        builder.finds("model_named", place)
        if provider:
            builder.finds("model_of_provider", place)
    if f"{part} {key}" not in builder.ids:
        builder.flow(f"{part} {key}", part, key, place, "prompts")
        builder.flow(f"{part} {key} back", key, part, place, "answers")


def _add(part: str, name: str, place: Place, kind: ComponentKind, label: str, builder: Builder) -> None:
    key = f"named {name}"
    if key not in builder.ids:
        elsewhere(place, builder)
        builder.component(key, name, place, "", ELSEWHERE, "Named by variables of the services.", kind)
    if f"{part} {key}" not in builder.ids:
        builder.flow(f"{part} {key}", part, key, place, label)


def _told(variable: str, rows: Iterable[Provider]) -> str:
    """The row that a variable begins like, the longest first; empty where it is none."""
    plain = "_".join(re.findall(r"[a-z0-9]+", variable.lower()))
    fits = [(len(key), one.name) for one in rows for key in one.keys if f"{plain}_".startswith(f"{key}_")]
    return max(fits)[1] if fits else ""


def _leads_to(value: str, hosts: frozenset[str]) -> bool:
    """Whether it is the address of a part of the file itself."""
    reach = reach_of(value)
    return reach is not None and reach.host in hosts
