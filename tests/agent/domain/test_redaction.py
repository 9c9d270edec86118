"""Secrets are masked with what they were, counted, and told; ordinary descriptions stay as they are."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agent.domain.secrets.redaction import mask, note_on
from tests.agent.domain.made_secrets import made_secrets
from tests.agent.domain.pasted import clean, pasted, spoken
from tests.counting import growth

ROOT = Path(__file__).resolve().parents[3]
LABELLED = [secret for seed in range(5) for secret in made_secrets(seed)]


def test_at_least_95_in_100_secrets_are_masked() -> None:
    missed = [(sort, text) for sort, secret, text in LABELLED if secret in mask(text).text]
    assert len(missed) <= 0.05 * len(LABELLED), missed[:5]


@pytest.mark.parametrize(("sort", "secret", "text"), list(made_secrets()), ids=lambda value: str(value)[:12])
def test_each_sort_of_secret_is_masked(sort: str, secret: str, text: str) -> None:
    masked = mask(text)
    assert secret not in masked.text, sort
    assert sum(masked.found.values()) >= 1


def test_at_least_95_in_100_secrets_that_people_paste_are_masked() -> None:
    texts = [one for seed in range(20) for one in (*pasted(seed), *spoken(seed))]
    missed = [(sort, mask(text).text) for sort, secret, text in texts if secret in mask(text).text]
    assert len({sort for sort, _, _ in texts}) > 70
    assert len(missed) <= 0.01 * len(texts), missed[:5]


@pytest.mark.parametrize("text", list(clean()), ids=lambda text: text[:30])
def test_what_only_looks_like_a_secret_stays(text: str) -> None:
    assert mask(text).text == text


def test_pasted_texts_masked_twice_are_as_masked_once() -> None:
    for _, _, text in (*pasted(), *spoken()):
        once = mask(text).text
        assert mask(once).text == once


def described() -> list[str]:
    paths = sorted((ROOT / "evals/cases/dev").glob("*.yaml"))
    cases = [yaml.safe_load(path.read_text())["description"] for path in paths]
    return cases + [path.read_text() for path in sorted((ROOT / "ui/examples").glob("*"))]


def test_at_most_2_in_100_clean_descriptions_are_touched() -> None:
    texts = described()
    touched = [(mask(text).found, text[:80]) for text in texts if mask(text).found]
    assert len(texts) > 40
    assert len(touched) <= 0.02 * len(texts), touched


@pytest.mark.parametrize(
    "text",
    [
        "The password is required and must be changed every 90 days.",
        "Each request carries a token: short-lived, signed, and bound to the session.",
        "Secrets are kept in a vault; api keys are rotated.",
        "The image is pinned to sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.",
        "Commit 3f786850e387550fdab836ed7e6dc881de23001b broke the build.",
        "The order id is 123e4567-e89b-12d3-a456-426614174000.",
        "Call +49 30 1234 5678 901 for help; the invoice number is 2024000123456789.",
        "It reads https://example.org/docs/guide?id=42 and https://user@example.org/x.",
        "Set THREATPARLEY_API_KEY in the environment; api_key: ${API_KEY}, password: ********.",
        "The path is src/main/java/org/example/application/Configuration2Loader.",
    ],
)
def test_ordinary_words_about_secrets_stay(text: str) -> None:
    assert mask(text).text == text


def test_a_placeholder_says_what_stood_there_and_the_same_secret_gets_the_same_one() -> None:
    key = "sk-" + "a1B2" * 8
    masked = mask(f"First {key}, then {key}, and password: Hunter2Hunter2.")
    assert masked.text == "First [API_KEY_1], then [API_KEY_1], and password: [PASSWORD_1]."
    assert masked.found == Counter(API_KEY=1, PASSWORD=1)


def test_masking_twice_changes_nothing_more() -> None:
    for _, _, text in LABELLED:
        once = mask(text).text
        assert mask(once).text == once


def test_the_owner_is_told_how_many_and_of_what_sort() -> None:
    assert note_on(Counter()) == ""
    assert note_on(Counter(API_KEY=2, JWT=1)).startswith("3 secrets were masked in what you sent (2 api key, 1 jwt)")


@pytest.mark.parametrize(
    "piece",
    ["a", "1", " ", "-", "eyJ", "eyJa.", "sk-", "password", "password=", "://", "a:a", "@", "-----BEGIN ", "4 ", "41-",
     "mysql ", "mysql a -p", "--token ", "--", "login is ", "login: a/", "password for ", "password for a ", "key=",
     "authorization: ", "authorization: a ", "https://a", 'auth=("a", ', "webhook.office.com/a/", "M", "secret_",
     "pass", "login a password ", "_a", "pscale_a_", "-u a", "-u a:", "bot123456789:", "a.atlasv1.", "Private-Lines",
     "=", "/", "A1b/", "Bearer ", "token is ", "secret:", "_", "x@y:", "[", "a.b", "SG.", "AccountKey="],
)  # fmt: skip
def test_looking_through_grows_with_the_text_and_no_faster(piece: str) -> None:
    """What is done with the finds; the patterns themselves are stepped through in tests/test_patterns.py."""
    assert growth(lambda size: mask((piece * size)[:size]), 4_000) < 2.5


@given(st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    masked = mask(text)
    if not masked.found:
        assert masked.text == text
