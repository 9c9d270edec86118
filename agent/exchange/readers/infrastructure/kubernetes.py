"""Read Kubernetes manifests (many documents): workloads, services, entries, rules and rights; of secrets the names."""

from collections.abc import Iterable
from typing import NamedTuple

from agent.errors import InputError
from agent.exchange.readers.external_parties import add_callers
from agent.exchange.readers.infrastructure.workloads import WORKLOADS, Workload, add_workload, flows_of
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog

_RIGHTS = ("ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding")
_SECRETS = ("Secret", "SealedSecret", "ExternalSecret", "SecretProviderClass", "VaultStaticSecret")
_QUIET = ("Namespace", "ServiceAccount", "ConfigMap", "PersistentVolumeClaim", "PersistentVolume",
          "HorizontalPodAutoscaler", "PodDisruptionBudget", "StorageClass", "IngressClass")  # fmt: skip
_ROUTES = ("HTTPRoute", "GRPCRoute", "VirtualService")


def read(documents: Place, catalog: Catalog) -> Read:
    """The system of some manifests; raises InputError with the document and place of what is wrong."""
    builder = Builder(Known(catalog))
    builder.describe("")
    things = list(_things(documents))
    if not things:
        raise InputError("document 1: expected a manifest with apiVersion and kind")
    if all(one.text("kind") == "Kustomization" for one in things):
        raise InputError(
            'document 1: this is a kustomization, which names manifests and holds none; run "kubectl kustomize FOLDER '
            '> rendered.yaml" and take rendered.yaml in'
        )
    _zones(things, builder)
    found = [Workload(one) for one in things if one.text("kind") in WORKLOADS]
    if not found and not any(one.text("kind") in (*_SECRETS, "Service") for one in things):
        raise InputError("document 1: expected a workload such as a Deployment; none of the manifests is one")
    services = _services(things)
    for one in found:
        add_workload(one, list(dict.fromkeys(it.name for it in services if it.leads_to(one))), builder)
    flows_of(found, _behind(services, found), builder)
    for thing in things:
        _rest(thing, found, builder)
    builder.finds("containers", things[0])
    builder.losses.leave_out("limits, probes, volumes and other details of workloads", [one.name for one in found])
    return builder.build()


def _things(documents: Place) -> Iterable[Place]:
    """Every manifest, those in a list too; documents that say nothing are passed over."""
    for place in range(len(documents.value)):
        one = documents.at(place)
        if one.value is None:
            continue
        one.needed("apiVersion")
        if one.needed("kind").endswith("List") and one.at("items").value is not None:
            yield from one.items("items")
        else:
            yield one


def _space(one: Place) -> str:
    return one.at("metadata").text("namespace") or "default"


def _zones(things: list[Place], builder: Builder) -> None:
    for one in things:
        sort = one.text("kind")
        name = one.at("metadata").needed("name") if sort == "Namespace" else _space(one)
        placed = sort in WORKLOADS or sort in ("Namespace", *_SECRETS)
        if placed and f"namespace {name}" not in builder.ids:
            builder.boundary(f"namespace {name}", f"namespace {name}", one)


def _wanted(selector: Place) -> dict[str, str]:
    return {key: str(inner.value) for key, inner in selector.entries()}


def _chosen(selector: Place, workloads: list[Workload], space: str) -> list[Workload]:
    """The workloads whose labels a selector fits; an empty one fits all of its namespace."""
    wanted = _wanted(selector)
    return [one for one in workloads if one.space == space and wanted.items() <= one.labels.items()]


class _Service(NamedTuple):
    """A service that selects workloads: its namespace, its name, and the labels that it asks for."""

    space: str
    name: str
    wanted: dict[str, str]

    def leads_to(self, one: Workload) -> bool:
        """Whether its labels fit a workload of its namespace."""
        return one.space == self.space and self.wanted.items() <= one.labels.items()


def _services(things: list[Place]) -> list[_Service]:
    """Each service with a selector; they are looked through for each workload, so what they ask for is read once."""
    return [
        _Service(_space(one), one.at("metadata").needed("name"), _wanted(one.at("spec").at("selector")))
        for one in things
        if one.text("kind") == "Service" and one.at("spec").at("selector").object()
    ]


def _behind(services: list[_Service], workloads: list[Workload]) -> dict[tuple[str, str], Workload]:
    """The first workload behind each service, by namespace and name."""
    chosen = ((one, next(filter(one.leads_to, workloads), None)) for one in services)
    return {(one.space, one.name): workload for one, workload in chosen if workload is not None}


def _rest(one: Place, workloads: list[Workload], builder: Builder) -> None:
    sort = one.text("kind")
    services = _services_here(one, workloads, builder)
    if sort == "Service" and one.at("spec").text("type") in ("LoadBalancer", "NodePort"):
        ports = ", ".join(place.text("port") for place in one.at("spec").items("ports"))
        for part in services:
            add_callers(part.key, f"{one.at('spec').text('type')} port {ports}", one, builder)
            builder.finds("public_entry", one)
    elif sort == "Ingress" or sort in _ROUTES:
        _entry(one, workloads, builder)
    elif sort == "NetworkPolicy":
        _rules(one, workloads, builder)
    elif sort in _RIGHTS:
        _rights(one, builder)
    elif sort in _SECRETS:
        _secret(one, workloads, builder)
    elif sort not in (*WORKLOADS, *_QUIET, "Service"):
        name = one.at("metadata").text("name")
        builder.losses.leave_out("manifests of kinds that are not read", (f"{sort} {name}",))


def _services_here(one: Place, workloads: list[Workload], builder: Builder) -> list[Workload]:
    if one.text("kind") != "Service":
        return []
    selector = one.at("spec").at("selector")
    chosen = _chosen(selector, workloads, _space(one)) if selector.object() else []
    if not chosen:
        builder.losses.leave_out("services that lead to no workload here", (one.at("metadata").text("name"),))
    return chosen


def _entry(one: Place, workloads: list[Workload], builder: Builder) -> None:
    """An ingress or route: callers from outside reach the workloads behind the services that it names."""
    spec = one.at("spec")
    names: list[str] = []
    hosts = [place.text("host") for place in spec.items("rules") if isinstance(place.value, dict)]
    hosts += [] if one.text("kind") == "Ingress" else list(spec.texts("hostnames"))
    _backends(spec.value, names, 0)
    label = f"{one.text('kind')} {', '.join(dict.fromkeys(filter(None, hosts)))}".strip()
    label += "" if spec.at("tls").value or one.text("kind") != "Ingress" else " without TLS"
    for part in workloads:
        if part.space == _space(one) and part.known_as & set(names):
            add_callers(part.key, label, one, builder)
            builder.finds("public_entry", one)


def _backends(value: object, names: list[str], depth: int) -> None:
    """The names of services somewhere in the rules of an entry."""
    if depth > 12:
        return
    if isinstance(value, dict):
        service = value.get("service")
        if isinstance(service, dict) and isinstance(service.get("name"), str):
            names.append(service["name"])
        for key in ("serviceName", "host"):
            if isinstance(value.get(key), str):
                names.append(value[key].partition(".")[0])
        for key in ("backendRefs", "forwardTo"):
            for ref in value.get(key) or ():
                names.extend([str(ref["name"])] if isinstance(ref, dict) and "name" in ref else [])
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        _backends(one, names, depth + 1)


def _rules(one: Place, workloads: list[Workload], builder: Builder) -> None:
    """A network policy: whether it limits what leaves, and between which workloads it lets something through."""
    spec = one.at("spec")
    chosen = _chosen(spec.at("podSelector").at("matchLabels"), workloads, _space(one))
    types = spec.texts("policyTypes") or (("Ingress", "Egress") if spec.at("egress").value else ("Ingress",))
    if "Egress" in types:
        builder.finds("network_rules", one)
    for rule in spec.items("ingress"):
        for peer in rule.items("from") if isinstance(rule.value, dict) else ():
            selector = peer.at("podSelector").at("matchLabels")
            sources = _chosen(selector, workloads, _space(one)) if selector.object() else []
            for source in sources:
                for target in chosen:
                    if source is not target:
                        key = f"{peer.pointer} {source.key} {target.key}"
                        builder.flow(
                            key, source.key, target.key, peer, "let through by a network policy", inferred=True
                        )


def _rights(one: Place, builder: Builder) -> None:
    name = one.at("metadata").text("name")
    if one.text("kind") in ("ClusterRole", "Role"):
        wide = any("*" in rule.texts("verbs") and "*" in rule.texts("resources") for rule in one.items("rules"))
    else:
        wide = one.at("roleRef").text("name") == "cluster-admin"
    if wide:
        builder.finds("all_rights", one)
    builder.losses.leave_out("rights in detail", (f"{one.text('kind')} {name}",))


def _secret(one: Place, workloads: list[Workload], builder: Builder) -> None:
    """A secret by its name, held by the workloads that use it."""
    name = one.at("metadata").needed("name")
    holders = [part.key for part in workloads if part.space == _space(one) and name in part.secrets]
    builder.asset(f"{one.pointer} {name}", f"secret {name}", one, ("confidentiality",), holders)
    if one.text("kind") == "Secret" and (one.at("data").value or one.at("stringData").value):
        builder.finds("plain_secret", one)
        fields = [f"{name} {key}" for field in ("data", "stringData") for key, _ in one.at(field).entries()]
        builder.losses.leave_out("values of secrets", fields, "names alone are read")
