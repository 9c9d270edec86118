"""How callers prove themselves, as OpenAPI and agent cards declare it: identity providers, and keys by their names."""

from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.network_addresses import Reach, reach_of
from agent.exchange.readers.value_positions import Place
from knowledge.vocabulary import ComponentKind

_SCHEMES = {
    "apiKeySecurityScheme": "apiKey", "httpAuthSecurityScheme": "http", "oauth2SecurityScheme": "oauth2",
    "openIdConnectSecurityScheme": "openIdConnect", "mtlsSecurityScheme": "mutualTLS",
}  # fmt: skip
"""The wrappers of A2A 1.0, by the kind that 0.3 and OpenAPI name in a field."""


def read_logins(schemes: Place, part: str, required: bool, public: bool, builder: Builder) -> None:
    """What is declared of logins at a part that others reach, and what it suggests of the exposure."""
    for name, one in schemes.entries():
        _scheme(name, one, part, builder)
    if required:
        builder.finds("api_login", schemes)
    elif public:
        builder.finds("api_open", schemes)


def _scheme(name: str, one: Place, part: str, builder: Builder) -> None:
    kind, place = _kind(one)
    if kind in ("oauth2", "openIdConnect"):
        key = "identity provider"
        reach = _issuer(place)
        if key not in builder.ids:
            told = f"Signs callers in ({kind})" + (f" at {reach.shown}." if reach else ".")
            marks = reach.marks if reach else ()
            builder.component(key, "identity provider", one, "", "", told, ComponentKind.IDENTITY, marks=marks)
            builder.flow("tokens", key, part, one, "tokens of callers")
    elif kind == "apiKey":
        builder.holds_secret(part, f"{place.text('name') or name} (key of callers)", one)
    elif kind == "http":
        builder.holds_secret(part, f"{place.text('scheme') or 'http'} credentials of callers", one)
    elif kind == "mutualTLS":
        builder.holds_secret(part, "certificates of callers", one)
    else:
        builder.losses.leave_out("kinds of login that are not known", (name,))


def _kind(one: Place) -> tuple[str, Place]:
    for wrapper, kind in _SCHEMES.items():
        if one.object().get(wrapper) is not None:
            return kind, one.at(wrapper)
    return one.text("type"), one


def _issuer(one: Place) -> Reach | None:
    """Where callers sign in, as far as an address is given."""
    for key in ("openIdConnectUrl", "oauth2MetadataUrl"):
        if one.text(key):
            return reach_of(one.text(key))
    for _, flow in one.at("flows").entries():
        for key in ("authorizationUrl", "tokenUrl"):
            if isinstance(flow.value, dict) and flow.text(key):
                return reach_of(flow.text(key))
    return None
