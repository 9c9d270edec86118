"""Every format that is read has its hostile files, and meets each with one clear message or with what is left of it."""

import contextlib
import json

import pytest

from agent.errors import InputError
from agent.exchange.formats import READ
from agent.exchange.readers.any_format import read_foreign
from agent.exchange.readers.model_builder import MOST
from agent.exchange.readers.parsing import DEPTH
from agent.exchange.readers.read_result import Read
from tests.agent.exchange.interchange.models import catalog
from tests.agent.exchange.readers.hostile import SAMPLES, YAML_BOMB

SCRIPT = "<script>alert(1)</script>"
DEEP = DEPTH + 20
EVERY = [one.id for one in READ]


def read(text: str) -> Read:
    return read_foreign(text, catalog())[1]


def refusal(text: str) -> str:
    with pytest.raises(InputError) as refused:
        read(text)
    assert len(str(refused.value)) < 700
    return str(refused.value)


def outcome(text: str) -> tuple[Read | None, str]:
    """What was read, or the message in its place."""
    try:
        return read(text), ""
    except InputError as problem:
        return None, str(problem)


def test_every_format_that_is_read_has_a_file_to_be_made_hostile() -> None:
    assert set(EVERY) == set(SAMPLES)


@pytest.mark.parametrize("form", EVERY)
def test_the_file_is_one_of_its_format_and_is_read(form: str) -> None:
    found, taken = read_foreign(SAMPLES[form].text, catalog())
    assert found.id == form
    assert taken.model.components or taken.model.threats


@pytest.mark.parametrize("form", EVERY)
def test_what_is_too_deep_is_refused(form: str) -> None:
    sample = SAMPLES[form]
    if sample.notation == "json":
        data = json.loads(sample.text) | {"deep": json.loads("[" * DEEP + "]" * DEEP)}
        assert "nested deeper" in refusal(json.dumps(data))
    elif sample.notation == "xml":
        assert "nested deeper" in refusal("<mxfile><diagram>" + "<a>" * DEEP + "</a>" * DEEP + "</diagram></mxfile>")
    elif sample.notation == "yaml":
        deep = "deep: " + "[" * DEEP + "]" * DEEP + "\n"
        card = sample.text.lstrip().startswith("---\nlicense")
        assert "nested deeper" in refusal(
            sample.text.replace("license:", f"{deep}license:") if card else f"{deep}{sample.text.lstrip()}"
        )
    else:
        frames = "".join(f"subgraph s{number}\n" for number in range(30_000)) + "end\n" * 30_000
        assert "split the drawing" in refusal(f"flowchart LR\n{frames}")


@pytest.mark.parametrize("form", EVERY)
def test_a_file_that_refers_to_itself_again_and_again_is_counted_out(form: str) -> None:
    sample = SAMPLES[form]
    if sample.notation == "xml":
        assert "entities" in refusal(
            sample.text.replace("<mxfile", '<?xml version="1.0"?><!DOCTYPE mxfile [<!ENTITY a "aa">]><mxfile')
        )
    elif sample.notation == "yaml":
        card = "license:" in sample.text
        text = sample.text.replace("license:", f"{YAML_BOMB}license:") if card else YAML_BOMB + sample.text.lstrip()
        assert "more than 500,000 values" in refusal(text)
    elif sample.notation == "json":  # the same format in its other notation, which knows aliases
        data = json.loads(sample.text)
        lines = "".join(f"{json.dumps(key)}: {json.dumps(value)}\n" for key, value in data.items())
        with contextlib.suppress(InputError):
            assert read(lines).model
        assert refusal(f"{lines}{YAML_BOMB}")
    else:
        assert len(read(f"{sample.text}{'  A --> A' * 5_000}\n").model.components) < 100


@pytest.mark.parametrize("form", EVERY)
def test_a_hundred_thousand_things_are_refused_in_plain_words_or_left_behind(form: str) -> None:
    found, said = outcome(SAMPLES[form].many())
    assert len(said) < 700
    if found is None:
        assert any(words in said for words in ("more than", "the limit", "split"))
    else:
        model = found.model
        assert max(map(len, (model.components, model.actors, model.flows, model.assets, model.threats))) <= MOST


@pytest.mark.parametrize("form", EVERY)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_half_a_file_is_refused_or_read_as_what_is_left(form: str, share: float) -> None:
    sample = SAMPLES[form]
    whole = read(sample.text).model
    found, said = outcome(sample.text[: int(len(sample.text) * share)])
    assert len(said) < 700
    assert found is None or len(found.model.components) <= len(whole.components)


@pytest.mark.parametrize("form", [one for one in EVERY if SAMPLES[one].name])
def test_a_script_for_a_name_stays_words(form: str) -> None:
    sample = SAMPLES[form]
    assert sample.before + sample.name in sample.text
    quoted = SCRIPT.replace("<", "&amp;lt;").replace(">", "&amp;gt;") if sample.notation == "xml" else SCRIPT
    if sample.notation == "lines":
        quoted = f'"{SCRIPT.replace("<", "#lt;").replace(">", "#gt;")}"'
    if sample.notation == "yaml":
        quoted = f'"{SCRIPT}"' if form != "model-card" else SCRIPT
    text = sample.text.replace(sample.before + sample.name, sample.before + quoted)
    found = read(text)
    assert any("reads like an order or a script" in one for one in found.flags)


@pytest.mark.parametrize("form", [one for one in EVERY if SAMPLES[one].version])
def test_a_version_that_nobody_knows_is_refused_by_its_name(form: str) -> None:
    sample = SAMPLES[form]
    assert sample.version is not None
    assert sample.version[0] in sample.text
    assert "expected" in refusal(sample.text.replace(*sample.version))


@pytest.mark.parametrize("form", EVERY)
@pytest.mark.parametrize("head", ["\x89PNG\r\n\x1a\n", "PK\x03\x04", "\x00\x00\x00"])
def test_what_begins_like_a_binary_is_no_such_file(form: str, head: str) -> None:
    assert refusal(f"{head}{SAMPLES[form].text}")
