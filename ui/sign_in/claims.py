"""Who somebody is by what a provider says of them, and why that is not enough where it is not."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from agent.domain.sessions.principal import Principal
from agent.errors import SignInNeeded
from agent.settings.sign_in import SignInSettings, words_of

_CLOCKS = timedelta(minutes=5)
"""How far the clocks of a provider and of this machine may be apart."""
_ASK = "Ask whoever runs this Threatparley, or sign in with another account."
NOT_SIGNED_IN = "You are not signed in."
PROXY = "a trusted proxy"
"""The issuer of people whom a proxy signs in."""


def principal_of(claims: Mapping[str, object], settings: SignInSettings, now: datetime) -> Principal:
    """The person whom a provider's claims name, judged anew at each action.

    Raises:
        SignInNeeded: Nobody signed in, the sign-in does not count any more, or this person may not come in.
    """
    if not claims.get("is_logged_in"):
        raise SignInNeeded(NOT_SIGNED_IN)
    issuer, subject = _text(claims, "iss"), _text(claims, "sub")
    if issuer.rstrip("/") != settings.sign_in_issuer or settings.sign_in_client_id not in _listed(claims, "aud"):
        raise SignInNeeded("Your sign-in was made for another provider or another app. Sign in again.")
    _check_age(claims, settings.sign_in_hours, now)
    email = _confirmed_email(claims)
    _check_domain(email, bool(claims.get("email")), settings.allowed_domains)
    groups = _listed(claims, settings.sign_in_groups_claim)
    _check_groups(groups, settings.allowed_groups)
    name = _text(claims, "name") or _text(claims, "preferred_username") or email
    return _person(issuer, subject, name, groups, sign_in_of(claims))


def sign_in_of(claims: Mapping[str, object]) -> str:
    """One sign-in, by what its token says of itself; another one of the same person has another name."""
    basis = [str(claims.get(name, "")) for name in ("iss", "sub", "aud", "iat", "exp", "nonce")]
    return hashlib.sha256(json.dumps(basis).encode()).hexdigest()


def proxied(headers: Mapping[str, tuple[str, ...]], settings: SignInSettings) -> Principal:
    """The person whom a trusted proxy names in its headers, given by their lower-case names.

    Raises:
        SignInNeeded: The proxy names nobody, or more than one, or this person may not come in.
    """
    user, email = _single(headers, "x-forwarded-user"), _single(headers, "x-forwarded-email")
    if not user:
        raise SignInNeeded("The proxy in front of this app does not say who you are. Sign in there, then reload.")
    groups = words_of(_single(headers, "x-forwarded-groups"))
    _check_domain(email, bool(email), settings.allowed_domains)
    _check_groups(groups, settings.allowed_groups)
    return _person(PROXY, user, _single(headers, "x-forwarded-preferred-username") or email or user, groups)


def _person(issuer: str, subject: str, name: str, groups: tuple[str, ...], sign_in: str = "") -> Principal:
    try:
        return Principal.signed_in(issuer, subject, name, groups, sign_in)
    except ValueError:
        raise SignInNeeded(f"Your provider does not say enough to tell you from others. {_ASK}") from None


def _check_age(claims: Mapping[str, object], hours: float, now: datetime) -> None:
    """The token's own time counts, so that a cookie that is kept or copied does not live on."""
    issued = claims.get("iat")
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        raise SignInNeeded("Your provider does not say when you signed in. Sign in again.")
    age = now.timestamp() - issued
    if age > hours * 3600:
        raise SignInNeeded(f"Your sign-in is older than {hours:g} hours. Sign in again; nothing was lost.")
    if age < -_CLOCKS.total_seconds():
        raise SignInNeeded(
            f"By the clock of this server your sign-in lies {-age / 60:.0f} minutes ahead. One of the two clocks is "
            f"wrong; tell whoever runs this Threatparley."
        )


def _confirmed_email(claims: Mapping[str, object]) -> str:
    """The e-mail address, only where the provider says that it is the person's own."""
    confirmed = claims.get("email_verified")
    return _text(claims, "email") if confirmed is True or confirmed == "true" else ""


def _check_domain(email: str, given: bool, allowed: frozenset[str]) -> None:
    if not allowed:
        return
    if not email and given:
        raise SignInNeeded(
            "Your provider has not confirmed your e-mail address, and only confirmed ones count here. Confirm it with "
            "your provider, then sign in again."
        )
    if not email:
        raise SignInNeeded(f"Your provider does not give your e-mail address, which is needed here. {_ASK}")
    if email.rpartition("@")[2].lower() not in allowed:
        raise SignInNeeded(f"People with your e-mail address are not let in here. {_ASK}")


def _check_groups(groups: tuple[str, ...], allowed: frozenset[str]) -> None:
    if allowed and not allowed.intersection(groups):
        raise SignInNeeded(f"None of your groups is let in here. {_ASK}")


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    return value.strip() if isinstance(value, str) else ""


def _listed(claims: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = claims.get(name)
    given = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []
    return tuple(one for one in given if isinstance(one, str) and one.strip())


def _single(headers: Mapping[str, tuple[str, ...]], name: str) -> str:
    """A header that is given once; given twice it says nothing, as one of the two is not the proxy's."""
    values = headers.get(name, ())
    return values[0].strip() if len(values) == 1 else ""
