"""The settings of sign-in: the provider that says who somebody is, who of them may come in, and for how long."""

import ipaddress
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from agent.domain.sessions.principal import LONGEST_SIGN_IN_HOURS
from agent.errors import SettingsError
from agent.settings.addresses import host_names, is_loopback, service_address, travels_in_clear
from knowledge.vocabulary import Value

WHO_COMES_IN = ("sign_in_", "trusted_prox")
"""How the names of settings begin that decide who gets in; the files of a working folder never give one."""
_FROM_FILES = ("sign_in_client_secret", "sign_in_cookie_secret", "trusted_proxy_secret")
_SHORTEST, _LONGEST_FILE = 32, 8000


class SignInSettings(Value):
    """Who may use the screens, and who says so: an OpenID provider, or a proxy in front; neither: one person."""

    sign_in_issuer: str | None = Field(default=None, description="Address of the OpenID provider: its issuer.")
    sign_in_client_id: str = Field(default="", max_length=400, description="The id under which it knows this app.")
    sign_in_client_secret: SecretStr | None = Field(default=None, description="The secret that goes with that id.")
    sign_in_client_secret_file: Path | None = Field(default=None, description="A file that holds that secret.")
    sign_in_cookie_secret: SecretStr | None = Field(
        default=None, description="At least 32 random characters that sign cookies, equal on all replicas."
    )
    sign_in_cookie_secret_file: Path | None = Field(default=None, description="A file that holds those characters.")
    sign_in_address: str = Field(default="", description="Where browsers reach this app: https://threats.example.")
    sign_in_groups_claim: str = Field(default="groups", max_length=200, description="The claim that lists groups.")
    sign_in_allowed_groups: str = Field(default="", max_length=4000, description="Groups whose members may come in.")
    sign_in_allowed_domains: str = Field(
        default="", max_length=4000, description="Domains of e-mail addresses that may come in; confirmed ones only."
    )
    sign_in_hours: float = Field(
        default=12.0, gt=0, le=LONGEST_SIGN_IN_HOURS, description="The longest that one sign-in counts."
    )
    trusted_proxies: str = Field(default="", max_length=4000, description="Addresses of proxies that sign people in.")
    trusted_proxy_secret: SecretStr | None = Field(default=None, description="What such a proxy sends to prove itself.")
    trusted_proxy_secret_file: Path | None = Field(default=None, description="A file that holds that secret.")

    @field_validator("sign_in_issuer")
    @classmethod
    def _issuer(cls, value: str | None) -> str | None:
        return service_address(value) if value else None

    @field_validator("sign_in_address")
    @classmethod
    def _origin(cls, value: str) -> str:
        return _origin_of(value) if value else ""

    @field_validator("trusted_proxies")
    @classmethod
    def _exact_addresses(cls, value: str) -> str:
        for one in words_of(value):
            try:
                ipaddress.ip_network(one)
            except ValueError:
                raise ValueError(f"expected addresses such as 10.0.0.5 or 10.0.0.0/28, got {one[:80]}") from None
        return value

    @property
    def signs_in(self) -> bool:
        """Whether people sign in with a provider."""
        return bool(self.sign_in_issuer)

    @property
    def proxies(self) -> tuple[str, ...]:
        """The addresses and networks of the proxies that sign people in."""
        return words_of(self.trusted_proxies)

    @property
    def knows_people(self) -> bool:
        """Whether there is more than one person here, each known by name."""
        return self.signs_in or bool(self.proxies)

    @property
    def metadata_address(self) -> str:
        """Where the provider says how it is spoken to."""
        return f"{(self.sign_in_issuer or '').rstrip('/')}/.well-known/openid-configuration"

    @property
    def allowed_groups(self) -> frozenset[str]:
        """The groups of which a person must have one; none: no group is asked for."""
        return frozenset(words_of(self.sign_in_allowed_groups))

    @property
    def allowed_domains(self) -> frozenset[str]:
        """The domains of which a confirmed e-mail address must have one, in lower case; none: any."""
        return frozenset(one.lower().lstrip("@") for one in words_of(self.sign_in_allowed_domains))


def words_of(value: str) -> tuple[str, ...]:
    """What a comma separated list holds."""
    return tuple(one.strip() for one in value.split(",") if one.strip())


def revealed(secret: SecretStr | None) -> str:
    """A secret in clear, to be handed to whoever needs it; empty where there is none."""
    return secret.get_secret_value() if secret else ""


def secrets_of_files(values: Mapping[str, object]) -> dict[str, object]:
    """The secrets that stand in files; raises SettingsError where one cannot be read or is given twice."""
    found: dict[str, object] = {}
    for name in _FROM_FILES:
        if not (given := values.get(f"{name}_file")):
            continue
        if values.get(name):
            raise SettingsError(f"{name} and {name}_file are both set; remove one of them")
        found[name] = _content(f"{name}_file", Path(str(given)))
    return found


def refuse_from_folder(names: Mapping[str, str]) -> None:
    """Raise SettingsError where a file of the working folder says who gets in; ``names`` come with their origins."""
    for name, origin in names.items():
        if name.startswith(WHO_COMES_IN):
            raise SettingsError(
                f"{name} (from {origin}) decides who gets in, and files of a working folder may not: they travel. "
                f"Give it as environment variable THREATPARLEY_{name.upper()} and remove it there"
            )


def problems_of(chosen: SignInSettings, offline: bool) -> Iterator[str]:
    """What does not hold together among the settings of sign-in."""
    if chosen.signs_in and chosen.proxies:
        yield "sign_in_issuer and trusted_proxies are both set, and there is one way to sign in; remove one of them"
    if chosen.proxies or chosen.trusted_proxy_secret:
        yield from _problems_of_proxy(chosen)
    if chosen.signs_in:
        yield from _problems_of_provider(chosen, offline)
    elif chosen.sign_in_client_id or chosen.sign_in_client_secret or chosen.sign_in_address:
        yield "sign-in is set up in part; set sign_in_issuer to the address of your provider, or remove sign_in_*"


def _problems_of_provider(chosen: SignInSettings, offline: bool) -> Iterator[str]:
    needed = ("sign_in_client_id", "sign_in_client_secret", "sign_in_cookie_secret", "sign_in_address")
    missing = [name for name in needed if not getattr(chosen, name)]
    if missing:
        yield f"sign_in_issuer needs {' and '.join(missing)} too"
    if chosen.sign_in_cookie_secret and len(revealed(chosen.sign_in_cookie_secret)) < _SHORTEST:
        yield f"sign_in_cookie_secret is shorter than {_SHORTEST} characters; take as many random ones, or more"
    for name in ("sign_in_issuer", "sign_in_address"):
        if travels_in_clear(getattr(chosen, name) or ""):
            yield f"{name} would send what proves who somebody is unencrypted; use https"
    if offline and not is_loopback(urlsplit(chosen.sign_in_issuer or "").hostname or ""):
        yield "offline is on but sign_in_issuer leads off this machine; turn offline off (a model is asked only if set)"


def _problems_of_proxy(chosen: SignInSettings) -> Iterator[str]:
    if not chosen.proxies:
        yield "trusted_proxy_secret is set but trusted_proxies names no proxy; set its address, or remove the secret"
    elif chosen.trusted_proxy_secret is None:
        yield "trusted_proxies needs trusted_proxy_secret too, which the proxy sends with each request"
    elif len(revealed(chosen.trusted_proxy_secret)) < _SHORTEST:
        yield f"trusted_proxy_secret is shorter than {_SHORTEST} characters; take as many random ones, or more"


def _origin_of(value: str) -> str:
    """A scheme, a host and perhaps a port, as browsers write an origin."""
    address = value.strip().rstrip("/").lower()
    if "://" not in address or "," in address:
        raise ValueError("expected the address of this app as browsers reach it, such as https://threats.example")
    ((scheme, host, port),) = host_names(address)
    usual = {"http": 80, "https": 443}[scheme]
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}" + ("" if port in (None, usual) else f":{port}")


def _content(name: str, path: Path) -> str:
    try:
        text = path.expanduser().read_text(encoding="utf-8")[:_LONGEST_FILE].strip()
    except (OSError, UnicodeDecodeError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "it is no text"
        raise SettingsError(f"{name} names {path}, which cannot be read: {why}; check the file") from None
    if not text:
        raise SettingsError(f"{name} names {path}, which is empty; put the secret there")
    return text
