"""The one table of formats that models are written in and read from."""

from agent.exchange.file_format import FileFormat, Group, Takes

_ROOM = "interchange"
_TESTS = "probes"
_PACKS = "packs.as_tables"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

FORMATS = (
    FileFormat(
        "html", "Web page (HTML)", Group.SHARE, "html", "text/html",
        "One file without scripts, with the diagram, to read, print or send.", "documents.as_html.to_html", told=True,
    ),
    FileFormat(
        "pdf", "PDF", Group.SHARE, "pdf", "application/pdf",
        "Pages to print or send, with bookmarks, links and page numbers.", "documents.as_pdf.to_pdf",
        binary=True, told=True,
    ),
    FileFormat(
        "docx", "Word (DOCX)", Group.SHARE, "docx", _WORD,
        "To edit and comment on, with headings to steer by.", "documents.as_docx.to_docx", binary=True, told=True,
    ),
    FileFormat(
        "md", "Markdown", Group.SHARE, "md", "text/markdown",
        "Text with the diagram as Mermaid, for a repository or wiki.", "documents.as_markdown.to_markdown", told=True,
    ),
    FileFormat(
        "csv", "Threats and measures (CSV)", Group.TRACK, "csv", "text/csv",
        "One row per threat, then one per measure, with what was decided and by whom, for a spreadsheet or tracker. "
        "The parts, the facts and the reasons of scores are left out.", f"{_ROOM}.own_formats.csv",
    ),
    FileFormat(
        "questions", "Open questions (CSV)", Group.TRACK, "questions.csv", "text/csv",
        "One row per open question with what is taken for now and what hangs on it, and room for the answers of those "
        "who know. Threats are counted, not named.", f"{_ROOM}.open_questions.to_open_questions",
    ),
    FileFormat(
        "jira", "Jira tickets (CSV)", Group.TRACK, "jira.csv", "text/csv",
        "One ticket per measure to take and per open threat without one, for Jira's import. "
        "What is settled is left out.", f"{_ROOM}.tickets.to_jira", closes=True,
    ),
    FileFormat(
        "github", "GitHub issues (JSON lines)", Group.TRACK, "issues.jsonl", "application/x-ndjson",
        "The same tickets, one issue per line, as GitHub's interface takes them.",
        f"{_ROOM}.tickets.to_github", closes=True,
    ),
    FileFormat(
        "sarif", "Code scanning alerts (SARIF 2.1.0)", Group.TRACK, "sarif", "application/sarif+json",
        "One alert per open threat at its line of the Threatparley file, with its severity. "
        "What is settled is left out.", f"{_ROOM}.sarif.to_sarif", closes=True,
    ),
    FileFormat(
        "agents", "Rules for coding agents (AGENTS.md)", Group.TRACK, "AGENTS.md", "text/markdown",
        "Up to 40 rules for agents that write code of this system, each with its threats and its check.",
        f"{_ROOM}.guidance.to_guidance",
    ),
    FileFormat(
        "json", "Threatparley file (JSON)", Group.TOOLS, "json", "application/json",
        "Everything of the model, to open here again, with the turns that it quotes. Earlier versions stay behind.",
        f"{_ROOM}.own_formats.json", own=True,
    ),
    FileFormat(
        "threat-dragon", "OWASP Threat Dragon (version 2)", Group.TOOLS, "threat-dragon.json", "application/json",
        "The diagram with threats at its parts and flows. Assets, assumptions and facts are left out.",
        f"{_ROOM}.threat_dragon.to_threat_dragon",
        "readers.threat_models.threat_dragon.read", ("an OWASP Threat Dragon model",),
    ),
    FileFormat(
        "threat-composer", "Threat Composer (schema 1)", Group.TOOLS, "tc.json", "application/json",
        "Threats, measures and assumptions with their links. The architecture comes along as text.",
        f"{_ROOM}.threat_composer.to_threat_composer",
        "readers.threat_models.threat_composer.read", ("a Threat Composer workspace",),
    ),
    FileFormat(
        "otm", "Open Threat Model (OTM 0.2.0)", Group.TOOLS, "otm.json", "application/json",
        "Architecture, assets, threats and measures, for IriusRisk and others. Facts are left out.",
        f"{_ROOM}.otm.to_otm", "readers.threat_models.otm.read",
        ("a threat model in the Open Threat Model format (OTM)",),
    ),
    FileFormat(
        "tm-bom", "OWASP Threat Model Library (TM-BOM 1.0.2)", Group.TOOLS, "tmbom.json", "application/json",
        "Architecture, threats, risks and measures; scores and references as an extension. Facts are left out.",
        f"{_ROOM}.tm_bom.to_tm_bom",
        "readers.threat_models.tm_bom.read", ("a threat model of the OWASP Threat Model Library (TM-BOM)",),
    ),
    FileFormat(
        "cyclonedx", "CycloneDX 2.0 (draft)", Group.INTELLIGENCE, "cdx.json", "application/vnd.cyclonedx+json",
        "Blueprint, threats, risks and controls, by a draft that will change. Facts are left out.",
        f"{_ROOM}.cyclonedx.to_cyclonedx", experimental=True,
    ),
    FileFormat(
        "navigator", "ATLAS Navigator layer, current risk", Group.INTELLIGENCE, "layer.json", "application/json",
        "MITRE ATLAS techniques coloured by what is in place now. Threats without a technique are left out.",
        f"{_ROOM}.navigator.to_navigator",
    ),
    FileFormat(
        "navigator-inherent", "ATLAS Navigator layer, inherent risk", Group.INTELLIGENCE, "inherent.layer.json",
        "application/json", "The same, as if no measure were in place.", f"{_ROOM}.navigator.to_navigator_inherent",
    ),
    FileFormat(
        "stix", "STIX 2.1", Group.INTELLIGENCE, "stix.json", "application/stix+json",
        "Threats, measures and parts for a threat intelligence platform. People, flows and facts are left out.",
        f"{_ROOM}.stix.to_stix",
    ),
    FileFormat(
        "oscal", "OSCAL assessment plan (1.1.2)", Group.INTELLIGENCE, "oscal.json", "application/json",
        "What to test of each measure, how, by whom and when. Flows and facts are left out.",
        f"{_ROOM}.oscal.to_oscal",
    ),
    FileFormat(
        "promptfoo", "Tests for promptfoo (YAML)", Group.PROOF, "promptfooconfig.yaml", "application/yaml",
        "Attempts in this system's words with their verdicts, which ask no other model. "
        "What cannot be tested so is named with the look that proves it.",
        f"{_TESTS}.as_promptfoo.to_promptfoo",
    ),
    FileFormat(
        "promptfoo-redteam", "Red team for promptfoo (YAML)", Group.PROOF, "redteam.yaml", "application/yaml",
        "Its plugins and strategies by threat; promptfoo writes the texts with a model. Our attempts stay behind.",
        f"{_TESTS}.as_promptfoo.to_red_team",
    ),
    FileFormat(
        "garak", "Tests for garak (YAML)", Group.PROOF, "garak.yaml", "application/yaml",
        "Which probes to run for which threat. Attempts of our own stay behind.", f"{_TESTS}.as_garak.to_garak",
    ),
    FileFormat(
        "pytest", "Tests for pytest (Python)", Group.PROOF, "attacks.py", "text/x-python",
        "Attempts in this system's words, to run against an address. Probes of tools stay behind.",
        f"{_TESTS}.as_pytest.to_pytest",
    ),
    FileFormat(
        "rampart", "Tests for RAMPART (Python)", Group.PROOF, "probes.py", "text/x-python",
        "The same attempts as probes of an agent, to extend by an adapter that sees calls of tools.",
        f"{_TESTS}.as_rampart.to_rampart",
    ),
    FileFormat(
        "gherkin", "Tests as Gherkin features", Group.PROOF, "feature", "text/plain",
        "A rule per threat: what is sent and must not come back, and the looks that people make by hand.",
        f"{_TESTS}.as_gherkin.to_gherkin",
    ),
    FileFormat(
        "evidence-eu-ai-act", "Evidence for the EU AI Act (CSV)", Group.PROOF, "eu-ai-act.csv", "text/csv",
        "A row for all that answers an article, with owner, date, state and gap. It claims no compliance.",
        f"{_PACKS}.eu_ai_act",
    ),
    FileFormat(
        "evidence-nist-ai-rmf", "Evidence for the NIST AI RMF (CSV)", Group.PROOF, "nist-ai-rmf.csv", "text/csv",
        "The same by the subcategories of the framework.", f"{_PACKS}.nist_ai_rmf",
    ),
    FileFormat(
        "evidence-iso-42001", "Evidence for ISO/IEC 42001 (CSV)", Group.PROOF, "iso-42001.csv", "text/csv",
        "The same by the controls of Annex A.", f"{_PACKS}.iso_42001",
    ),
    FileFormat(
        "evidence-aisvs", "Evidence for the OWASP AISVS (CSV)", Group.PROOF, "aisvs.csv", "text/csv",
        "The same by the requirements of the standard.", f"{_PACKS}.aisvs",
    ),
    FileFormat(
        "evidence", "Evidence for all of these (Markdown)", Group.PROOF, "evidence.md", "text/markdown",
        "The four in one document.", f"{_PACKS}.every_pack",
    ),
    FileFormat(
        "evidence-docx", "Evidence for all of these (Word)", Group.PROOF, "evidence.docx", _WORD,
        "The same document to edit and comment on.", f"{_PACKS}.every_pack_docx", binary=True,
    ),
    FileFormat(
        "detections", "Detection rules by threat (CSV)", Group.PROOF, "detections.csv", "text/csv",
        "Published rules (Agent Threat Rules, Sigma) that name a threat's techniques, by id or by filter, and the "
        "threats without any. It proves no detection.", "packs.detections.to_detections",
    ),
    FileFormat(
        "dot", "Diagram for Graphviz (DOT)", Group.DIAGRAMS, "dot", "text/vnd.graphviz",
        "The data-flow diagram as source. Threats are counted, not named.", f"{_ROOM}.own_formats.dot",
    ),
    FileFormat(
        "mmd", "Diagram for Mermaid (MMD)", Group.DIAGRAMS, "mmd", "text/plain",
        "The data-flow diagram as source. Threats are counted, not named; of what is read, names tell the kinds.",
        f"{_ROOM}.own_formats.mermaid", "readers.diagrams.mermaid.read", ("a Mermaid flowchart",), Takes.TEXT,
        setup=True,
    ),
    FileFormat(
        "pytm", "pytm input (JSON)", Group.TOOLS, "json", "application/json",
        "Boundaries, elements and flows become parts; it holds no threats.",
        reader="readers.threat_models.pytm.read", kinds=("a pytm model",),
    ),
    FileFormat(
        "threagile", "Threagile model (YAML)", Group.TOOLS, "yaml", "application/yaml",
        "Assets, links, boundaries and the risks that people wrote down; those that its rules find stand elsewhere.",
        reader="readers.threat_models.threagile.read", kinds=("a Threagile model",),
    ),
    FileFormat(
        "compose", "Docker Compose file", Group.TOOLS, "yaml", "application/yaml",
        "Services, ports, networks, models and what depends on what become parts and flows. Secrets by name alone.",
        reader="readers.infrastructure.compose.read", kinds=("a Docker Compose file",), setup=True,
    ),
    FileFormat(
        "mcp-servers", "MCP client configuration", Group.TOOLS, "json", "application/json",
        "Each server becomes a part with what starts it or where it is. Secrets by name alone.",
        reader="readers.interfaces.mcp_config.read",
        kinds=("a list of MCP servers", "a list of MCP servers or addresses"),
        setup=True,
    ),
    FileFormat(
        "langgraph", "LangGraph graph (JSON)", Group.TOOLS, "json", "application/json",
        "Each step becomes a part, each edge a flow; loops, choices and stops for a person are kept.",
        reader="readers.interfaces.langgraph.read_graph", kinds=("a graph of nodes and edges",), setup=True,
    ),
    FileFormat(
        "langgraph-settings", "LangGraph settings (langgraph.json)", Group.TOOLS, "json", "application/json",
        "Each graph becomes an agent; its memory store and providers of models come along.",
        reader="readers.interfaces.langgraph.read_settings", kinds=("a langgraph.json",), setup=True,
    ),
    FileFormat(
        "openapi", "OpenAPI description (3.x)", Group.TOOLS, "yaml", "application/yaml",
        "The interface becomes a part with its callers, logins and data about people. Nothing is fetched.",
        reader="readers.interfaces.openapi.read", kinds=("an OpenAPI description",), setup=True,
    ),
    FileFormat(
        "a2a", "A2A agent card (0.3, 1.0)", Group.TOOLS, "json", "application/json",
        "The agent with its skills, its callers and how they sign in.",
        reader="readers.interfaces.agent_card.read", kinds=("an A2A agent card",), setup=True,
    ),
    FileFormat(
        "ml-bom", "CycloneDX ML-BOM (1.5 to 1.7)", Group.TOOLS, "cdx.json", "application/vnd.cyclonedx+json",
        "Models, data sets and services become parts. Packages are left out.",
        reader="readers.inventories.ml_bom.read", kinds=("a CycloneDX bill of materials",), setup=True,
    ),
    FileFormat(
        "spdx-ai", "SPDX 3 with AI packages", Group.TOOLS, "spdx3.json", "application/spdx+json",
        "Models and data sets become parts, with what trains what. Files and packages are left out.",
        reader="readers.inventories.spdx.read", kinds=("an SPDX or other linked-data document",), setup=True,
    ),
    FileFormat(
        "model-card", "Hugging Face card of a model or data set", Group.TOOLS, "md", "text/markdown",
        "The front matter becomes parts and facts; the words below are read like any description.",
        reader="readers.inventories.model_card.read", kinds=("a card of a model", "a card of a data set"),
        takes=Takes.TEXT,
        setup=True,
    ),
    FileFormat(
        "mermaid-document", "Markdown with Mermaid flowcharts", Group.DIAGRAMS, "md", "text/markdown",
        "The flowcharts of a document as one drawing, each thing with its line; its words are read as a description.",
        reader="readers.drawn_document.read", kinds=("a document with Mermaid flowcharts",), takes=Takes.TEXT,
        setup=True,
    ),
    FileFormat(
        "kubernetes", "Kubernetes manifests (YAML)", Group.TOOLS, "yaml", "application/yaml",
        "Workloads become parts; namespaces, entries, rules and rights come along. Secrets by name alone.",
        reader="readers.infrastructure.kubernetes.read", kinds=("a Kubernetes manifest",), takes=Takes.DOCUMENTS,
        setup=True,
    ),
    FileFormat(
        "terraform-plan", "Terraform plan (JSON)", Group.TOOLS, "json", "application/json",
        "Known types of resources become parts; of values only a few switches are looked at.",
        reader="readers.infrastructure.terraform.read", kinds=("a Terraform plan",), setup=True,
    ),
    FileFormat(
        "drawio", "draw.io diagram", Group.DIAGRAMS, "drawio", "application/xml",
        "Containers become boundaries, shapes parts or people, arrows flows; names tell the kinds.",
        reader="readers.diagrams.drawio.read", kinds=("a draw.io diagram",), takes=Takes.TEXT, setup=True,
    ),
)  # fmt: skip
