"""Read a Terraform plan (JSON of ``terraform show -json``): resources by their types, and a few named switches."""

from collections.abc import Iterator

from agent.exchange.readers.external_parties import add_callers
from agent.exchange.readers.infrastructure.resource_types import is_beside, kind_of_resource
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind

_EVERYWHERE = ("0.0.0.0/0", "::/0", "*", "Internet", "0.0.0.0")
_ANYONE = ("public-read", "public-read-write", "allUsers", "allAuthenticatedUsers", "blob", "container")
_FIREWALLS = ("aws_security_group", "aws_vpc_security_group_ingress_rule", "google_compute_firewall",
              "azurerm_network_security_rule", "azurerm_network_security_group")  # fmt: skip
_CODE = ("aws_lambda_function", "google_cloudfunctions", "azurerm_linux_function_app", "azurerm_function_app")
_NAMES = ("name", "function_name", "bucket", "identifier", "cluster_identifier", "agent_name", "display_name")
_DEPTH = 20


def read(data: Place, catalog: Catalog) -> Read:
    """The resources of a plan as parts; raises InputError with the place of what is wrong."""
    if not data.text("terraform_version") and not data.text("format_version"):
        raise data.problem("a plan with format_version, as 'terraform show -json' prints it")
    builder = Builder(Known(catalog))
    builder.describe("")
    planned = data.at("planned_values")
    if planned.value is None:
        raise data.at("planned_values").problem("the planned values; a state or a plan file is no plan in JSON")
    resources = [one for one in _resources(planned.at("root_module"), 0) if one.text("mode") != "data"]
    if not resources:
        raise planned.problem("at least one resource")
    for one in resources:
        _resource(one, builder)
    if not any(key.startswith("resource ") for key in builder.ids):
        builder.losses.leave_out("plans without a part that is known", ("this one",))
    _references(data.at("configuration").at("root_module"), "", 0, builder)
    builder.finds("cloud_resources", planned)
    builder.losses.leave_out("values of resources", [one.needed("address") for one in resources],
                             "a few named switches are looked at")  # fmt: skip
    return builder.build()


def _resources(module: Place, depth: int) -> Iterator[Place]:
    yield from module.items("resources")
    for one in module.items("child_modules") if depth < _DEPTH else ():
        yield from _resources(one, depth + 1)


def _resource(one: Place, builder: Builder) -> None:
    sort, address = one.needed("type"), one.needed("address")
    values = one.at("values")
    kind = kind_of_resource(sort)
    _open_to_all(sort, one, values, builder)
    if sort in ("aws_cloudwatch_log_group", "aws_cloudtrail") or kind is ComponentKind.MONITORING:
        builder.finds("logging", one)
    if kind is ComponentKind.SECRET_STORE:
        builder.finds("secret_store", one)
    if kind is None:
        what = "rights, networks and other details" if is_beside(sort) else "resources of types that are not known"
        builder.losses.leave_out(what, (address,))
        return
    if kind is ComponentKind.LANGUAGE_MODEL:
        builder.finds("model_hosted", one)
    told = f"{'Function' if sort.startswith(_CODE) else 'Resource'} of type {sort}."
    told += " Not encrypted at rest." if values.at("storage_encrypted").value is False else ""
    builder.component(f"resource {address}", _name(one, values), one, "", "", told, kind, called=(address,),
                      marks=(f"resource:{address}",))  # fmt: skip
    if values.flag("publicly_accessible"):
        add_callers(f"resource {address}", "publicly accessible", one, builder)
        builder.finds("public_entry", one)
    if sort.endswith(("_lb", "_alb")) and values.at("internal").value is False:
        add_callers(f"resource {address}", "load balancer open to the internet", one, builder)
        builder.finds("public_entry", one)
    if sort.startswith(("aws_api_gateway_rest_api", "aws_apigatewayv2_api", "google_api_gateway")):
        add_callers(f"resource {address}", "calls of the API", one, builder)


def _name(one: Place, values: Place) -> str:
    """What the resource will be called, where the plan knows it; else what the plan calls it."""
    for key in _NAMES:
        found = values.at(key).value if isinstance(values.value, dict) else None
        if isinstance(found, str) and found.strip():
            return found
    return one.text("name") or one.needed("address")


def _open_to_all(sort: str, one: Place, values: Place, builder: Builder) -> None:
    """Rules that let the whole internet in, and storage that is open to everyone."""
    if sort in _FIREWALLS and _holds(values.at("ingress").value or values.value, _EVERYWHERE, 0):
        outward = {"egress", "EGRESS", "Outbound"} & {str(values.at(key).value) for key in ("direction", "type")}
        if sort != "aws_security_group" or values.at("ingress").value:
            builder.finds("public_entry", one) if not outward else None
    acl = {str(values.at(key).value) for key in ("acl", "member", "container_access_type")}
    members = values.at("members").value
    if acl & set(_ANYONE) or (isinstance(members, list) and set(map(str, members)) & set(_ANYONE)):
        builder.finds("open_bucket", one)


def _holds(value: object, words: tuple[str, ...], depth: int) -> bool:
    if isinstance(value, str):
        return value in words
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth < _DEPTH and any(_holds(one, words, depth + 1) for one in inner)


def _references(module: Place, path: str, depth: int, builder: Builder) -> None:
    """Flows between resources of which one names the other; what moves there is a guess."""
    for one in module.items("resources"):
        source = f"resource {path}{one.text('address')}"
        named: dict[str, None] = {}
        _named(one.at("expressions").value, named, 0)
        for target in named:
            key = f"resource {path}{target}"
            if source in builder.ids and key in builder.ids and source != key:
                builder.flow(f"{source} {key}", source, key, one, "names it in its settings", inferred=True)
    for name, call in module.at("module_calls").entries() if depth < _DEPTH else ():
        _references(call.at("module"), f"{path}module.{name}.", depth + 1, builder)


def _named(value: object, named: dict[str, None], depth: int) -> None:
    """The addresses of resources that expressions refer to."""
    if depth > _DEPTH:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "references" and isinstance(inner, list):
                named.update(dict.fromkeys(".".join(str(one).split(".")[:2]) for one in inner))
            else:
                _named(inner, named, depth + 1)
    elif isinstance(value, list):
        for one in value:
            _named(one, named, depth + 1)
