"""Read what LangGraph writes: the graph of an agent (``get_graph().to_json()``), and a ``langgraph.json``."""

from agent.exchange.readers.derived_facts import is_people
from agent.exchange.readers.external_parties import CALLERS, add_callers, add_providers
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.secrets_named import is_secret
from agent.exchange.readers.term_mapping import Known, kind_of_part
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind

_START, _END = "__start__", "__end__"
_TOOLS = ("ToolNode", "ToolExecutor", "BaseTool", "StructuredTool")
_MODELS = ("ChatModel", "BaseChatModel", "BaseLLM", "ChatOpenAI", "ChatAnthropic", "RunnableBinding")
_LIBRARIES = {"langchain_openai": "OPENAI_API_KEY", "langchain_anthropic": "ANTHROPIC_API_KEY",
              "langchain_mistralai": "MISTRAL_API_KEY", "langchain_google_genai": "GOOGLE_GENAI_API_KEY",
              "langchain_cohere": "COHERE_API_KEY", "langchain_groq": "GROQ_API_KEY"}  # fmt: skip
_STOPS = ("__interrupt", "interrupt", "interrupt_before", "interrupt_after")
_CONFIGURED = frozenset(("graphs", "dependencies", "env", "store", "checkpointer", "auth", "$schema"))


def read_graph(data: Place, catalog: Catalog) -> Read:
    """The steps of a graph as parts and its edges as flows; raises InputError with the place of what is wrong."""
    builder = Builder(Known(catalog))
    builder.describe("")
    nodes = {str(one.at("id").value): one for one in data.items("nodes")}
    if _START not in nodes and not any(isinstance(one.at("data").value, dict) for one in nodes.values()):
        raise data.at("nodes").problem("the steps of a LangGraph graph, with a __start__ or data of each step")
    builder.boundary("graph", "graph", data.at("nodes"), 60)
    for key, one in nodes.items():
        _step(key, one, builder)
    for one in data.items("edges"):
        _edge(one, nodes, builder)
    unmarked = [key for key in nodes if key not in (_START, _END) and not _is_told(key, nodes[key])]
    builder.losses.leave_out("what steps do, which the graph does not say", unmarked)
    return builder.build()


def _step(key: str, one: Place, builder: Builder) -> None:
    if key in (_START, _END):
        return
    name = _named(key, one)
    if is_people(name):
        builder.actor(key, name, one, trusted=True)
    else:
        kind = _kind(name, _classes(one))
        builder.component(key, name, one, "", "graph", "", kind, marks=(f"step:{name.lower()}",))
        if kind is ComponentKind.TOOL:
            builder.finds("tools_called", one)
    if _stops(one):
        builder.finds("graph_interrupt", one)


def _named(key: str, one: Place) -> str:
    """A step's own name; one of a graph within has the path to it in its id."""
    inner = one.at("data")
    name = inner.text("name") if isinstance(inner.value, dict) else ""
    return (name or key).rpartition(":")[2] or key


def _classes(one: Place) -> tuple[str, ...]:
    """The path of the class behind a step, where the graph tells it."""
    inner = one.at("data")
    found = inner.at("id").value if isinstance(inner.value, dict) else None
    return tuple(map(str, found)) if isinstance(found, list) else ()


def _is_told(key: str, one: Place) -> bool:
    return _kind(_named(key, one), _classes(one)) is not ComponentKind.SERVICE


def _kind(name: str, classes: tuple[str, ...]) -> ComponentKind:
    last = classes[-1] if classes else ""
    if last in _TOOLS or name.lower() in ("tools", "tool_node", "toolnode"):
        return ComponentKind.TOOL
    if last in _MODELS:
        return ComponentKind.LANGUAGE_MODEL
    return kind_of_part(name)


def _stops(one: Place) -> bool:
    """Whether the graph waits for a person at a step."""
    inner = one.at("metadata")
    return isinstance(inner.value, dict) and any(key in inner.value for key in _STOPS)


def _edge(one: Place, nodes: dict[str, Place], builder: Builder) -> None:
    source, target = one.needed("source"), one.needed("target")
    said = one.at("data").value
    label = said if isinstance(said, str) else ""
    if one.flag("conditional"):
        label = f"{label or 'next step'} (chosen while it runs)"
    if source == _START and target != _END:
        add_callers(target, label or "input", one, builder)
    elif target == _END and source != _START:
        if CALLERS not in builder.ids:
            builder.actor(CALLERS, CALLERS, one)
        builder.flow(one.pointer, source, CALLERS, one, label or "output")
    elif source != _START:
        for end in (source, target):
            if end not in nodes:
                raise one.problem(f"two steps of the graph; {end[:40]!r} is none")
        builder.flow(one.pointer, source, target, one, label)


def read_settings(data: Place, catalog: Catalog) -> Read:
    """The graphs that a ``langgraph.json`` serves as agents; raises InputError with the place of what is wrong."""
    builder = Builder(Known(catalog))
    builder.describe("")
    graphs = data.at("graphs")
    if not graphs.object():
        raise graphs.problem("at least one graph")
    builder.boundary("server", "agent server", graphs, 60)
    for name, one in graphs.entries():
        inner = isinstance(one.value, dict)
        path = one.text("path") if inner else graphs.text(name)
        told = one.text("description") if inner else ""
        builder.component(name, name, one, "", "server", told or f"A graph in {_file(path)}.", ComponentKind.AGENT,
                          called=(f"{name} agent",))  # fmt: skip
        add_callers(name, "runs of the graph", one, builder, "results")
        _libraries(name, data, builder)
    if len(graphs.object()) > 1:
        builder.finds("several_graphs", graphs)
    _memories(data, builder)
    _secrets(data, builder)
    if data.at("auth").object():
        builder.finds("api_login", data.at("auth"))
    builder.losses.leave_out("other settings of the server", [key for key in data.object() if key not in _CONFIGURED])
    return builder.build()


def _file(path: str) -> str:
    return path.partition(":")[0].rpartition("/")[2] or "the project"


def _libraries(name: str, data: Place, builder: Builder) -> None:
    """The providers whose libraries are installed; a key of theirs is what the library asks for."""
    wanted = [one.partition("[")[0].replace("-", "_") for one in data.texts("dependencies")]
    keys = [_LIBRARIES[one] for one in wanted if one in _LIBRARIES]
    add_providers(name, keys, data.at("dependencies"), builder)
    builder.losses.leave_out("packages", [one for one in wanted if one not in _LIBRARIES])


def _memories(data: Place, builder: Builder) -> None:
    if data.at("store").object():
        store = data.at("store")
        builder.component("store", "memory store", store, "", "server", "", ComponentKind.MEMORY)
        builder.finds("graph_store", store)
        for name, _ in data.at("graphs").entries():
            builder.flow(f"{name} store", name, "store", store, "memories", inferred=True)
            builder.flow(f"store {name}", "store", name, store, "memories", inferred=True)
    if data.at("checkpointer").object():
        builder.finds("graph_threads", data.at("checkpointer"))


def _secrets(data: Place, builder: Builder) -> None:
    """The names of variables; of a file of them nothing is read."""
    env = data.at("env")
    if isinstance(env.value, dict):
        first = next(iter(data.at("graphs").object()))
        names = [name for name, _ in env.entries()]
        builder.losses.leave_out("values of variables", names, "names of secrets are read")
        add_providers(first, names, env, builder)
        for name in filter(is_secret, names):
            builder.holds_secret(first, name, env)
    elif env.value:
        builder.losses.leave_out("files of variables", (str(env.value),), "they are not opened")
