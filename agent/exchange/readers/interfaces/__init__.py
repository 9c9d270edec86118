"""What agents and services say of themselves: OpenAPI, agent cards, MCP settings, LangGraph."""
