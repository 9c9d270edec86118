"""OpenID providers on this machine: a real one with people of its own, and one that mints whatever a test asks for."""

import base64
import hmac
import json
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwk, jwt
from joserfc.jws import JWSRegistry

from tests.ui.server.running import free_port, wait_until_answering

CLIENT = "threatparley-test"
CLIENT_SECRET = "the-secret-of-the-client-in-tests"
COOKIE_SECRET = "a-cookie-secret-of-tests-that-is-long-enough"
ADA = {"sub": "ada-1", "name": "Ada Marten", "email": "ada@team.example", "email_verified": True, "groups": ["threats"]}
BEN = {"sub": "ben-2", "name": "Ben Okoro", "email": "ben@team.example", "email_verified": True, "groups": ["threats"]}
EVE = {"sub": "eve-3", "name": "Eve Unconfirmed", "email": "eve@team.example", "email_verified": False}


def environment(issuer: str, port: int, **more: str) -> dict[str, str]:
    """The variables with which the app signs people in at a provider."""
    given = {
        "ISSUER": issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": CLIENT_SECRET, "COOKIE_SECRET": COOKIE_SECRET,
        "ADDRESS": f"http://127.0.0.1:{port}",
    } | more  # fmt: skip
    return {f"THREATPARLEY_SIGN_IN_{name}": value for name, value in given.items()}


@contextmanager
def real_provider(folder: Path, *people: Mapping[str, object]) -> Iterator[str]:
    """A provider of its own process with some people; gives its issuer."""
    port, log = free_port(), folder / "provider.log"
    known = [part for one in people for part in ("--user-claims", json.dumps(one))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *known]
    with log.open("wb") as written:
        process = subprocess.Popen(command, stdout=written, stderr=written)
    try:
        wait_until_answering(process, f"http://127.0.0.1:{port}/.well-known/openid-configuration", log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(30)
        finally:
            process.kill()


@dataclass
class Minting:
    """A provider that says what a test wants it to say."""

    port: int = 0
    key: jwk.RSAKey = field(default_factory=lambda: jwk.RSAKey.generate_key(2048, {"kid": "own", "use": "sig"}))
    other: jwk.RSAKey = field(default_factory=lambda: jwk.RSAKey.generate_key(2048, {"kid": "own", "use": "sig"}))
    claims: dict[str, Any] = field(default_factory=dict)
    """What the next token says otherwise than it should; None leaves a claim out."""
    kind: str = "sound"
    metadata: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    """The nonce that belongs to each code that was not used yet."""

    @property
    def issuer(self) -> str:
        """The address of this provider."""
        return f"http://127.0.0.1:{self.port}"

    def described(self) -> dict[str, Any]:
        """What this provider says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        } | self.metadata

    def minted(self, nonce: str) -> str:
        """The token of somebody who signs in, as sound as the test wants it."""
        now = int(time.time())
        sound = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 600, "nonce": nonce, **ADA}
        claims = {name: value for name, value in (sound | self.claims).items() if value is not None}
        header: dict[str, Any] = {"alg": "RS256", "kid": "own"}
        key = self.key
        if self.kind == "none":
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        if self.kind == "embedded":
            header = header | {"jwk": self.other.as_dict(private=False)}
            key = self.other
        if self.kind == "strange key":
            key = self.other
        if self.kind == "shared key":
            said = f"{_part({'alg': 'HS256', 'kid': 'own'})}.{_part(claims)}"
            return f"{said}.{_text(hmac.digest(self.key.as_pem(private=False), said.encode(), 'sha256'))}"
        registry = JWSRegistry(algorithms=["RS256"], strict_check_header=False)
        return jwt.encode(header, claims, key, registry=registry)


@contextmanager
def minting_provider() -> Iterator[Minting]:
    """A provider in this process that a test tells what to say; it signs in whoever comes."""
    kept = Minting()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = urlsplit(self.path)
            if place.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(place.query).items()}
                code = f"code-{len(kept.codes)}-{secrets.token_hex(8)}"
                kept.codes[code] = asked["nonce"]
                self.send_response(302)
                back = urlencode({"code": code, "state": asked["state"]})
                self.send_header("Location", f"{asked['redirect_uri']}?{back}")
                self.end_headers()
            elif place.path == "/jwks":
                self._say({"keys": [kept.key.as_dict(private=False)]})
            else:
                self._say(kept.described())

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            sent = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            nonce = kept.codes.pop(sent.get("code", ""), None)
            if nonce is None:
                self._say({"error": "invalid_grant"}, 400)
                return
            token = {} if kept.kind == "no token" else {"id_token": kept.minted(nonce)}
            self._say({"access_token": "opaque", "token_type": "Bearer", "expires_in": 600} | token)

        def _say(self, what: object, status: int = 200) -> None:
            body = json.dumps(what).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        kept.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield kept
        server.shutdown()


def _part(what: object) -> str:
    return _text(json.dumps(what).encode())


def _text(what: bytes) -> str:
    return base64.urlsafe_b64encode(what).rstrip(b"=").decode()
