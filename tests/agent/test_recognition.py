"""Files that are no description are told by their content and refused in plain words, at every door."""

import json
from pathlib import Path

import pytest

from agent.domain import Said
from agent.errors import InputError
from agent.input_validation import clean_said
from agent.recognition import kind_of, kinds_known
from tests.agent.reading.test_documents import SYSTEM
from ui.uploading.documents import read_document

FORMATS = Path(__file__).resolve().parents[2].parent / "shared" / "formats"
FILES = {
    "services:\n  db:\n    image: postgres:16\n    ports: ['5432:5432']\n": "a Docker Compose file",
    "version: '3'\nservices:\n  web:\n    build: .\n    depends_on: [db]\n": "a Docker Compose file",
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: bot\nspec:\n  replicas: 2\n": "a Kubernetes manifest",
    "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: b\n":
        "a Kubernetes manifest",
    "apiVersion: v2\nname: bot\nversion: 0.1.0\ntype: application\nmaintainers:\n  - name: a\n":
        "a description of a Helm chart",
    "replicaCount: 2\nimage:\n  repository: acme/bot\n  pullPolicy: Always\n": "the values of a Helm chart",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n": "a template of a Helm chart",
    "{{- if .Values.ingress.enabled }}\napiVersion: v1\nkind: Service\n{{- end }}\n": "a template of a Helm chart",
    '{{- define "bot.name" -}}\n{{ .Chart.Name }}\n{{- end }}\n': "a template of a Helm chart",
    "resources:\n  - a.yaml\nnamePrefix: dev-\npatches:\n  - path: b.yaml\n": "a kustomization",
    'resource "aws_lambda_function" "bot" {\n  runtime = "python3.12"\n}\n': "Terraform code",
    json.dumps({"mcpServers": {"git": {"command": "npx", "args": ["git"]}}}): "a list of MCP servers",
    json.dumps({"graphs": {"agent": "./a.py:graph"}, "dependencies": ["."]}): "a langgraph.json",
    json.dumps({"openapi": "3.1.0", "info": {"title": "x"}, "paths": {}}): "an OpenAPI description",
    "swagger: '2.0'\ninfo:\n  title: x\npaths:\n  /a: {}\n": "a Swagger description",
    json.dumps({"name": "a", "skills": [], "capabilities": {}, "url": "https://a.test"}): "an A2A agent card",
    json.dumps({"summary": {"title": "x"}, "detail": {"diagrams": []}}): "an OWASP Threat Dragon model",
    json.dumps({"schema": 1, "applicationInfo": {"name": "x"}, "threats": []}): "a Threat Composer workspace",
    json.dumps({"otmVersion": "0.2.0", "project": {}}): "a threat model in the Open Threat Model format (OTM)",
    "threagile_version: 1.0.0\ntitle: x\nauthor:\n  name: y\n": "a Threagile model",
    json.dumps({"elements": [], "flows": [], "boundaries": []}): "a pytm model",
    '<?xml version="1.0"?>\n<ThreatModel xmlns="x"><DrawingSurfaceList/></ThreatModel>':
        "a model of the Microsoft Threat Modeling Tool",
    json.dumps({"bomFormat": "CycloneDX", "components": []}): "a CycloneDX bill of materials",
    json.dumps({"spdxVersion": "SPDX-2.3"}): "an SPDX bill of materials",
    json.dumps({"version": "2.1.0", "runs": []}): "a SARIF report of a scanner",
    json.dumps({"name": "bot", "version": "1.0.0", "dependencies": {"a": "1"}}): "a package manifest",
    "openai==1.2\nqdrant-client>=1.9\nfastapi\nuvicorn[standard]==0.3\n": "a list of packages",
    "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install .\nCMD [\"serve\"]\n": "a Dockerfile",
    "OPENAI_BASE_URL=https://a.test\nDB_HOST=db\nDEBUG=1\n": "a file of environment variables",
    "[project]\nname = 'bot'\nversion = '1'\n[tool.ruff]\nline-length = 120\n": "a file of settings",
    "2026-11-03 10:00:01 INFO bot started\n2026-11-03 10:00:02 INFO asked\n2026-11-03 10:00:03 WARN slow\n": "a log",
    "name,kind,owner\nbot,agent,Ida\ndb,store,Ole\n": "a table of values",
    "graph LR\n  a --> b\n": "a Mermaid flowchart",
    "%% parts\nflowchart TD\n  a --> b\n": "a Mermaid flowchart",
    "@startuml\nA -> B\n@enduml\n": "a diagram in code",
    "import os\n\ndef main():\n    print(os.name)\n\nclass Bot:\n    pass\n\nmain()\n": "program code",
    "own_list: 1\nname: x\nthreats:\n  - id: A-1\n    title: y\n": "a threat list of your own",
    json.dumps({"format": "threatparley", "schema_version": 1, "model": {}}): "a Threatparley model",
    json.dumps([{"a": 1}]): "a file of settings or data",
    '{"openapi": "3.0.0", "info": {"title": "cut off", "version": "1", "description": "x", "contact": {"na':
        "an OpenAPI description",
}  # fmt: skip
PROSE = [
    "# Our chart\n\nThe bot is set up by Helm.\n\n```yaml\napiVersion: v1\nkind: Pod\nname: {{ .Values.a }}\n```\n",
    SYSTEM,
    "yes",
    "Ida: so the bot reads the ticket?\nOle: yes, Claude does.\nIda: can customers see it?\nOle: no.",
    "Model: GPT-4o\nUsers: our customers\nData: tickets and orders, kept for 30 days\nTools: it can issue refunds",
    "- an agent\n- a vector store\n- a tool that pays refunds\n- customers",
    "# Kestrel\n\nIt reads mail.\n\n```yaml\nservices:\n  db:\n    image: postgres\n```\n",
    "<div>\n\n# Kestrel\n\n</div>\n\nKestrel reads mail and answers it.",
    "The bot reads orders, bills, letters.\nIt pays, asks, waits.\nStaff read, check, sign.",
    "From the app a question goes to the agent:\n  it asks the model;\n  it answers.\nFor refunds:\n  staff sign.",
    "Gateway\nAssistant\nVector store\nLanguage model",
    "| Part | Task |\n|---|---|\n| bot | answers |\n| db | stores |",
    "---\ntitle: Kestrel\ntags: [bot]\nlang: en\n---\n\nKestrel reads mail and answers it.",
]


@pytest.mark.parametrize("text", FILES)
def test_a_file_is_known_by_its_content(text: str) -> None:
    kind = kind_of(text)
    assert kind is not None
    assert kind.what == FILES[text]


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_no_file_of_settings(text: str) -> None:
    assert kind_of(text) is None


@pytest.mark.parametrize("text", FILES)
def test_every_door_refuses_it_with_what_it_is_and_what_to_send(text: str) -> None:
    for door in (lambda: clean_said(Said(text=text, key="k" * 12)), lambda: read_document("notes.txt", text.encode())):
        with pytest.raises(InputError) as refused:
            door()
        assert FILES[text] in str(refused.value)
        assert len(str(refused.value)) > len(FILES[text]) + 60


def test_a_file_that_is_too_large_is_still_named() -> None:
    text = json.dumps(
        {"openapi": "3.1.0", "paths": {f"/{number}": {"get": {"summary": "x" * 80}} for number in range(60_000)}}
    )
    with pytest.raises(InputError, match="OpenAPI"):
        read_document("api.json", text.encode())


def test_every_kind_of_the_table_has_words() -> None:
    assert len(list(kinds_known())) > 40


@pytest.mark.skipif(
    not FORMATS.is_dir(), reason="example files of other tools lie beside the project, and are not here"
)
def test_example_files_of_other_tools_are_all_recognised() -> None:
    files = [path for path in FORMATS.rglob("*") if path.suffix in (".json", ".yaml", ".sarif") and path.is_file()]
    assert len(files) > 40
    assert [path.name for path in files if kind_of(path.read_text(encoding="utf-8")) is None] == []
