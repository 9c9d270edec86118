"""Who acts at this page, asked anew at each action: nothing of the page or its address decides that."""

from datetime import UTC, datetime

import streamlit as st

from agent.domain.sessions.principal import LOCAL, Principal
from agent.errors import SignInNeeded
from agent.settings import Settings
from ui.sign_in.claims import principal_of, proxied
from ui.sign_in.provider import prepared

_HEADERS = ("x-forwarded-user", "x-forwarded-email", "x-forwarded-groups", "x-forwarded-preferred-username")


def person(settings: Settings) -> Principal:
    """Whoever acts: the one whom the provider or the proxy names, or the owner of this machine.

    Raises:
        SignInNeeded: People have to sign in here, and nobody did, or not any more.
    """
    if settings.signs_in:
        if prepared() is None:
            raise SignInNeeded("Sign-in works only in an app that was started with: threatparley serve")
        return principal_of(dict(st.user.to_dict()), settings, datetime.now(UTC))
    if settings.proxies:
        return proxied(_headers(), settings)
    return LOCAL


def _headers() -> dict[str, tuple[str, ...]]:
    given = st.context.headers
    return {name: tuple(given.get_all(name)) for name in _HEADERS}
