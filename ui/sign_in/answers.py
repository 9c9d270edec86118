"""What the addresses of sign-in answer: a plain word in place of a blank page, and cookies no longer than meant."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from streamlit.web.server.starlette import starlette_auth_routes
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from agent.settings.sign_in import SignInSettings
from ui.page_address import WAY_BACK
from ui.server.request_gate import App, Message, Receive, Scope, Send
from ui.sign_in.provider import REFUSED, UNREACHABLE, WHY

DECLINED = "declined"
_LOGIN, _LOGOUT, _CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"
_BACK = "threatparley_back"
_BACK_SECONDS = 900
_COOKIES = (USER_COOKIE_NAME, "_streamlit_session")
_AGE = re.compile(r"Max-Age=(\d+)", re.IGNORECASE)
_LONGEST_BACK = 600


class Answers:
    """Middleware around Streamlit's sign-in: says what failed, leads back, and keeps cookies short."""

    def __init__(
        self,
        app: App,
        settings: Callable[[], SignInSettings | None],
        sign_out: Callable[[Mapping[str, object]], None],
    ) -> None:
        """``sign_out`` ends the sign-in that some claims are of, so that copies of its cookie count no more either."""
        self._app, self._settings, self._sign_out = app, settings, sign_out

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what sign-in answers is put into words."""
        path, settings = str(scope.get("path", "")), self._settings()
        if scope["type"] != "http" or path not in (_LOGIN, _LOGOUT, _CALLBACK) or settings is None:
            await self._app(scope, receive, send)
            return
        if path == _LOGOUT and (claims := _claims(Request(scope))):
            await asyncio.to_thread(self._sign_out, claims)
        answering = _Answering(scope, receive, send, settings)
        await self._app(scope, receive, answering.sending)


class _Answering:
    """One answer on its way out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, settings: SignInSettings) -> None:
        self._scope, self._receive, self._send, self._settings = scope, receive, send, settings
        self._replaced = False

    async def sending(self, message: Message) -> None:
        """Send a message on, or an answer of one's own in its place."""
        if message["type"] == "http.response.start":
            message = {**message, "headers": list(message.get("headers", ()))}
            await self._start(message)
        elif not self._replaced:
            await self._send(message)

    async def _start(self, message: Message) -> None:
        headers = MutableHeaders(raw=message["headers"])
        _shorten(message["headers"], self._settings)
        path, request = str(self._scope["path"]), Request(self._scope)
        if path == _LOGIN and message["status"] >= 400:
            self._replaced = True
            answer = RedirectResponse(_start_page(self._scope.get(WHY, UNREACHABLE)), status_code=302)
            await answer(self._scope, self._receive, self._send)
            return
        if path == _LOGIN and (back := _way_back(request)):
            headers.append("set-cookie", _back_cookie(back, _BACK_SECONDS))
        if path == _CALLBACK and message["status"] == 302:
            signed = _sets_identity(headers.getlist("set-cookie"))
            headers["location"] = _then(request, signed, self._scope.get(WHY, ""))
            headers.append("set-cookie", _back_cookie("", 0))
        await self._send(message)


def _then(request: Request, signed: bool, why: str) -> str:
    """Where a browser goes after the provider sent it back."""
    given = request.query_params
    if signed:
        back = _only_known(request.cookies.get(_BACK, ""))
        return f"/?{back}" if back else "/"
    if "error" in given:
        return _start_page(DECLINED)
    return _start_page(why or REFUSED) if "state" in given or "code" in given else "/"


def _start_page(why: str) -> str:
    return f"/?{urlencode({'sign_in': why})}"


def _way_back(request: Request) -> str:
    """The page that a sign-in began on, by the parts of its address that the pages know."""
    return _only_known(urlsplit(request.headers.get("referer", "")).query)


def _only_known(query: str) -> str:
    known = {name: values[0] for name, values in parse_qs(query[:_LONGEST_BACK]).items() if name in WAY_BACK}
    return urlencode(known)


def _back_cookie(value: str, seconds: int) -> str:
    return f"{_BACK}={value}; Path={_CALLBACK}; Max-Age={seconds}; HttpOnly; SameSite=Lax"


def _sets_identity(cookies: list[str]) -> bool:
    return any(
        one.startswith(f"{USER_COOKIE_NAME}=") and not one.startswith(f'{USER_COOKIE_NAME}=""') for one in cookies
    )


def _shorten(headers: list[tuple[bytes, bytes]], settings: SignInSettings) -> None:
    """Let cookies live as long as a sign-in counts, and travel encrypted where the page does."""
    longest, secure = int(settings.sign_in_hours * 3600), settings.sign_in_address.startswith("https://")
    for place, (name, value) in enumerate(headers):
        text = value.decode("latin-1")
        if name.lower() == b"set-cookie" and text.startswith(_COOKIES):
            text = _AGE.sub(lambda found: f"Max-Age={min(int(found[1]), longest)}", text)
            headers[place] = (name, f"{text}; Secure".encode("latin-1") if secure else text.encode("latin-1"))


def _claims(request: Request) -> dict[str, object]:
    """What the cookie of a browser says of whom it belongs to; nothing where it has none of ours."""
    kept = starlette_auth_routes._get_cookie_value_from_request(request, USER_COOKIE_NAME)
    try:
        claims = json.loads(kept or b"{}")
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}
