"""What can go wrong with a language model's endpoint, each with its plain message and what to do."""

from enum import StrEnum

from agent.errors import AnalystError
from agent.llm.calls import Usage


class Kind(StrEnum):
    """The sorts of failure that a person can tell apart."""

    KEY = "key"
    MODEL = "model"
    DEPLOYMENT = "deployment"
    NOT_LOADED = "not_loaded"
    URL = "url"
    HTML = "html"
    REDIRECT = "redirect"
    CERTIFICATE = "certificate"
    PROXY = "proxy"
    QUOTA = "quota"
    PAYMENT = "payment"
    SPENT = "spent"
    BARRED = "barred"
    REGION = "region"
    FILTERED = "filtered"
    CONTEXT = "context"
    REFUSAL = "refusal"
    TRUNCATED = "truncated"
    THOUGHTS = "thoughts"
    EMPTY = "empty"
    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    SERVER = "server"
    FORM = "form"
    REQUEST = "request"
    BUDGET = "budget"
    STOPPED = "stopped"
    BY_RULES = "by_rules"


LASTING = frozenset(
    {Kind.KEY, Kind.MODEL, Kind.DEPLOYMENT, Kind.URL, Kind.HTML, Kind.REDIRECT, Kind.CERTIFICATE, Kind.PROXY,
     Kind.QUOTA, Kind.PAYMENT, Kind.SPENT, Kind.BARRED, Kind.REGION}
)  # fmt: skip
"""What stays wrong until somebody changes a setting; asking again does not help."""

PASSING = frozenset({Kind.TIMEOUT, Kind.UNREACHABLE, Kind.BUSY, Kind.SERVER, Kind.NOT_LOADED})
"""What may be over in a moment."""

CONTENT = frozenset(
    {Kind.REFUSAL, Kind.FILTERED, Kind.TRUNCATED, Kind.THOUGHTS, Kind.EMPTY, Kind.MALFORMED, Kind.CONTEXT,
     Kind.TOO_LARGE}
)  # fmt: skip
"""What is wrong with one answer, while the endpoint works."""

LOST = frozenset({Kind.TRUNCATED, Kind.THOUGHTS})
"""Answers that were paid for and came to nothing, as the room for them was used up."""

DOWN = LASTING | {Kind.TIMEOUT, Kind.UNREACHABLE, Kind.NOT_LOADED}
"""What no other call of the same turn can mend."""

OURS = frozenset({Kind.BUDGET, Kind.BY_RULES})
"""What the owner's own settings decide, so that it says nothing about the endpoint."""

UNPAID = (
    LASTING | OURS | {Kind.UNREACHABLE, Kind.NOT_LOADED, Kind.BUSY, Kind.SERVER, Kind.FORM, Kind.REQUEST, Kind.CONTEXT}
)
"""What is over before a model has worked, so that no tokens are counted for it."""

_SAID: dict[Kind, tuple[str, str]] = {
    Kind.KEY: (
        "the endpoint {host} does not accept the key",
        "check THREATPARLEY_API_KEY, and that the key may use this model",
    ),
    Kind.MODEL: (
        "the endpoint {host} knows no model called {model}",
        "check THREATPARLEY_MODEL against the names that the endpoint lists",
    ),
    Kind.DEPLOYMENT: (
        "there is no deployment called {model} at {host}",
        "set THREATPARLEY_MODEL to the name of your deployment there; one that was just made needs a few minutes",
    ),
    Kind.NOT_LOADED: (
        "the endpoint {host} answers, but {model} is not loaded there",
        "load the model in that server, or wait until it is loaded, and ask again",
    ),
    Kind.URL: (
        "there is no chat interface at {host} under the address that is set",
        "check THREATPARLEY_BASE_URL; it usually ends in /v1",
    ),
    Kind.HTML: (
        "the endpoint {host} answered with a web page instead of data",
        "check THREATPARLEY_BASE_URL; a login page or a portal may stand in the way",
    ),
    Kind.REDIRECT: (
        "the endpoint {host} wanted to send the request on to another address, and that was not done",
        "set THREATPARLEY_BASE_URL to the address that answers itself",
    ),
    Kind.CERTIFICATE: (
        "the certificate of {host} is expired or cannot be trusted, so nothing was sent",
        "have the certificate renewed, or add your organisation's own authority to this machine",
    ),
    Kind.PROXY: (
        "a proxy on the way to {host} asks for a login",
        "allow direct access to the endpoint, or use one inside your network",
    ),
    Kind.QUOTA: (
        "the quota of the account at {host} is used up",
        "look at its plan and billing; waiting does not help unless the quota renews by itself",
    ),
    Kind.PAYMENT: (
        "the account at {host} has no credit left, or no way to pay is set there",
        "add credit or look at its billing, then ask again",
    ),
    Kind.SPENT: (
        "the budget that is set at {host} for this key or user is used up",
        "have it raised there, or wait until it begins anew",
    ),
    Kind.BARRED: (
        "a firewall, proxy or network rule on the way to {host} turns this machine away, whatever the key",
        "have this machine's address or network allowed there, or use an endpoint inside your network",
    ),
    Kind.REGION: (
        "the provider at {host} does not serve the country or region that this machine is in",
        "use an endpoint of a provider that serves it, or a model of your own",
    ),
    Kind.FILTERED: (
        "the provider's content filter stopped the text, as text about attacks may do",
        "the rules go on without it; ask the provider for an exemption, or use another endpoint",
    ),
    Kind.CONTEXT: (
        "the request is longer than {model} can take in",
        "set THREATPARLEY_CONTEXT_TOKENS to what it takes in, or choose a model with a longer context",
    ),
    Kind.REFUSAL: (
        "the model {model} declined to answer",
        "nothing needs to be done; try another model if it happens often",
    ),
    Kind.TRUNCATED: (
        "the answer of {model} broke off before its end",
        "if it happens often, raise THREATPARLEY_MOST_OUTPUT_TOKENS, or lower THREATPARLEY_REASONING_EFFORT",
    ),
    Kind.THOUGHTS: (
        "the model {model} used up its whole answer on thoughts and came to no result",
        "lower THREATPARLEY_REASONING_EFFORT, or raise THREATPARLEY_MOST_OUTPUT_TOKENS",
    ),
    Kind.EMPTY: ("the endpoint {host} sent an empty answer", "try again; if it stays so, look at the endpoint's log"),
    Kind.MALFORMED: (
        "the answer of {model} was not in a form that can be read",
        "try again; if it happens often, choose a larger model",
    ),
    Kind.TOO_LARGE: ("the answer of {host} was far too large and was cut off", "look at the endpoint's log"),
    Kind.TIMEOUT: (
        "the endpoint {host} took too long to answer",
        "try again later, or raise {detail}",
    ),
    Kind.UNREACHABLE: (
        "the endpoint {host} cannot be reached",
        "check that the endpoint runs and that this machine may reach it",
    ),
    Kind.BUSY: (
        "the endpoint {host} takes no more requests at the moment",
        "try again in a while, or raise the limit there",
    ),
    Kind.SERVER: ("the endpoint {host} has a fault of its own", "try again later, and look at the endpoint's log"),
    Kind.FORM: (
        "the endpoint {host} does not take this form of request",
        "nothing needs to be done; a simpler form is used",
    ),
    Kind.REQUEST: (
        "the endpoint {host} rejected the request",
        "see what the endpoint supports with: threatparley doctor --endpoint",
    ),
    Kind.BUDGET: (
        "the limit set for {model} is reached: {detail}",
        "it goes on by the rules; raise that setting to have the model asked again",
    ),
    Kind.STOPPED: (
        "the language model {model} was stopped",
        "it is asked again with the next message, unless Offline only is on",
    ),
    Kind.BY_RULES: (
        "the model {model} is not asked for this task ({detail}), as the settings say",
        "take the task out of THREATPARLEY_TASKS_BY_RULES to have it asked",
    ),
}
_TURN_TIME = "THREATPARLEY_TURN_DEADLINE_SECONDS"


class ModelError(AnalystError):
    """A language model could not help; the message says what happened and what to do."""

    def __init__(self, kind: Kind, host: str, model: str = "", detail: str = "", wait: float | None = None) -> None:
        self.kind, self.host, self.model, self.detail = kind, host, model, detail
        self.wait = wait
        """How long the endpoint asks to wait, in seconds."""
        self.usage = Usage()
        """What the endpoint says that the answer cost, which is paid also where it cannot be used."""
        told = detail or (_TURN_TIME if kind is Kind.TIMEOUT else "")
        self.what, self.cure = (part.format(host=host, model=model or "the model", detail=told)
                                for part in _SAID[kind])  # fmt: skip
        super().__init__(f"{self.what[:1].upper()}{self.what[1:]}; {self.cure}.")
