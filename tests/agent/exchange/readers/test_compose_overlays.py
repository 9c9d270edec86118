"""Compose files that go on top of one another are read as one, as they would run; what is not given is asked about."""

import json

import pytest

from agent.errors import InputError
from agent.exchange.readers.any_format import read_foreign
from agent.exchange.readers.bundles.bundle import Bundle, read_bundle
from tests.agent.exchange.interchange.models import catalog

BASE = """
services:
  web:
    image: acme/web:1.2
    ports: ["8080:80"]
    environment: [MODE=plain, OPENAI_API_KEY]
    volumes: [./data:/data]
  store: {image: "postgres:16"}
"""
OVERRIDE = """
services:
  web:
    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
    environment: {STORE_URL: "postgres://store:5432/a"}
"""


def bundle(*files: tuple[str, str]) -> Bundle:
    return read_bundle(files, catalog())


def described(found: Bundle, name: str) -> str:
    (part,) = [one for one in found.read.model.components if one.name == name]
    return part.description


def test_a_file_that_only_adds_makes_one_service_with_the_one_below() -> None:
    found = bundle(("compose.yaml", BASE), ("compose.sock.yaml", OVERRIDE))
    assert [one.name for one in found.read.model.components] == ["web", "store", "OpenAI model"]
    told = described(found, "web")
    assert told.startswith("Image acme/web:1.2.")
    assert "socket of the container engine" in told
    ends = {(found.read.model.name_of(one.source), one.label) for one in found.read.model.flows}
    assert ("web", "address in STORE_URL") in ends


def test_the_order_in_which_an_override_is_given_makes_no_difference() -> None:
    one = bundle(("compose.yaml", BASE), ("compose.override.yaml", OVERRIDE))
    other = bundle(("compose.override.yaml", OVERRIDE), ("compose.yaml", BASE))
    assert described(one, "web") == described(other, "web")
    assert len(other.read.model.components) == len(one.read.model.components)


def test_each_place_names_the_file_that_has_it() -> None:
    found = bundle(("compose.yaml", BASE), ("compose.override.yaml", OVERRIDE))
    files = {found.read.model.name_of(one.thing): one.file for one in found.read.taken if one.thing.startswith("C-")}
    assert files["store"] == "compose.yaml"
    assert files["web"] == "compose.override.yaml"


def test_what_is_on_top_counts_and_marks_of_compose_replace_or_reset() -> None:
    top = 'services:\n  web:\n    image: acme/web\n    ports: !override ["9:9"]\n    environment: !reset null\n'
    model = bundle(("compose.yaml", BASE), ("compose.override.yaml", top)).read.model
    assert [one.label for one in model.flows if one.untrusted] == ["ports 9:9"]
    assert "OpenAI model" not in {one.name for one in model.components}
    assert any(one.fact == "unpinned_packages" for one in model.facts)


def test_two_files_that_could_each_run_alone_stay_two() -> None:
    other = "services:\n  web:\n    image: acme/other:1\n"
    found = bundle(("docker-compose.yml", BASE), ("docker-compose-dev.yml", other))
    assert "acme/other:1" in described(found, "web")
    assert len(found.members) == 2
    assert any(one.file == "docker-compose-dev.yml" for one in found.read.taken)


def test_a_service_takes_over_from_another_of_its_file_or_of_one_that_is_given() -> None:
    base = 'services:\n  common:\n    image: "acme/base:3"\n    environment: {API_TOKEN: "${API_TOKEN}"}\n'
    own = f"{base}  bot:\n    extends: common\n    ports: ['1:1']\n"
    model = read_foreign(own, catalog())[1].model
    assert {one.name for one in model.assets} == {"API_TOKEN of common", "API_TOKEN of bot"}
    far = "services:\n  bot:\n    extends: {file: ../shared/common.yml, service: common}\n    ports: ['1:1']\n"
    found = bundle(("compose.yaml", far), ("common.yml", base))
    assert described(found, "bot").startswith("Image acme/base:3.")
    assert not [one for one in found.read.model.system.left_open if "take over" in one]


def test_what_lies_in_files_that_are_not_given_is_asked_about_and_never_opened() -> None:
    text = (
        "include: [db/compose.yaml, {path: [more.yaml]}]\nservices:\n  bot:\n    profiles: [debug]\n"
        "    extends: {file: base.yml, service: common}\n    env_file: [.env, {path: secrets.env}]\n"
    )
    found = read_foreign(text, catalog())[1]
    asked = " ".join(found.model.system.left_open)
    assert all(file in asked for file in ("db/compose.yaml", "more.yaml", "base.yml"))
    (files,) = [one for one in found.losses if one.what == "files of variables"]
    assert files.names == ("bot .env", "bot secrets.env")
    assert "profile debug" in found.model.components[0].description


def test_services_that_extend_each_other_in_a_circle_end() -> None:
    services = {one: {"image": "x:1", "extends": other} for one, other in ("ab", "ba", "cc")}
    assert len(read_foreign(json.dumps({"services": services}), catalog())[1].model.components) == 3


def test_taking_over_makes_no_small_file_large() -> None:
    wide = {f"K{number}": "v" for number in range(2_000)}
    services = {"base": {"image": "a:1", "environment": wide}}
    services |= {f"s{number}": {"extends": "base"} for number in range(1_000)}
    with pytest.raises(InputError, match="more than 500,000 values"):
        read_foreign(json.dumps({"services": services}), catalog())
