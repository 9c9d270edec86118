"""A secret is known by the name before it, in every form in which settings are written; sentences stay as they are."""

import re
from collections.abc import Iterator
from re._constants import MAX_REPEAT, MIN_REPEAT  # type: ignore[import-not-found]
from re._parser import SubPattern, parse  # type: ignore[import-not-found]
from types import ModuleType

import pytest

from agent.domain.secrets import secret_names, secret_shapes
from agent.domain.secrets.redaction import mask

WORD = "swordfish"
"""A secret that nothing but the name before it gives away."""

NAMED = (
    f"DB_PASSWORD: {WORD}",
    f"DB_PASSWORD={WORD}",
    f"DB_PASSWORD = {WORD}",
    f'DB_PASSWORD="{WORD}"',
    f"export DB_PASS='{WORD}'",
    f"DB_PASS={WORD} DB_HOST=db DB_USER=sa",
    f"docker run -e REDIS_AUTH={WORD} redis",
    f"REDIS_AUTH: {WORD}",
    f"CLIENT_SECRET: {WORD}",
    f"SESSION_KEY: {WORD}",
    f"COOKIE_KEY={WORD}",
    f"FERNET_KEY: '{WORD}'",
    f"APP_KEY={WORD}",
    f"LANGFUSE_SALT: {WORD}",
    f"NEO4J_AUTH: neo4j/{WORD}",
    f"NEXTAUTH_SECRET: {WORD}",
    f'serve --auth-token "{WORD}"',
    f'command: ["serve", "--api-key", "{WORD}"]',
    f"args: ['--auth', '{WORD}']",
    f"OIDC_CLIENT_SECRET={WORD}&scope=openid",
    f"STRIPE_API_KEY={WORD}",
    f"SERVICE_TOKEN: {WORD}",
    f"A_VERY_LONG_NAME_OF_A_SERVICE_IN_STAGING_AND_PRODUCTION_DB_PASSWORD={WORD}",
    f"The compose file sets DB_PASSWORD: {WORD} in two places.",
    f"db_password: {WORD}\n",
    f"dbPassword: {WORD},\n",
    f"dbPass={WORD}",
    f"spring.datasource.password={WORD}",
    f"java -Ddb.password={WORD} -jar app.jar",
    f"database:\n  user: bot\n  password: {WORD}\n  host: db\n",
    f"- password: '{WORD}'\n- port: 5432",
    f"secret: {WORD}\n",
    f"token: {WORD}  # of the crawler\n",
    f'{{"password": "{WORD}", "port": 5432}}',
    f'{{"clientSecret":"{WORD}"}}',
    f'{{\\"password\\": \\"{WORD}\\"}}',
    f"{{'db_password': '{WORD}'}}",
    f'{{"name": "DB_PASSWORD", "value": "{WORD}"}}',
    f"- name: DB_PASSWORD\n  value: {WORD}\n",
    f"<add key='DbPassword' value='{WORD}'/>",
    f"<password>{WORD}</password>",
    f"<db:Password>{WORD}</db:Password>",
    f'args: ["serve", "--api-key", "{WORD}"]',
    f"command: ['--db-password', '{WORD}']",
    f"args:\n  - --password\n  - {WORD}\n",
    f"psql --password={WORD} tickets",
    f"mysqldump --user bot --password {WORD} tickets",
    f"server --api-key {WORD} --port 80",
    f"https://api.example.org/login?user=bot&password={WORD}&page=2",
    f"GET /v1/items?token={WORD}#top",
    f"https://api.example.org/feed?auth={WORD}",
    f"https://api.example.org/feed?client_secret={WORD}",
    f"ENV DB_PASSWORD {WORD}",
    f"Login is bot, password: {WORD}.",
    f"password={WORD}",
    f"user: bot, password: {WORD}, host: db",
    f"X-Api-Key: {WORD}",
    f"| DB_PASSWORD | {WORD} |",
    "| Password | hunter22 |",
    "Password:\nhunter22\n",
    "**Passwort:**\n\t- `hunter22`",
    f"**Password:** {WORD}",
    f'"passphrase": "{WORD} horse battery staple"',
    f"sshKeyPassphrase: `{WORD}`",
    "PGPASSWORD=1234 psql",
    'ADMIN_PASSWORD: "x9"'.replace("x9", "abc"),
    f"my_registry:_auth={WORD}",
    f"secret_key_base: {WORD}",
    f"redis-cli -h cache -a {WORD} ping",
)

SENTENCES = (
    "the password: is reset by mail",
    "| Password | required |\n| Token | rotated |",
    "Token:\n- rotated daily\nSecret:\nnone\n\nPasswords:\nstored in a vault",
    "The password: reset by mail when it is forgotten.",
    "API_KEY is stored in Vault",
    "API_KEY: stored in Vault",
    "DB_PASSWORD: rotated every 90 days.",
    "DB_PASSWORD: required",
    "db_password: string",
    "max_tokens: 500",
    "max_token: 500",
    "max_tokens=4096, tokens_per_minute=100000",
    "token: 500",
    "eos_token: endoftext",
    "pad_token=padding",
    "first_pass: retrieval, second_pass: reranking",
    "The first pass: recall, the second pass: precision. next_token: greedy",
    "The forward_pass = inference of the network.",
    "Each request carries a token: short-lived, signed, and bound to the session.",
    "A secret: something only two people know.",
    "The token: a word or a part of one.",
    "one token = roughly four characters",
    '{"token": "hello", "logprob": -0.1}',
    '{"password": {"type": "string", "minLength": 12}}',
    '{"password": "string", "token": null}',
    '{"secret": "stored in the vault"}',
    "DB_PASSWORD=${DB_PASSWORD}",
    "DB_PASSWORD=$DB_PASSWORD",
    "password: {{ vault.db_password }}",
    "password: <your password>",
    "password: ********",
    "DB_PASSWORD_FILE=/run/secrets/db_password",
    "DB_PASSWORD=/run/secrets/db_password",
    "API_KEY: vault://kv/data/bot",
    "AWS_SECRET_ARN=arn:aws:secretsmanager:eu-central-1:123456789012:secret:bot",
    "api_key=settings.openai_api_key",
    "password = getpass.getpass()",
    "USE_AUTH: enabled",
    "SMTP_AUTH=login",
    "API_AUTH: oauth2",
    "SERVICE_AUTH=oidc",
    "REQUIRE_PASSWORD=true",
    "SHOW_PASSWORD: false",
    "The flag --password is deprecated; --token and --api-key are read from the environment.",
    "Use --password only on this machine.",
    "mysql --password --user bot",
    "sort --key name and join by --primary-key customer",
    "PRIMARY_KEY=customer and sort_key: created",
    "Fields are username, password, email and api key.",
    '["username", "password", "email"]',
    "The password policy: at least 12 characters.",
    "Reset links carry ?token=<token> and expire after an hour.",
    "Forgot password: ask the service desk.",
    "It is a bypass: operators open the gate.",
    "The secret of success: patience and good data.",
    "Passwords: never stored in plain text.",
    "password: hashed with argon2id",
    "Kinds of login: password|token|certificate, password | badge, or credential|passkey.",
    "| password | everybody knows |",
    "authentication: basic, authorization: by role",
)


@pytest.mark.parametrize("text", NAMED)
def test_a_secret_is_known_by_the_name_before_it(text: str) -> None:
    masked = mask(text)
    secret = next((one for one in (WORD, "1234", '"abc"', "hunter22") if one in text), "")
    assert secret
    assert secret.strip('"') not in masked.text
    assert masked.found


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_about_secrets_stays_as_it_is(text: str) -> None:
    assert mask(text).text == text


@pytest.mark.parametrize("text", NAMED)
def test_what_is_masked_by_its_name_is_masked_once(text: str) -> None:
    once = mask(text).text
    assert mask(once).text == once


def test_what_stands_beside_the_secret_stays() -> None:
    assert mask(f"https://api.example.org/login?user=bot&password={WORD}&page=2").text == (
        "https://api.example.org/login?user=bot&password=[PASSWORD_1]&page=2"
    )
    assert mask(f'args: ["serve", "--api-key", "{WORD}"]').text == 'args: ["serve", "--api-key", "[API_KEY_1]"]'
    assert mask(f"Login is bot, password: {WORD}.").text == "Login is bot, password: [PASSWORD_1]."


def repeats(parsed: object) -> Iterator[int]:
    """How often each part of a pattern may repeat at most."""
    for part in parsed if isinstance(parsed, (list, tuple, SubPattern)) else ():
        if isinstance(part, tuple) and part and part[0] in (MAX_REPEAT, MIN_REPEAT):
            yield part[1][1]
        yield from repeats(part)


@pytest.mark.parametrize("module", [secret_names, secret_shapes])
def test_no_pattern_repeats_without_a_limit(module: ModuleType) -> None:
    values = [one for value in vars(module).values() for one in (value if isinstance(value, tuple) else (value,))]
    flat = [one for value in values for one in (value if isinstance(value, tuple) else (value,))]
    patterns = [one for one in flat if isinstance(one, re.Pattern)]
    assert len(patterns) > 2
    for pattern in patterns:
        most = [int(one) for one in repeats(parse(pattern.pattern, pattern.flags))]
        assert all(one <= 4000 for one in most), pattern.pattern


class Counting:
    """A pattern that counts how often it is asked."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern, self.asked = pattern, 0

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        self.asked += 1
        return self.pattern.search(text, start)


@pytest.mark.parametrize("text", ["DB_PASSWORD: ", "password: ", "token=", '"password": "a b', "&pass=", "password |"])
def test_twice_the_text_is_twice_the_work(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    for times in (200, 400):
        counting = Counting(secret_names._NAMED)
        with monkeypatch.context() as patched:
            patched.setattr(secret_names, "_NAMED", counting)
            mask(text * times)
        counts.append(counting.asked)
    assert 200 / 2 < counts[0] < counts[1] <= 2 * counts[0] + 2
