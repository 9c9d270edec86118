"""Streamlit's own sign-in, told of the provider in memory and held to what that provider may do."""

import importlib.util
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette import starlette_auth_routes

from agent.errors import SettingsError
from agent.settings import Settings
from agent.settings.sign_in import revealed
from ui.server.options import choose, replace

WHY = "threatparley.sign_in"
"""Where a request notes why its sign-in failed, for the words that the page says."""
UNREACHABLE, REFUSED, MISFIT = "unreachable", "refused", "misfit"
_SIGNED_BY_PROVIDER = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
)
"""Signatures that only the provider can make: no shared key, and never none."""
_PATIENCE = 10
"""Seconds that the provider may take for an answer."""
_PREPARED: list[Settings] = []


class ProviderMisfit(Exception):
    """What answers at the provider's address is not the provider of the settings."""


def prepare(settings: Settings) -> None:
    """Tell Streamlit of the provider, before the first request is heard; nothing is written to a file.

    Raises:
        SettingsError: Sign-in is set, but the library for it is not installed.
    """
    if not settings.signs_in or _PREPARED:
        return
    if importlib.util.find_spec("authlib") is None:
        raise SettingsError("sign-in needs a library more; install it with: pip install 'threatparley[team]'")
    _PREPARED.append(settings)
    cookie_secret = revealed(settings.sign_in_cookie_secret)
    choose("server.cookieSecret", cookie_secret)
    section: dict[str, Any] = {
        "redirect_uri": f"{settings.sign_in_address}/oauth2callback",
        "cookie_secret": cookie_secret,
        "client_id": settings.sign_in_client_id,
        "client_secret": revealed(settings.sign_in_client_secret),
        "server_metadata_url": settings.metadata_address,
        "client_kwargs": {"scope": "openid email profile", "timeout": _PATIENCE},
    }
    secrets_singleton.merge_programmatic_secrets({"auth": section})
    make = starlette_auth_routes._create_oauth_client
    replace(starlette_auth_routes, "_create_oauth_client", _strict(make, settings.sign_in_issuer or ""))


def prepared() -> Settings | None:
    """The settings that sign-in works by in this process; none where it was not prepared."""
    return _PREPARED[0] if _PREPARED else None


def _strict(make: Callable[[str], tuple[Any, str]], issuer: str) -> Callable[[str], tuple[Any, str]]:
    """Clients that believe only the provider of the settings, and only what it alone can have signed."""

    def strict(name: str) -> tuple[Any, str]:
        client, address = make(name)
        client.load_server_metadata = _checked(client.load_server_metadata, issuer)
        client.authorize_redirect = _noted(client.authorize_redirect)
        client.authorize_access_token = _noted(client.authorize_access_token)
        return client, address

    return strict


def _checked(
    load: Callable[[], Awaitable[MutableMapping[str, Any]]], issuer: str
) -> Callable[[], Awaitable[MutableMapping[str, Any]]]:
    async def checked() -> MutableMapping[str, Any]:
        metadata = await load()
        named = str(metadata.get("issuer", ""))
        if named.rstrip("/") != issuer:
            raise ProviderMisfit(f"expected the issuer {issuer}, and its metadata name {named[:200]!r}")
        offered = metadata.get("id_token_signing_alg_values_supported") or ()
        metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in _SIGNED_BY_PROVIDER] or [
            "RS256"
        ]
        return metadata

    return checked


def _noted(step: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """The same step of a sign-in; the request notes why it failed, and Streamlit answers as ever."""

    async def noted(request: Any, *more: Any, **named: Any) -> Any:
        try:
            return await step(request, *more, **named)
        except Exception as error:  # whatever the library raises is noted, and goes on as it was
            request.scope[WHY] = _kind(error)
            raise

    return noted


def _kind(error: Exception) -> str:
    if isinstance(error, ProviderMisfit):
        return MISFIT
    beyond = isinstance(error, OSError) or type(error).__module__.partition(".")[0] in ("httpx", "httpx2", "httpcore")
    return UNREACHABLE if beyond else REFUSED
