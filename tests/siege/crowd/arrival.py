"""How people come in: the sign-in with the provider through the balancer, an invitation, and the model it leads to."""

from collections.abc import Callable
from typing import TypeVar

from tests.siege.crowd.jar import Jar
from tests.siege.crowd.page import GONE, Page
from tests.siege.crowd.people import Someone
from tests.siege.crowd.tally import Tally
from tests.waiting import pause

Found = TypeVar("Found")
_TRIES, _PAUSE = 200, 0.5
REFUSED, AGAIN = "What happened", "try again shortly"
"""What a page says that refuses something, and of that, what it says while the store is away or busy."""


def signed_in(who: Someone, address: str, tally: Tally, tenant: int) -> Jar:
    """The cookies of somebody who has pressed the button of the page, and was known at the provider."""
    watch = tally.watching(who.subject, tenant)

    def come() -> Jar | None:
        jar = Jar(address, watch)
        page = Page(jar, watch)
        try:
            page.visit("")
            page.press("sign_in_now")
            jar.sign_in(page.leads_to, who.subject)
        finally:
            page.close()
        return jar if jar.signed_in else None

    return insisting(come)


def joined(jar: Jar, token: str, watch: Callable[[bytes], None]) -> tuple[str, str]:
    """Follow an invitation and say yes; gives the model it leads to, if any, and what the page says."""

    def join() -> tuple[str, str] | None:
        page = Page(jar, watch)
        try:
            page.visit(f"invite={token}")
            page.press("join")
            model = page.query.partition("s=")[2].partition("&")[0]
            told = " ".join(page.errors)
            return (model, told) if model or (REFUSED in told and AGAIN not in told) else None
        finally:
            page.close()

    return insisting(join)


def insisting(do: Callable[[], Found | None]) -> Found:
    """Do something until it works, as people do while there is trouble."""
    why = "it came to nothing"
    for _ in range(_TRIES):
        try:
            if (found := do()) is not None:
                return found
        except (*GONE, LookupError) as trouble:
            why = str(trouble)
        pause(_PAUSE)
    raise AssertionError(f"nobody got in: {why[:300]}")
