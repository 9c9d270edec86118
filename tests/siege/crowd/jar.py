"""One browser's worth of cookies, with plain requests: the half of a visit that is no page, such as the sign-in."""

from collections.abc import Callable
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

IDENTITY = "_streamlit_user"
_SECONDS = 600


class Jar:
    """Cookies for the app at one address; what other addresses set, such as the provider's, is kept apart."""

    def __init__(self, address: str, watch: Callable[[bytes], None] = lambda _: None) -> None:
        """``watch`` is shown the body of every answer."""
        self.address, self._watch = address, watch
        self.cookies: dict[str, str] = {}

    @property
    def header(self) -> str:
        """All cookies as a request carries them."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    @property
    def signed_in(self) -> bool:
        """Whether the app gave a cookie that names somebody."""
        return IDENTITY in self.cookies

    def get(self, path: str) -> tuple[int, str]:
        """One request to the app; gives the status and where it leads."""
        status, leads, lines = self._ask(self.address, "GET", path, {"Cookie": self.header} if self.cookies else {})
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or "01 Jan 1970" in line:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.coded_value
        return status, leads

    def sign_in(self, start: str, subject: str) -> str:
        """Go where the page leads, be somebody at the provider, and come back; gives where the app leads then."""
        status, leads = self.get(start)
        if status != 302:
            raise OSError(f"the sign-in began with {status}")
        place = urlsplit(leads)
        if place.netloc in ("", self.address):
            return leads
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        status, leads, _ = self._ask(
            place.netloc, "POST", f"{place.path}?{place.query}", form, urlencode({"sub": subject})
        )
        place = urlsplit(leads)
        return self.get(f"{place.path}?{place.query}")[1]

    def _ask(
        self, address: str, method: str, path: str, headers: dict[str, str], body: str | None = None
    ) -> tuple[int, str, list[str]]:
        line = HTTPConnection(address, timeout=_SECONDS)
        try:
            line.request(method, path, body=body, headers=headers)
            answer = line.getresponse()
            self._watch(answer.read())
            return answer.status, answer.headers.get("location", ""), answer.headers.get_all("set-cookie") or []
        finally:
            line.close()
