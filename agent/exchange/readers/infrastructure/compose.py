"""Read a Docker Compose file: services, ports, networks, models and what depends on what; no value of a secret."""

from collections.abc import Iterator, Mapping
from typing import Any

from agent.errors import InputError
from agent.exchange.readers.environment_variables import add_named
from agent.exchange.readers.external_parties import add_callers, add_providers
from agent.exchange.readers.infrastructure.compose_overlays import merged, with_bases
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.network_addresses import (
    image_marks,
    image_name,
    is_fixed,
    leads_somewhere,
    reach_of,
    with_defaults,
)
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.secrets_named import secret_names, standing_there, usual_ones
from agent.exchange.readers.term_mapping import Known, kind_of_part
from agent.exchange.readers.tool_servers import add_gateway
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind

_SOCKET = ("docker.sock", "containerd.sock", "podman.sock", "crio.sock")
_READ = frozenset(("image", "build", "environment", "networks", "ports", "volumes", "secrets", "models", "depends_on",
                   "privileged", "network_mode", "use_api_socket", "env_file", "extends", "profiles",
                   "cap_drop", "security_opt", "read_only"))  # fmt: skip
"""What is looked at of a service."""
_KEPT = frozenset(("services", "networks", "models", "secrets", "name", "version", "include"))


def read(data: Place, catalog: Catalog) -> Read:
    """The services as parts; raises InputError with the place of what is wrong."""
    builder = Builder(Known(catalog))
    builder.describe(data.text("name"))
    services = Place(_whole(data.at("services")), "/services")
    if not services.object():
        raise InputError("at /services: expected at least one service, found none")
    for network, one in data.at("networks").entries():
        builder.boundary(f"network {network}", f"network {network}", one)
        if isinstance(one.value, dict) and one.flag("internal"):
            builder.finds("network_rules", one)
    builder.boundary("network default", "default network", services)
    for key, one in data.at("models").entries():
        told = one.text("model") if isinstance(one.value, dict) else ""
        builder.component(
            f"model {key}", f"{key} (model)", one, "", "network default", told, ComponentKind.LANGUAGE_MODEL,
            marks=(f"model:{image_name(told).rpartition('/')[2]}" if told else "",),
        )  # fmt: skip
        builder.finds("model_run_here", one)
    for key, one in services.entries():
        _service(key, one, builder)
    for key, one in services.entries():
        add_named(f"service {key}", dict(_variables(one)), one, services.object(), builder)
    for key, one in services.entries():
        _flows(key, one, services, builder)
        if ports := _ports(one):
            add_callers(f"service {key}", f"ports {', '.join(ports)}", one.at("ports"), builder)
    builder.finds("containers", services)
    if sum(builder.part(f"service {key}").kind is ComponentKind.AGENT for key, _ in services.entries()) > 1:
        builder.finds("several_agents", services)
    _others(data, services, builder)
    builder.losses.leave_out("other parts of the file", [key for key in data.object() if key not in _KEPT])
    return builder.build()


def _whole(services: Place) -> dict[str, Any]:
    """The services with what they take over from one another, without what is reset."""
    found = with_bases(services.object())
    return {name: merged({}, one) if isinstance(one, dict) else one for name, one in found.items()}


def _others(data: Place, services: Place, builder: Builder) -> None:
    """Files that this one goes on with: those that are not here are asked about, and no file of variables is opened."""
    for file in _listed(data.at("include")):
        builder.ask(f"What does {file} set up, which is included here? Read it together with this file.")
        builder.losses.leave_out("files that are included", (file,), "they are not opened")
    for key, one in services.entries():
        wanted = one.at("extends").value
        if wanted is not None:
            named = one.at("extends").text("file") if isinstance(wanted, dict) else ""
            builder.ask(
                f"What does “{key}” take over from {named or 'another service'}? Read it together with this file."
            )
        files = [f"{key} {name}" for name in _listed(one.at("env_file"))]
        builder.losses.leave_out("files of variables", files, "they are not opened, as they hold secrets")


def _listed(place: Place) -> tuple[str, ...]:
    """The files under a key: one, several, or several with settings of their own."""
    every = place.value if isinstance(place.value, list) else [place.value]
    found: list[str] = []
    for one in every:
        inner = one.get("path") if isinstance(one, dict) else one
        found += [str(name) for name in (inner if isinstance(inner, list) else [inner]) if name]
    return tuple(found)


def _service(key: str, one: Place, builder: Builder) -> None:
    image = one.text("image")
    variables = dict(_variables(one))
    secrets = secret_names(variables)
    networks = one.at("networks").value
    joined = [str(network) for network in networks] if isinstance(networks, (list, dict)) else []
    built = one.at("build").value is not None
    told = [f"Image {image}."] if image else ["Built from source."] if built else []
    told += [f"Runs only with the profile {', '.join(profiles)}."] if (profiles := _listed(one.at("profiles"))) else []
    told += _findings(one, variables, builder)
    told += [f"Gets {', '.join(secrets[:10])}."] if secrets else []
    builder.losses.leave_out(
        "values of variables", [f"{key} {name}" for name in variables], "names of secrets are read"
    )
    builder.losses.leave_out("networks after the first", [f"{key} {network}" for network in joined[1:]])
    kind = kind_of_part(key, image.rpartition("/")[2].partition(":")[0])
    zone = f"network {joined[0]}" if joined else "network default"
    marks = [f"host:{key}", *image_marks(image), *(f"port:{port}" for port in _machine_ports(one))]
    builder.component(f"service {key}", key, one, "", zone, " ".join(told), kind, marks=marks)
    if image and kind is ComponentKind.LANGUAGE_MODEL:
        builder.finds("model_server", one.at("image"))
    for name in (*secrets, *_given(one)):
        builder.holds_secret(f"service {key}", name, one)
    read = {*_READ, "command"} if add_gateway(f"service {key}", zone, one, builder) else _READ
    builder.losses.leave_out(
        "other settings of services", [f"{key} {name}" for name in one.object() if name not in read]
    )


def _given(one: Place) -> Iterator[str]:
    """The names of the secrets that are handed to a service as files."""
    for item in one.items("secrets"):
        yield item.text("source") if isinstance(item.value, dict) else str(item.value)


def _findings(one: Place, variables: Mapping[str, str], builder: Builder) -> Iterator[str]:
    """What about the way a service runs deserves a look."""
    volumes = [str(item.value) for item in one.items("volumes")] if isinstance(one.at("volumes").value, list) else []
    if one.flag("use_api_socket") or any(socket in volume for volume in volumes for socket in _SOCKET):
        builder.finds("engine_socket", one)
        yield "Can reach the socket of the container engine, which gives it the whole machine."
    if one.flag("privileged"):
        builder.finds("all_rights", one.at("privileged"))
        yield "Runs privileged."
    if _is_hardened(one):
        builder.finds("hardened", one)
        yield "Runs with fewer rights than usual."
    if one.text("network_mode") == "host":
        yield "Uses the network of the machine."
    secrets = secret_names(variables)
    if list(standing_there(variables, secrets)):
        builder.finds("plain_secret", one.at("environment"))
    if weak := list(usual_ones(variables, secrets)):
        yield f"Has a default credential in {', '.join(weak[:5])}."
    if (image := one.text("image")) and not is_fixed(image):
        builder.finds("unfixed_version", one.at("image"))
        yield "Its image has no fixed version."


def _is_hardened(one: Place) -> bool:
    """Whether a service gives rights up: all capabilities, new ones, or writing to its own image."""
    dropped = [str(item).upper() for item in one.at("cap_drop").value or ()]
    options = [str(item).replace(" ", "") for item in one.at("security_opt").value or ()]
    no_more = any(item.startswith("no-new-privileges") and not item.endswith("false") for item in options)
    return "ALL" in dropped or no_more or one.flag("read_only")


def _variables(one: Place) -> Iterator[tuple[str, str]]:
    """The variables of a service with their values, which leave this module only as findings."""
    place = one.at("environment")
    if isinstance(place.value, list):
        for item in one.items("environment"):
            name, _, value = str(item.value).partition("=")
            yield name, value
        return
    for name, inner in place.entries():
        yield name, "" if inner.value is None else str(inner.value)


def _ports(one: Place) -> tuple[str, ...]:
    """The published ports, as the file has them; ports bound to this machine alone are not published."""
    found = []
    for item in one.items("ports"):
        if isinstance(item.value, dict):
            port, host = with_defaults(item.text("published")), item.text("host_ip")
        else:
            port = with_defaults(str(item.value))
            host = port if port.count(":") > 1 else ""
        if port and not host.startswith(("127.", "localhost", "[::1]")):
            found.append(port)
    return tuple(found)


def _machine_ports(one: Place) -> Iterator[str]:
    """The ports of the machine behind which a service answers, those too that only the machine reaches."""
    for item in one.items("ports"):
        if isinstance(item.value, dict):
            port = with_defaults(item.text("published"))
        else:
            outer = with_defaults(str(item.value)).partition("/")[0].split(":")
            port = outer[-2] if len(outer) > 1 else outer[0]
        if port.isdigit():
            yield port


def _flows(key: str, one: Place, services: Place, builder: Builder) -> None:
    """What a service talks to: what it depends on, whose address stands in a variable, and its models."""
    known = set(services.object())
    needed = one.at("depends_on").value
    wanted = {str(name): "depends on it" for name in needed} if isinstance(needed, (list, dict)) else {}
    for name, value in _variables(one):
        reach = reach_of(with_defaults(value)) if leads_somewhere(name, value) else None
        if reach is not None and reach.host in known and reach.host != key:
            wanted[reach.host] = f"address in {name}"
    for name, why in wanted.items():
        builder.flow(f"{key} {name}", f"service {key}", f"service {name}", one, why[:120], inferred=True)
    models = one.at("models").value
    for name in models if isinstance(models, (list, dict)) else ():
        builder.flow(f"{key} model {name}", f"service {key}", f"model {name}", one.at("models"), "prompts")
        builder.flow(f"{key} model {name} back", f"model {name}", f"service {key}", one.at("models"), "answers")
    add_providers(f"service {key}", [*(name for name, _ in _variables(one)), *_given(one)], one, builder)
