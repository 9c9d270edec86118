"""Read a Docker Compose file: services, ports, networks, models and what depends on what; no value of a secret."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from agent.domain.secret_names import named
from agent.errors import InputError
from agent.exchange.readers.building import Builder
from agent.exchange.readers.found import Read
from agent.exchange.readers.naming import Known, kind_of_part
from agent.exchange.readers.places import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind

_OUTSIDE = "whoever reaches the published ports"
_SOCKET = ("docker.sock", "containerd.sock", "podman.sock", "crio.sock")
_SECRET = re.compile(r"(?i)secret|passw|token|key|credential|auth")
_DEFAULTS = frozenset(
    ("password", "postgres", "admin", "root", "secret", "changeme", "example", "test", "user", "pass", "guest")
)


def read(data: Place, catalog: Catalog) -> Read:
    """The services as parts; raises InputError with the place of what is wrong."""
    builder = Builder(Known(catalog))
    name = data.text("name")
    builder.describe(name)
    services = data.at("services")
    if not services.object():
        raise InputError("at /services: expected at least one service, found none")
    for network, one in data.at("networks").entries():
        builder.boundary(f"network {network}", f"network {network}", one)
    builder.boundary("network default", "default network", services)
    published = [(key, one) for key, one in services.entries() if _ports(one)]
    if published:
        builder.actor(_OUTSIDE, _OUTSIDE, services)
    models = dict(data.at("models").entries())
    for key, one in models.items():
        told = one.text("model") if isinstance(one.value, dict) else ""
        builder.component(
            f"model {key}", f"{key} (model)", one, "", "network default", told, ComponentKind.LANGUAGE_MODEL
        )
    for key, one in services.entries():
        _service(key, one, builder)
    for key, one in services.entries():
        _flows(key, one, services, builder)
    for key, one in published:
        label = f"ports {', '.join(_ports(one))}"
        builder.flow(f"{key} ports", _OUTSIDE, f"service {key}", one.at("ports"), label[:120], untrusted=True)
    kept = {"services", "networks", "models", "name", "version"}
    builder.losses.leave_out("other parts of the file", [key for key in data.object() if key not in kept])
    return builder.build()


def _service(key: str, one: Place, builder: Builder) -> None:
    image = one.text("image")
    variables = dict(_variables(one))
    secrets = [name for name in variables if _SECRET.search(name) or list(named(f"{name}={variables[name]}"))]
    networks = one.at("networks").value
    joined = [str(network) for network in networks] if isinstance(networks, (list, dict)) else []
    told = [f"Image {image}." if image else "Built from source."]
    told += _findings(one, variables)
    told += [f"Gets {', '.join(secrets[:10])}."] if secrets else []
    builder.losses.leave_out(
        "values of variables", [f"{key} {name}" for name in variables], "names of secrets are read"
    )
    builder.losses.leave_out("networks after the first", [f"{key} {network}" for network in joined[1:]])
    kind = kind_of_part(key, image.rpartition("/")[2].partition(":")[0])
    zone = f"network {joined[0]}" if joined else "network default"
    builder.component(f"service {key}", key, one, "", zone, " ".join(told), kind)


def _findings(one: Place, variables: dict[str, str]) -> Iterator[str]:
    """What about the way a service runs deserves a look."""
    volumes = [str(item.value) for item in one.items("volumes")] if isinstance(one.at("volumes").value, list) else []
    if one.flag("use_api_socket") or any(socket in volume for volume in volumes for socket in _SOCKET):
        yield "Can reach the socket of the container engine, which gives it the whole machine."
    if one.flag("privileged"):
        yield "Runs privileged."
    if one.text("network_mode") == "host":
        yield "Uses the network of the machine."
    weak = [name for name, value in variables.items() if _SECRET.search(name) and value.strip().lower() in _DEFAULTS]
    if weak:
        yield f"Has a default credential in {', '.join(weak[:5])}."
    if image := one.text("image"):
        tag = image.rpartition("/")[2].partition(":")[2]
        if "@sha256:" not in image and tag in ("", "latest"):
            yield "Its image has no fixed version."


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
            port, host = item.text("published"), item.text("host_ip")
        else:
            port, host = str(item.value), str(item.value) if str(item.value).count(":") > 1 else ""
        if port and not host.startswith(("127.", "localhost", "[::1]")):
            found.append(port)
    return tuple(found)


def _host(value: str) -> str:
    """The host of an address, with or without a scheme; empty where there is none."""
    try:
        return urlsplit(value if "://" in value else f"//{value}").hostname or ""
    except ValueError:
        return ""


def _flows(key: str, one: Place, services: Place, builder: Builder) -> None:
    """What a service talks to: what it depends on, whose address stands in a variable, and its models."""
    known = set(services.object())
    needed = one.at("depends_on").value
    wanted = {str(name): "depends on it" for name in needed} if isinstance(needed, (list, dict)) else {}
    for name, value in _variables(one):
        host = _host(value.strip())
        if host in known and host != key:
            wanted[host] = f"address in {name}"
    for name, why in wanted.items():
        builder.flow(f"{key} {name}", f"service {key}", f"service {name}", one, why[:120], inferred=True)
    models = one.at("models").value
    for name in models if isinstance(models, (list, dict)) else ():
        builder.flow(f"{key} model {name}", f"service {key}", f"model {name}", one.at("models"), "prompts")
        builder.flow(f"{key} model {name} back", f"model {name}", f"service {key}", one.at("models"), "answers")
