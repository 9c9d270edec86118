"""A small catalog of our own and short ways to build models, shared by the tests of the agent."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from agent.domain import SYSTEM, Component, Edit, FactValue, Mint, Provenance, Quote, ThreatModel, apply
from agent.domain.changes.edits import PutComponent, SetFact
from knowledge import Catalog, load_catalog
from knowledge.entries import FactDefinition, Mitigation, ThreatPattern
from knowledge.facts.component_kinds import KindDefinition
from knowledge.publications.frameworks import FrameworkManifest
from knowledge.rating import Scale
from knowledge.vocabulary import AnswerValue, ComponentKind, Framework

EXPOSURE = ("own_device", "internal", "partners", "registered", "public")
SENSITIVITY = ("public", "internal", "personal", "special")


@cache
def small_catalog() -> Catalog:
    """Fifteen facts, nine patterns and four measures: enough for every rule to matter."""
    facts = [
        choice("exposure", EXPOSURE, stage="scope", defaults=[{"value": "registered"}]),
        yes_no("safety_critical", stage="scope"),
        yes_no("uses_model", stage="architecture", group="technology", defaults=[{"value": False}]),
        yes_no("uses_index", stage="architecture", group="technology", defaults=[{"value": False}]),
        yes_no("calls_tools", stage="architecture", group="technology", defaults=[{"value": False}],
               implies=[{"when": False, "fact": "tools_write", "value": False}]),
        yes_no("acts_alone", stage="architecture", group="technology", defaults=[{"value": False}],
               implies=[{"when": True, "fact": "calls_tools", "value": True}]),
        choice("sensitivity", SENSITIVITY, stage="data", kinds=["data_store"],
               defaults=[{"when": {"fact": "audience", "is": "customers"}, "value": "personal"},
                         {"value": "internal"}]),
        several("audience", ("staff", "customers", "children"), stage="scope"),
        yes_no("outside_content", stage="data", kinds=["language_model", "agent"], defaults=[{"value": False}]),
        yes_no("keeps_talks", stage="data", defaults=[{"when": {"fact": "uses_model"}, "value": True}]),
        yes_no("index_open", stage="data", defaults=[{"value": False}]),
        yes_no("tools_write", stage="behaviour", defaults=[{"when": {"fact": "acts_alone"}, "value": True}]),
        yes_no("crosses_borders", stage="data", effort=2),
        yes_no("control_screening", stage="controls", group="controls", control=True),
        yes_no("control_approval", stage="controls", group="controls", control=True),
    ]  # fmt: skip
    return Catalog(
        facts={fact.id: fact for fact in facts},
        kinds={kind.kind: kind for kind in _kinds()},
        scales={scale.id: scale for scale in _scales()},
        anchors=load_catalog().anchors,
        patterns={pattern.id: pattern for pattern in _patterns()},
        mitigations={measure.id: measure for measure in _measures()},
        frameworks={Framework.ATLAS: _atlas()},
        fingerprint="small",
    )


def yes_no(name: str, **more: object) -> FactDefinition:
    words = name.replace("_", " ")
    given = {"yes_means": f"it {words} indeed", "no_means": f"it has no {words}", "type": "yes_no"}
    return FactDefinition.model_validate({**_words(name), **given, **more})


def choice(name: str, values: Iterable[str], **more: object) -> FactDefinition:
    return FactDefinition.model_validate({**_words(name), "type": "choice", "choices": _choices(name, values), **more})


def several(name: str, values: Iterable[str], **more: object) -> FactDefinition:
    return FactDefinition.model_validate({**_words(name), "type": "several", "choices": _choices(name, values), **more})


def pattern(name: str, when: object, **more: object) -> ThreatPattern:
    """A pattern with middling scores."""
    given: dict[str, object] = {
        "id": name,
        "title": f"{name.replace('-', ' ').capitalize()} happens",
        "aspect": "security",
        "when": when,
        "source": "Someone outside",
        "action": "misuses {target}",
        "impact": "{data} is lost",
        "explanation": "It can happen.",
        "examples": ["one", "two", "three"],
        "dread": {"damage": 5, "reproducibility": 5, "exploitability": 5, "affected_users": 5, "discoverability": 5},
        "mitigations": ["screen-input"],
        "references": ["atlas:AML.T0051"],
    }
    return ThreatPattern.model_validate(given | more)


def with_patterns(catalog: Catalog, patterns: Iterable[ThreatPattern]) -> Catalog:
    """The same catalog with other patterns."""
    return replace(catalog, patterns={one.id: one for one in patterns})


def a_model(
    facts: Mapping[str, AnswerValue] | None = None,
    parts: Iterable[tuple[str, str]] = (),
    own: Iterable[tuple[str, str, AnswerValue]] = (),
    name: str = "Helpdesk",
) -> ThreatModel:
    """A model of parts (name, kind), system facts and facts of single parts (C-1, fact, value)."""
    model = ThreatModel(system={"name": name})
    mint = Mint(model)
    edits: list[Edit] = [
        PutComponent(component=Component(id=mint.take("C"), name=label, kind=ComponentKind(kind)))
        for label, kind in parts
    ]
    edits += [SetFact(value=said(fact, value)) for fact, value in (facts or {}).items()]
    edits += [SetFact(value=said(fact, value, subject)) for subject, fact, value in own]
    return apply(model, edits, AnyTerms()).model


def said(
    fact: str, value: AnswerValue, subject: str = SYSTEM, provenance: Provenance = Provenance.STATED, quote: str = ""
) -> FactValue:
    quotes = (Quote(turn=1, text=quote),) if quote else ()
    return FactValue(fact=fact, subject=subject, value=value, provenance=provenance, quotes=quotes)


class AnyTerms:
    """Terms that accept everything."""

    def accepts_fact(self, fact: str, value: AnswerValue) -> str | None:
        return None

    def has_reference(self, reference: object) -> bool:
        return True

    def has_pattern(self, pattern: str) -> bool:
        return True

    def has_mitigation(self, mitigation: str) -> bool:
        return True


def _words(name: str) -> dict[str, object]:
    words = name.replace("_", " ")
    return {
        "id": name,
        "label": words.capitalize(),
        "question": f"What about {words}?",
        "example": "Yes, it does.",
        "why": f"Some threats need {words}.",
    }


def _choices(name: str, values: Iterable[str]) -> list[dict[str, str]]:
    return [{"value": one, "label": one.replace("_", " "), "means": f"its {name} is {one}"} for one in values]


def _kinds() -> list[KindDefinition]:
    implied = {
        "language_model": [{"fact": "uses_model"}],
        "agent": [{"fact": "acts_alone"}],
        "retriever": [{"fact": "uses_index"}],
    }
    return [
        KindDefinition.model_validate(
            {"kind": kind.value, "label": kind.value.replace("_", " ").capitalize(), "meaning": "a part",
             "shape": "process", "maestro": ["L1"], "stride": ["T"], "cues": [kind.value],
             "implies": implied.get(kind.value, [])}
        )
        for kind in ComponentKind
    ]  # fmt: skip


def _scales() -> list[Scale]:
    return [
        Scale(id="by_data", factor="damage", fact="sensitivity", because="what is lost: {meaning}",
              levels={"public": 1, "internal": 3, "personal": 5, "special": 7}),
        Scale(id="by_safety", factor="damage", fact="safety_critical", because="{meaning}", levels={"no": 1, "yes": 9}),
        Scale(id="by_exposure", factor="exploitability", fact="exposure", because="who can try: {meaning}",
              levels={"own_device": 3, "internal": 5, "partners": 5, "registered": 7, "public": 9}),
        Scale(id="by_reach", factor="affected_users", fact="exposure", because="who depends on it: {meaning}",
              levels={"own_device": 3, "internal": 5, "partners": 7, "registered": 7, "public": 9}),
        Scale(id="by_writing", factor="damage", fact="tools_write", because="{meaning}", levels={"no": 3, "yes": 7}),
    ]  # fmt: skip


def _patterns() -> list[ThreatPattern]:
    scored = {"damage": ["by_data", 3], "reproducibility": 7, "exploitability": "by_exposure",
              "affected_users": "by_reach", "discoverability": 7}  # fmt: skip
    return [
        pattern("hidden-orders", {"all": [{"fact": "uses_model"}, {"fact": "outside_content"}]},
                targets=["language_model", "agent"], flows="untrusted", mitigations=["screen-input", "ask-first"],
                dread={**scored, "damage": [5, "by_data", "by_safety"]},
                raises=[{"factor": "damage", "when": {"fact": "calls_tools"}, "because": "orders reach its tools"}]),
        pattern("typed-orders", {"fact": "uses_model"}, targets=["language_model"], dread=scored),
        pattern("tools-misled", {"all": [{"fact": "calls_tools"}, {"fact": "tools_write"}]}, targets=["agent", "tool"],
                dread={**scored, "damage": "by_writing"}, mitigations=["ask-first"],
                source="Anyone whose words reach {target}", action="has it use {tools}",
                impact="records in {stores} change"),
        pattern("index-spoilt", {"all": [{"fact": "uses_index"}, {"fact": "index_open"}]}, targets=["retriever"]),
        pattern("talks-leak",
                {"all": [{"fact": "keeps_talks"}, {"fact": "sensitivity", "is": ["personal", "special"]}]},
                targets=["data_store"], aspect="privacy", dread=scored, mitigations=["keep-less"]),
        pattern("children-misled", {"fact": "audience", "is": "children"}, aspect="safety", mitigations=["keep-less"]),
        pattern("flooded", {"fact": "exposure", "is": ["registered", "public"]}, mitigations=["slow-down"],
                lowers=[{"factor": "damage", "when": {"fact": "sensitivity", "is": "public"}, "because": "so be it"}]),
        pattern("exported", {"fact": "crosses_borders"}, aspect="privacy", mitigations=["keep-less"]),
        pattern("agent-only", {"all": [{"kind": ["agent"]}, {"not": {"fact": "safety_critical"}}]},
                targets=["agent", "tool"], mitigations=["ask-first"]),
    ]  # fmt: skip


def _measures() -> list[Mitigation]:
    def measure(name: str, kind: str, effects: list[dict[str, object]], fact: str = "") -> Mitigation:
        given: dict[str, object] = {
            "id": name, "title": name.replace("-", " ").capitalize(), "action": "Do it.", "verify": "Try it.",
            "kind": kind, "effects": effects, "effort": "low", "lifecycle": ["operate"],
            "references": ["atlas:AML.M0015"], "owner_role": "operations", "level": "baseline",
            "evidence": "a run that was slowed",
        }  # fmt: skip
        return Mitigation.model_validate(given | ({"in_place": {"fact": fact}} if fact else {}))

    return [
        measure("screen-input", "prevent", [{"factor": "exploitability", "by": 1}], "control_screening"),
        measure("ask-first", "respond", [{"factor": "damage", "by": 2}, {"factor": "exploitability", "by": 1}],
                "control_approval"),
        measure("keep-less", "prevent", [{"factor": "damage", "by": 2}]),
        measure("slow-down", "detect", [{"factor": "reproducibility", "by": 1}]),
    ]  # fmt: skip


def _atlas() -> FrameworkManifest:
    items = [
        {"id": "AML.T0051", "name": "Prompt injection", "kind": "technique"},
        {"id": "AML.M0015", "name": "Input checks", "kind": "mitigation"},
    ]
    return FrameworkManifest.model_validate(
        {"framework": "atlas", "title": "ATLAS", "owner": "MITRE", "edition": "5.6.1", "licence": "Apache-2.0",
         "carried": "two items", "url": "https://atlas.example", "items": items}
    )  # fmt: skip
