"""Every file of other tools that lies beside the project is read, or refused by its right name."""

import re
from pathlib import Path

import pytest

from agent.errors import InputError
from agent.exchange.readers.any_format import read_foreign
from agent.input_validation import clean_model
from agent.recognition import drawn_in, refuse_structured
from tests.agent.exchange.interchange.models import catalog
from tests.agent.exchange.interchange.schemas import AWAY, FOLDER
from tests.field.test_field import FIELD

READ = {
    "cyclonedx/examples": "ml-bom", "docker_compose/examples": "compose", "langgraph/examples": "langgraph",
    "mcp_config/examples": "mcp-servers", "openapi/examples": "openapi", "otm/examples": "otm", "otm/minimal": "otm",
    "pytm/examples": "pytm", "spdx_ai/examples": "spdx-ai", "threagile/examples": "threagile",
    "threagile/minimal": "threagile", "threat_composer/examples": "threat-composer",
    "threat_composer/minimal": "threat-composer", "threat_dragon/examples": "threat-dragon",
    "threat_dragon/minimal": "threat-dragon", "tm_bom_owasp_library/examples": "tm-bom",
    "tm_bom_owasp_library/minimal": "tm-bom",
}  # fmt: skip
"""The format that the files of a folder are read as."""
SPECIAL = {"langgraph/examples/langgraph.json": "langgraph-settings"}
REFUSED = {
    "atlas_navigator_layer/examples": "a layer of the ATT&CK or ATLAS Navigator",
    "atlas_navigator_layer/minimal": "a layer of the ATT&CK or ATLAS Navigator",
    "cyclonedx_2_0_draft_tm_bom/examples": "a CycloneDX threat model",
    "cyclonedx_2_0_draft_tm_bom/minimal": "a CycloneDX threat model",
    "sarif/examples": "a SARIF report of a scanner", "sarif/minimal": "a SARIF report of a scanner",
    "stix21/examples": "a STIX bundle", "stix21/minimal": "a STIX bundle",
    "threat_dragon/reference": "a file of settings or data",
    "hf_model_card/schema": "as Hugging Face card of a model or data set: not valid YAML at line",
}  # fmt: skip
"""What the files of a folder are called where they are refused; a template of a card holds no values yet."""
STACKS = ("16-stack.yaml", "34-settings-with-secrets.yaml")
"""The inputs that are setups; the others are descriptions, or data for other tests."""


def files() -> list[Path]:
    if not FOLDER.is_dir():
        return []
    return [one for one in sorted(FOLDER.rglob("*")) if one.is_file() and one.name not in ("NOTICE", "README.txt")]


def expected(path: Path) -> tuple[str, str]:
    """The format that a file is read as, or what its refusal says."""
    place = path.relative_to(FOLDER).as_posix()
    folder = place.rpartition("/")[0]
    if place in SPECIAL or folder in READ:
        return SPECIAL.get(place) or READ[folder], ""
    if folder in REFUSED:
        return "", REFUSED[folder]
    if path.name == "url-regex.json":
        return "", "a file of settings or data"
    if path.suffix in (".md", ".proto"):
        return "", "this is no model that can be read"
    return "", "a JSON schema"


@pytest.mark.skipif(not files(), reason=AWAY)
def test_every_file_of_formats_is_read_or_refused_by_its_right_name() -> None:
    read = 0
    for path in files():
        form, refusal = expected(path)
        text = path.read_text(encoding="utf-8")
        if form:
            found, what = read_foreign(text, catalog())
            assert found.id == form, path
            clean_model(what.model)
            read += 1
            continue
        with pytest.raises(InputError) as refused:
            read_foreign(text, catalog())
        assert refusal in str(refused.value), path
    assert read >= 35


@pytest.mark.skipif(not FIELD.is_dir(), reason="the inputs lie beside the project, and are not here")
def test_every_field_input_is_read_as_a_setup_or_is_a_description() -> None:
    names = sorted(path.name for path in FIELD.iterdir() if path.name != "expect.yaml")
    assert names
    for name in names:
        text = (FIELD / name).read_text(encoding="utf-8")
        if name in STACKS:
            form, found = read_foreign(text, catalog())
            assert form.id == "compose"
            assert not [secret for secret in secrets_of(text) if secret in found.model.model_dump_json()]
            continue
        if drawn_in(text):
            form, found = read_foreign(text, catalog())
            assert (form.id, bool(found.prose.strip())) == ("mermaid-document", True)
            continue
        with pytest.raises(InputError, match="this is "):
            read_foreign(text, catalog())
        if name.endswith((".txt", ".md")):
            refuse_structured(text, name)


def secrets_of(text: str) -> list[str]:
    """The values of passwords, keys and tokens in a Compose file, also those within addresses."""
    found = re.findall(r"(?:PASSWORD|SECRET|AUTH|KEY|TOKEN)\w*\"?[:=] ?\"?([^\s$\"]{6,})", text)
    found += re.findall(r"://\w*:([^@\s]+)@", text)
    assert found
    return found
