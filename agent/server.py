"""The graph that langgraph.json names, for LangGraph's own server and its studio; sessions live in its threads."""

from agent.analyst.rules.analyst import RulesAnalyst
from agent.graph.build import build_graph, served
from agent.graph.search import Searching, retriever_of
from agent.settings import load_settings
from knowledge.catalog import load_catalog

_settings = load_settings()
_catalog = load_catalog(overlay=_settings.own_catalog)
_retriever = Searching(lambda: retriever_of(_settings, _catalog), bool(_settings.chroma_url))

graph = served(build_graph(RulesAnalyst(_catalog, _retriever.nearness), _catalog, lambda: _retriever.trouble), _catalog)
