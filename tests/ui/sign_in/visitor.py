"""Somebody with a jar of cookies who follows where the app and the provider send them, without a browser."""

import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from joserfc import jwk, jwt

from tests.ui.server.running import Running
from tests.ui.sign_in.providers import COOKIE_SECRET

IDENTITY = "_streamlit_user"


@dataclass
class Visitor:
    """One browser's worth of cookies for one app."""

    server: Running
    jar: dict[str, str] = field(default_factory=dict)
    set: list[str] = field(default_factory=list)
    """The raw lines of the cookies that the last answer set."""

    def get(self, path: str, **headers: str) -> tuple[int, str, str]:
        """One request; gives the status, where it leads, and the text."""
        given = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.jar.items())} if self.jar else {}
        status, found, text, self.set = ask(self.server.port, path, given | headers)
        for line in self.set:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or "01 Jan 1970" in line:
                    self.jar.pop(name, None)
                else:
                    self.jar[name] = morsel.value
        return status, found.get("location", ""), text

    def begin(self, **headers: str) -> tuple[int, str]:
        """Go to the sign-in; gives the status and where it leads."""
        status, location, _ = self.get(f"/auth/login?provider={ticket()}", **headers)
        return status, location

    def come_back(self, location: str) -> str:
        """Follow the provider's answer; gives where the app leads then."""
        place = urlsplit(answer_of(location))
        return self.get(f"{place.path}?{place.query}")[1]

    @property
    def is_known(self) -> bool:
        """Whether the app gave this visitor a cookie that names them."""
        return IDENTITY in self.jar


def ticket(secret: str = COOKIE_SECRET, seconds: int = 120) -> str:
    """What the page hands to a browser that begins to sign in."""
    claims = {"provider": "default", "exp": int(time.time()) + seconds}
    return jwt.encode({"alg": "HS256"}, claims, jwk.OctKey.import_key(secret))


def answer_of(location: str) -> str:
    """Where a provider that signs in whoever comes leads them."""
    place = urlsplit(location)
    _, found, _, _ = ask(place.port or 80, f"{place.path}?{place.query}", {})
    return found["location"]


def ask(port: int, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], str, list[str]]:
    """One request without following; with the lines that set cookies."""
    from http.client import HTTPConnection

    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Host": f"127.0.0.1:{port}", **headers})
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, found, answer.read().decode(errors="replace"), answer.headers.get_all("set-cookie") or []
    finally:
        connection.close()
