"""Made-up secrets of every sort, put together piece by piece so that no scanner takes this file for a leak."""

import base64
import json
import random
import string
from collections.abc import Iterator

LETTERS = string.ascii_letters + string.digits


def run(chance: random.Random, length: int, among: str = LETTERS) -> str:
    """A random run of characters."""
    return "".join(chance.choice(among) for _ in range(length))


def made_secrets(seed: int = 7) -> Iterator[tuple[str, str, str]]:
    """Sort, the secret itself, and a sentence that holds it."""
    chance = random.Random(seed)
    hexed = string.hexdigits.lower()[:16]
    keys = {
        "openai": "sk-" + run(chance, 40),
        "project key": "sk-proj-" + run(chance, 60),
        "anthropic": "sk-ant-api03-" + run(chance, 60),
        "aws id": "AKIA" + run(chance, 16, string.ascii_uppercase + "234567"),
        "google": "AIza" + run(chance, 35),
        "github": "ghp_" + run(chance, 36),
        "github fine": "github_pat_" + run(chance, 60),
        "gitlab": "glpat-" + run(chance, 20),
        "slack": "xoxb-" + run(chance, 12, string.digits) + "-" + run(chance, 24),
        "hub": "hf_" + run(chance, 34),
        "npm": "npm_" + run(chance, 36),
        "stripe": "sk_live_" + run(chance, 24),
        "restricted": "rk_live_" + run(chance, 24),
        "mail": "SG." + run(chance, 22) + "." + run(chance, 43),
        "gateway": "dapi" + run(chance, 32, hexed),
        "vault": "hvs." + run(chance, 40),
        "bot": run(chance, 9, "123456789") + ":" + run(chance, 35),
        "oauth": "ya29." + run(chance, 80),
        "package index": "pypi-AgEIcHlwaS" + run(chance, 60),
    }
    for name, secret in keys.items():
        yield name, secret, f"The client is called with {secret} in its header."
        yield name, secret, f'config = {{"value": "{secret}"}}'
    head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "typ": "JWT"}).encode()).decode().rstrip("=")
    body = base64.urlsafe_b64encode(json.dumps({"sub": "1234567890", "name": "A"}).encode()).decode().rstrip("=")
    token = f"{head}.{body}.{run(chance, 43)}"
    yield "jwt", token, f"It sends the cookie {token} along."
    opaque = run(chance, 32) + "7="
    yield "bearer", opaque, f"curl -H 'Authorization: Bearer {opaque}' host"
    pem = f"-----BEGIN RSA PRIVATE KEY-----\n{run(chance, 64)}\n{run(chance, 64)}\n-----END RSA PRIVATE KEY-----"
    yield "pem", pem.split("\n")[1], f"We sign with\n{pem}\nevery night."
    yield "pem cut off", pem.split("\n")[2], f"We sign with\n{pem[:-30]}"
    for scheme in ("postgres", "postgresql+psycopg", "mysql", "mongodb+srv", "redis", "amqp"):
        password = run(chance, 14) + "9!"
        yield scheme, password, f"It writes to {scheme}://app:{password}@db.internal:5432/prod every hour."
    storage = run(chance, 86) + "=="
    yield "storage", storage, f"DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={storage};"
    for name, written in (
        ("password", "password: {}"),
        ("PASSWORD", "DB_PASSWORD={}"),
        ("pwd", "pwd = '{}'"),
        ("sentence", "the admin password is {}."),
        ("api key", "api_key: {}"),
        ("yaml", 'secret: "{}"'),
        ("client", "client_secret={}"),
        ("env", "export SERVICE_TOKEN={}"),
    ):
        secret = run(chance, 10) + "4x"
        yield name, secret, f"Note: {written.format(secret)}\nThat is all."
    weak = "Sommer2024!"
    yield "weak password", weak, f"Login is admin, password: {weak}"
    for number in ("4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005", "6011000990139424"):
        yield "card", number, f"A test order was paid with {number} last week."
    aws = "wJalrXUtnFEMI" + run(chance, 20) + "bPxRfi9"
    yield "aws secret", aws, f"aws_secret_access_key = {aws}"
    yield "dense", (dense := "Zq7" + run(chance, 37) + "4Kd"), f"Use {dense} for the webhook."
    hook = (
        run(chance, 9, string.ascii_uppercase) + "/" + run(chance, 11, string.ascii_uppercase) + "/" + run(chance, 24)
    )
    yield "webhook", hook.rsplit("/", 1)[1], f"Alarms go to https://hooks.slack.com/services/{hook} at night."
