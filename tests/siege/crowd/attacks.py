"""What people try who may not: each attempt must end in plain words or an empty page, and leave nothing behind."""

import base64
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass

from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from agent.domain.sessions.principal import Role
from tests.siege.crowd.arrival import joined, signed_in
from tests.siege.crowd.deeds import PAUSE, TRIES, Hand
from tests.siege.crowd.jar import IDENTITY, Jar
from tests.siege.crowd.page import GONE, Page
from tests.siege.crowd.people import GUESTS, Someone, canary
from tests.siege.crowd.tally import Deed, Kind, Tally
from tests.waiting import pause

NO_MODEL, SIGN_IN, READING = "No model at this address", "Sign in", "You are here as"
TROUBLE = "What happened"


@dataclass(frozen=True)
class Town:
    """What attackers know: where everything is, and who is in the crowd."""

    address: str
    issuer: str
    sessions: tuple[str, ...]
    """The address of each tenant's model."""
    people: tuple[Someone, ...]
    tally: Tally
    jars: dict[int, Jar]
    """The cookies of everybody who has signed in, by their number: for a second tab of the same browser."""

    def owner(self, tenant: int) -> Someone:
        """Who owns a tenant's model."""
        return next(one for one in self.people if one.tenant == tenant and one.role is Role.OWNER)


def foreign_address(town: Town, hand: Hand, number: int) -> None:
    """Open the model of another tenant, in every section and at a threat of it."""
    other = (hand.who.tenant + 1 + number % (len(town.sessions) - 1)) % len(town.sessions)
    for part in ("", "&tab=history", "&tab=export", "&tab=threats&t=T-001", "&review=begin"):
        told = _told(hand.page, f"s={town.sessions[other]}{part}")
        if TROUBLE not in told:
            _expect(town.tally, told, NO_MODEL, "another tenant's address")


def forged_cookies(town: Town, hand: Hand, number: int) -> None:
    """Come with cookies that this app never gave."""
    for name, cookie in forgeries(town, hand.who).items():
        jar = Jar(town.address)
        jar.cookies[IDENTITY] = cookie
        watch = town.tally.watching(f"whoever has a cookie {name}", -1)
        page = Page(jar, watch)
        told = _told(page, f"s={town.sessions[number % len(town.sessions)]}")
        page.close()
        if TROUBLE not in told:
            _expect(town.tally, told, "are behind a sign-in", f"a cookie {name}")


def forgeries(town: Town, who: Someone) -> dict[str, str]:
    """Cookies that name somebody without the app's signature."""
    claims = {
        "iss": town.issuer, "aud": "threatparley-test", "is_logged_in": True, "origin": f"http://{town.address}",
        "iat": 1, **who.claims(),
    }  # fmt: skip
    plain = json.dumps(claims)
    unsigned = base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    return {
        "signed with another secret": create_signed_value(
            "another secret, long enough to sign", IDENTITY, plain
        ).decode(),
        "without a signature": f"{head}.{unsigned}.",
        "of a foreign name": create_signed_value("another secret, long enough to sign", "_other", plain).decode(),
    }


def smuggled(town: Town, hand: Hand, composer: str, number: int) -> None:
    """A reader sends what only a page for editors offers, by the name that it has there."""
    token = f"Zebra{hand.who.number}s{number}"
    town.tally.tried(Deed(Kind.TURN, hand.who.tenant, token))
    told = _told(hand.page, f"s={hand.session}", lambda: hand.page.say_into(composer, f"The tool {token} sends mail."))
    if TROUBLE not in told:
        _expect(town.tally, told, READING, "words into a line that a reader does not have")


def withdrawn(town: Town, hand: Hand, number: int) -> None:
    """An editor has the form open when the owner makes them a viewer; what they then save is refused."""
    owner, token = town.owner(hand.who.tenant), f"Zebra{hand.who.number}w{number}"
    jar = town.jars[owner.number]
    key = hand.who.principal(town.issuer).key[:12]
    try:
        hand.page.visit(f"s={hand.session}")
        fields = {"name_": f"{canary(hand.who.tenant)} {token}"}
        if hand.page.find("FormSubmitter:rename_") is None:
            return
        given(town, jar, hand, key, Role.EDITOR, Role.VIEWER)
        town.tally.tried(Deed(Kind.EDIT, hand.who.tenant, token))
        hand.page.press("FormSubmitter:rename_", **fields)
        told = hand.page.texts
        _expect(town.tally, told, TROUBLE if TROUBLE in told else READING, "a save after the role was withdrawn")
    except GONE:
        town.tally.hurt(broken=True)
    finally:
        given(town, jar, hand, key, Role.VIEWER, Role.EDITOR)


def given(town: Town, jar: Jar, hand: Hand, key: str, before: Role, after: Role) -> None:
    """An owner gives somebody another role in the dialog, until their page shows that they have it."""
    for _ in range(TRIES):
        page = Page(jar, town.tally.watching("an owner", hand.who.tenant))
        try:
            page.visit(f"s={hand.session}")
            page.press("share")
            if page.find(f"role_{key}_{after.value}") is not None:
                return
            page.choose(f"role_{key}_{before.value}", after.value.capitalize())
        except (*GONE, LookupError):
            pause(PAUSE)
        finally:
            page.close()
    raise AssertionError(f"no owner could make {hand.who.subject} {after}")


def used_twice(town: Town, tenant: int, number: int) -> None:
    """Two people follow one invitation at the same moment; at most one is let in, and the other is told why not."""
    owner, found = town.owner(tenant), list[tuple[str, str]]()
    token = _invitation(town, owner)
    if not token:
        return
    pair = 2 * (number % (len(GUESTS) // 2))
    jars = [signed_in(one, town.address, town.tally, tenant) for one in GUESTS[pair : pair + 2]]

    def follow(jar: Jar) -> None:
        try:
            found.append(joined(jar, token, town.tally.watching("a guest", tenant)))
        except AssertionError as failed:
            town.tally.fail(f"an invitation that two follow: {failed}")

    both = [threading.Thread(target=follow, args=(jar,), daemon=True) for jar in jars]
    for one in both:
        one.start()
    for one in both:
        one.join()
    inside = [model for model, _ in found if model]
    if len(inside) > 1:
        town.tally.leaked(f"one invitation of tenant {tenant} let {len(inside)} people in")
    for model, told in found:
        if not model:
            _expect(town.tally, told, TROUBLE, "an invitation that was taken already")


def _invitation(town: Town, owner: Someone) -> str:
    """A link that the owner makes in the dialog."""
    page = Page(town.jars[owner.number], town.tally.watching("an owner", owner.tenant))
    try:
        page.visit(f"s={town.sessions[owner.tenant]}")
        page.press("share")
        page.press("invite_make")
        return page.texts.partition("?invite=")[2].partition("\n")[0].strip()
    except (*GONE, LookupError):
        return ""
    finally:
        page.close()


def _told(page: Page, query: str, act: Callable[[], None] | None = None) -> str:
    """What a page says at an address, and after something that is tried there."""
    for _ in range(TRIES):
        try:
            page.visit(query)
            if act is not None:
                act()
            return page.texts
        except GONE:
            pause(PAUSE)
    raise AssertionError(f"nothing answered at {query}")


def _expect(tally: Tally, told: str, words: str, attack: str) -> None:
    if words in told:
        tally.refuse(attack)
    else:
        tally.fail(f"{attack}: {told[:300]!r}")
