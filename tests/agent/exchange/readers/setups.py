"""Small files of each kind of setup, written for these tests; the secrets in them must come in nowhere."""

import base64
import json
import zlib
from urllib.parse import quote

PLANTED = ("Zq7-planted-9fK2", "hunter2planted", "pl4nted0nly")
"""Values of secrets that stand in the files below."""

COMPOSE = f"""
name: harbour
services:
  web:
    image: registry.example.org/harbour/web:1.4.2
    ports: ["8080:8080"]
    environment:
      AGENT_URL: http://assistant:9000
      SESSION_SECRET: {PLANTED[0]}
  assistant:
    image: registry.example.org/harbour/assistant-agent:2.0.1
    environment:
      OPENAI_API_KEY: ${{OPENAI_API_KEY}}
      VECTOR_URL: http://vectors:6333
      REDIS_URL: redis://:{PLANTED[1]}@sessions:6379/0
      MCP_URL: http://orders-mcp:8811/sse
    depends_on: [vectors, sessions, orders-mcp]
  orders-mcp:
    image: harbour/orders-mcp:0.9.0
    ports: ["127.0.0.1:8811:8811"]
    environment: [ORDERS_DB_PASSWORD={PLANTED[2]}]
  vectors: {{image: "qdrant/qdrant:v1.12.0"}}
  sessions: {{image: "redis:7.4"}}
  langfuse: {{image: "langfuse/langfuse:3.1"}}
"""
MCP = json.dumps(
    {
        "mcpServers": {
            "orders": {"url": "http://localhost:8811/sse", "headers": {"Authorization": f"Bearer {PLANTED[0]}"}},
            "mail": {"command": "npx", "args": ["-y", "@example/mail-mcp", "--key", PLANTED[1]],
                     "env": {"MAIL_API_KEY": PLANTED[2], "LOG_LEVEL": "info"}},
        }
    }
)  # fmt: skip
OPENAPI = json.dumps(
    {
        "openapi": "3.1.0",
        "info": {"title": "Harbour help desk", "version": "1",
                 "description": "Customers ask about their orders.\n\nAnswers come from an assistant."},
        "servers": [{"url": "http://localhost:8080/v1"}],
        "security": [{"login": []}],
        "paths": {
            "/chats": {"post": {"requestBody": {"$ref": "#/components/requestBodies/Chat"},
                                "responses": {"200": {"description": "ok"}, "429": {"description": "later"}}}},
            "/orders/{id}": {"get": {"responses": {}}, "delete": {"responses": {}}},
            "/shared": {"$ref": "https://elsewhere.example/paths.yaml#/shared"},
        },
        "webhooks": {"refund": {"post": {}}},
        "components": {
            "securitySchemes": {"login": {"type": "openIdConnect", "openIdConnectUrl": "https://id.example.org/.well"},
                                "key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"}},
            "requestBodies": {"Chat": {"content": {"multipart/form-data": {"schema": {"type": "object"}}}}},
            "schemas": {"Customer": {"properties": {"email": {}, "phoneNumber": {}, "colour": {}}}},
        },
    }
)  # fmt: skip
GRAPH = json.dumps(
    {
        "nodes": [
            {"id": "__start__"},
            {"id": "planner_agent", "type": "runnable",
             "data": {"id": ["a", "RunnableCallable"], "name": "planner_agent"}},
            {"id": "tools", "type": "runnable", "data": {"id": ["langgraph", "ToolNode"], "name": "tools"},
             "metadata": {"__interrupt": "before"}},
            {"id": "inner:summary", "type": "runnable", "data": {"id": ["x", "ChatOpenAI"], "name": "inner:summary"}},
            {"id": "__end__"},
        ],
        "edges": [
            {"source": "__start__", "target": "planner_agent"},
            {"source": "planner_agent", "target": "tools", "data": "call", "conditional": True},
            {"source": "tools", "target": "planner_agent"},
            {"source": "planner_agent", "target": "inner:summary", "conditional": True},
            {"source": "inner:summary", "target": "__end__"},
        ],
    }
)  # fmt: skip
GRAPH_SETTINGS = json.dumps(
    {
        "dependencies": ["langchain_openai", "./src"],
        "graphs": {"assistant": "./src/a.py:graph", "judge": {"path": "b.py:g"}},
        "env": {"OPENAI_API_KEY": PLANTED[0]}, "store": {"index": {"dims": 8, "embed": "x"}},
        "checkpointer": {"ttl": {}},
    }
)  # fmt: skip
CARD_03 = json.dumps(
    {
        "name": "Refund agent", "description": "Settles refunds for shops.", "protocolVersion": "0.3.0", "version": "1",
        "url": "https://agents.example.org/refunds", "capabilities": {"pushNotifications": True},
        "defaultInputModes": ["text/plain"], "defaultOutputModes": ["text/plain"],
        "securitySchemes": {"oauth": {"type": "oauth2", "flows": {"clientCredentials": {
            "tokenUrl": "https://login.example.org/token", "scopes": {}}}}},
        "security": [{"oauth": []}],
        "skills": [{"id": "refund", "name": "Pay refund", "description": "Pays back.", "tags": []}],
    }
)  # fmt: skip
CARD_10 = json.dumps(
    {
        "name": "Refund agent", "description": "Settles refunds for shops.", "version": "1",
        "supportedInterfaces": [{"url": "https://agents.example.org/a2a", "protocolBinding": "JSONRPC"}],
        "capabilities": {}, "defaultInputModes": ["text/plain"], "defaultOutputModes": ["text/plain"],
        "securitySchemes": {"key": {"apiKeySecurityScheme": {"location": "header", "name": "X-Key"}}},
        "securityRequirements": [{"schemes": {"key": {}}}], "skills": [],
        "signatures": [{"protected": "a", "signature": "b"}],
    }
)  # fmt: skip
ML_BOM = json.dumps(
    {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "components": [
            {"type": "library", "name": "numpy", "version": "2"},
            {"type": "machine-learning-model", "bom-ref": "m", "name": "ticket-router",
             "modelCard": {"modelParameters": {"task": "text-classification", "datasets": [{"ref": "d"}]},
                           "considerations": {"technicalLimitations": ["English alone"]}}},
            {"type": "data", "bom-ref": "d", "name": "tickets 2025"},
        ],
        "services": [{"name": "label desk", "endpoints": ["https://labels.example.com/v1"], "x-trust-boundary": True,
                      "authenticated": False}],
    }
)  # fmt: skip
SPDX = json.dumps(
    {
        "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "@graph": [
            {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1"},
            {"type": "ai_AIPackage", "spdxId": "urn:m", "name": "router", "ai_domain": ["text classification"],
             "ai_autonomyType": "yes"},
            {"type": "dataset_DatasetPackage", "spdxId": "urn:d", "name": "tickets",
             "dataset_hasSensitivePersonalInformation": "yes"},
            {"type": "software_File", "spdxId": "urn:f", "name": "model.bin"},
            {"type": "Relationship", "relationshipType": "contains", "from": "urn:m", "to": ["urn:f"]},
            {"type": "Relationship", "relationshipType": "trainedOn", "from": "urn:f", "to": ["urn:d"]},
        ],
    }
)  # fmt: skip
MODEL_CARD = """---
license: apache-2.0
base_model: example/base-7b
base_model_relation: quantized
pipeline_tag: text-generation
datasets:
- example/instructions
---
# Harbour writer

The model answers questions of customers about their orders.
"""
MERMAID = """%% the whole desk
flowchart LR
  U[Customers] -->|questions| W(Web app)
  subgraph inner ["Own network"]
    W --> A{{Support agent}} & L[Log]
    A <-->|"rows; all"| D[(Orders)]
  end
  click A "javascript:alert(1)"
"""
DOCUMENT = f"""# The help desk

Customers ask about their orders, and an assistant answers from the order database.

```mermaid
{MERMAID}```

The shop runs it itself.
"""
_CELLS = """<mxGraphModel><root><mxCell id="0"/><mxCell id="1" parent="0"/>
<mxCell id="z" value="Own network" style="swimlane" vertex="1" parent="1"/>
<mxCell id="u" value="Customer" style="shape=umlActor" vertex="1" parent="1"/>
<mxCell id="a" value="&lt;b&gt;Support agent&lt;/b&gt;" style="rounded=1" vertex="1" parent="z"/>
<mxCell id="d" value="Orders" style="shape=cylinder3" vertex="1" parent="z"/>
<mxCell id="e" value="asks" edge="1" source="u" target="a" parent="1"/>
<mxCell id="f" edge="1" source="a" target="d" style="startArrow=classic" parent="1"/>
<mxCell id="l" value="reads" style="edgeLabel" vertex="1" parent="f"/>
<mxCell id="loose" edge="1" source="a" parent="1"/></root></mxGraphModel>"""
DRAWIO = f'<mxfile host="x"><diagram name="Desk">{_CELLS}</diagram></mxfile>'


def packed(text: str) -> str:
    """A draw.io file whose page is compressed."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = packing.compress(quote(text).encode()) + packing.flush()
    return f'<mxfile><diagram name="Desk">{base64.b64encode(raw).decode()}</diagram></mxfile>'


DRAWIO_PACKED = packed(_CELLS)
KUBERNETES = f"""
apiVersion: v1
kind: Namespace
metadata: {{name: desk}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: assistant, namespace: desk}}
spec:
  template:
    metadata: {{labels: {{app: assistant}}}}
    spec:
      serviceAccountName: assistant
      containers:
        - name: main
          image: registry.example.org/harbour/assistant-agent
          env:
            - {{name: VECTOR_URL, value: "http://vectors.desk.svc.cluster.local:6333"}}
            - {{name: DB_PASSWORD, value: {PLANTED[0]}}}
            - name: ANTHROPIC_API_KEY
              valueFrom: {{secretKeyRef: {{name: llm, key: key}}}}
          securityContext: {{privileged: true}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: qdrant, namespace: desk}}
spec:
  template:
    metadata: {{labels: {{app: vectors}}}}
    spec: {{containers: [{{name: a, image: "qdrant/qdrant:v1.12"}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: vectors, namespace: desk}}
spec: {{selector: {{app: vectors}}, ports: [{{port: 6333}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: assistant, namespace: desk}}
spec: {{selector: {{app: assistant}}, ports: [{{port: 80}}]}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {{name: entry, namespace: desk}}
spec:
  rules:
    - host: desk.example.org
      http: {{paths: [{{path: /, backend: {{service: {{name: assistant, port: {{number: 80}}}}}}}}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: rules, namespace: desk}}
spec: {{podSelector: {{matchLabels: {{app: vectors}}}}, policyTypes: [Ingress, Egress],
        ingress: [{{from: [{{podSelector: {{matchLabels: {{app: assistant}}}}}}]}}]}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {{name: all}}
roleRef: {{kind: ClusterRole, name: cluster-admin}}
---
apiVersion: v1
kind: Secret
metadata: {{name: llm, namespace: desk}}
stringData: {{key: {PLANTED[1]}}}
---
apiVersion: example.org/v1
kind: Oddity
metadata: {{name: strange}}
"""
TERRAFORM = json.dumps(
    {
        "format_version": "1.2", "terraform_version": "1.9.0",
        "planned_values": {"root_module": {
            "resources": [
                {"address": "aws_lambda_function.bot", "type": "aws_lambda_function", "mode": "managed", "name": "bot",
                 "values": {"function_name": "help-bot", "environment": [{"variables": {"TOKEN": PLANTED[0]}}]}},
                {"address": "aws_db_instance.orders", "type": "aws_db_instance", "mode": "managed", "name": "orders",
                 "values": {"publicly_accessible": True, "password": PLANTED[1]}},
                {"address": "aws_security_group.open", "type": "aws_security_group", "mode": "managed", "name": "open",
                 "values": {"ingress": [{"cidr_blocks": ["0.0.0.0/0"]}]}},
                {"address": "acme_widget.a", "type": "acme_widget", "mode": "managed", "name": "a", "values": {}},
                {"address": "data.aws_region.x", "type": "aws_region", "mode": "data", "name": "x", "values": {}},
            ],
            "child_modules": [{"resources": [
                {"address": "module.ai.aws_bedrockagent_agent.desk", "type": "aws_bedrockagent_agent",
                 "mode": "managed", "name": "desk", "values": {"agent_name": "desk agent"}}]}],
        }},
        "configuration": {"root_module": {"resources": [
            {"address": "aws_lambda_function.bot", "expressions": {
                "environment": [{"variables": {
                    "references": ["aws_db_instance.orders.address", "aws_db_instance.orders"]}}]}}
        ]}},
    }
)  # fmt: skip

SETUPS = {
    "compose": COMPOSE, "mcp-servers": MCP, "openapi": OPENAPI, "langgraph": GRAPH,
    "langgraph-settings": GRAPH_SETTINGS, "a2a": CARD_03, "ml-bom": ML_BOM,
    "spdx-ai": SPDX, "model-card": MODEL_CARD, "mmd": MERMAID, "drawio": DRAWIO,
    "mermaid-document": DOCUMENT, "kubernetes": KUBERNETES, "terraform-plan": TERRAFORM,
}  # fmt: skip
"""One file of each kind of setup, by the id of its format."""
