"""Workloads of Kubernetes: what runs in their containers, with which rights, and whom they talk to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from agent.exchange.readers.external_parties import add_providers
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.network_addresses import image_marks, is_fixed, reach_of
from agent.exchange.readers.secrets_named import secret_names, standing_there, usual_ones
from agent.exchange.readers.term_mapping import kind_of_part
from agent.exchange.readers.value_positions import Place
from knowledge.vocabulary import ComponentKind

WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod", "InferenceService",
             "LLMInferenceService", "RayService", "Rollout")  # fmt: skip
_SERVING = ("InferenceService", "LLMInferenceService")
_SOCKETS = ("docker.sock", "containerd.sock", "crio.sock")


@dataclass(eq=False)
class Workload:
    """One workload, with what is looked up in it again and again."""

    place: Place
    known_as: set[str] = field(default_factory=set)
    """The names of the services that lead to it."""

    @property
    def name(self) -> str:
        """Its name; raises InputError where it has none."""
        return self.place.at("metadata").needed("name")

    @property
    def space(self) -> str:
        """Its namespace."""
        return self.place.at("metadata").text("namespace") or "default"

    @property
    def key(self) -> str:
        """What the builder knows it by."""
        return f"{self.place.text('kind')} {self.space}/{self.name}"

    @property
    def pod(self) -> Place:
        """The description of its pods."""
        spec = self.place.at("spec")
        if self.place.text("kind") == "Pod":
            return spec
        if self.place.text("kind") == "CronJob":
            spec = spec.at("jobTemplate").at("spec")
        if self.place.text("kind") in _SERVING and spec.at("predictor").object():
            return spec.at("predictor")
        return spec.at("template").at("spec")

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels of its pods."""
        meta = self.place.at("metadata")
        if self.place.text("kind") not in ("Pod", *_SERVING):
            spec = self.place.at("spec")
            spec = spec.at("jobTemplate").at("spec") if self.place.text("kind") == "CronJob" else spec
            meta = spec.at("template").at("metadata")
        return {key: str(inner.value) for key, inner in meta.at("labels").entries()}

    @property
    def containers(self) -> tuple[Place, ...]:
        """Its containers."""
        return (*self.pod.items("containers"), *self.pod.items("initContainers"))

    @property
    def variables(self) -> Mapping[str, str]:
        """The variables of its containers with their values, which are looked at and not kept."""
        found = {}
        for container in self.containers:
            for one in container.items("env"):
                behind = one.at("valueFrom").at("secretKeyRef").text("name")
                found[one.needed("name")] = f"${{{behind}}}" if behind else one.text("value")
        return found

    @property
    def secrets(self) -> frozenset[str]:
        """The names of the secrets that it uses."""
        names = [one.at("secret").text("secretName") for one in self.pod.items("volumes")]
        for container in self.containers:
            names += [one.at("valueFrom").at("secretKeyRef").text("name") for one in container.items("env")]
            names += [one.at("secretRef").text("name") for one in container.items("envFrom")]
        return frozenset(filter(None, names))


def add_workload(one: Workload, services: Iterable[str], builder: Builder) -> None:
    """A workload as a part."""
    one.known_as |= set(services)
    images = [text for container in one.containers if (text := container.text("image"))]
    told = [f"Image {', '.join(dict.fromkeys(images))}."] if images else []
    told += _findings(one, images, builder)
    variables = one.variables
    secrets = secret_names(variables)
    told += [f"Gets {', '.join(secrets[:10])}."] if secrets else []
    builder.losses.leave_out(
        "values of variables", [f"{one.name} {name}" for name in variables], "names of secrets are read"
    )
    hint = images[0].rpartition("/")[2].partition(":")[0] if images else ""
    kind = kind_of_part(one.name, hint)
    if one.place.text("kind") in _SERVING and kind is ComponentKind.SERVICE:
        kind = ComponentKind.PREDICTIVE_MODEL
    marks = [
        f"host:{one.name}",
        *(f"host:{name}" for name in one.known_as),
        *(m for i in images for m in image_marks(i)),
    ]
    builder.component(
        one.key, one.name, one.place, "", f"namespace {one.space}", " ".join(told), kind, called=sorted(one.known_as),
        marks=marks,
    )  # fmt: skip
    for name in secrets:
        builder.holds_secret(one.key, name, one.place)


def _findings(one: Workload, images: list[str], builder: Builder) -> Iterator[str]:
    if any(not is_fixed(image) for image in images):
        builder.finds("unfixed_version", one.place)
        yield "Its image has no fixed version."
    paths = [place.at("hostPath").text("path") for place in one.pod.items("volumes")]
    if any(socket in path for path in paths for socket in _SOCKETS):
        builder.finds("engine_socket", one.place)
        yield "Can reach the socket of the container engine, which gives it the whole machine."
    if any(place.at("securityContext").flag("privileged") for place in one.containers):
        builder.finds("all_rights", one.place)
        yield "Runs privileged."
    if one.pod.flag("hostNetwork"):
        yield "Uses the network of the machine."
    account = one.pod.text("serviceAccountName")
    if account and account != "default":
        yield f"Acts as the service account {account}."
    variables = one.variables
    secrets = secret_names(variables)
    if list(standing_there(variables, secrets)):
        builder.finds("plain_secret", one.place)
    if weak := list(usual_ones(variables, secrets)):
        yield f"Has a default credential in {', '.join(weak[:5])}."


def flows_of(workloads: list[Workload], services: Mapping[tuple[str, str], Workload], builder: Builder) -> None:
    """Flows to the workloads whose addresses stand in variables, and to providers of models by their keys."""
    for one in workloads:
        for name, value in one.variables.items():
            reach = reach_of(value)
            host, _, rest = reach.host.partition(".") if reach else ("", "", "")
            target = services.get((rest.partition(".")[0] or one.space, host)) if host else None
            if target is not None and target is not one:
                label = f"address in {name}"[:120]
                builder.flow(f"{one.key} {target.key}", one.key, target.key, one.place, label, inferred=True)
        add_providers(one.key, one.variables, one.place, builder)
