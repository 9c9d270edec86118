"""What people do on a page, each so that it can be told afterwards whether it was taken."""

from collections.abc import Callable

from agent.domain.sessions.principal import Role
from tests.siege.crowd.jar import Jar
from tests.siege.crowd.page import GONE, Page
from tests.siege.crowd.people import Someone, canary
from tests.siege.crowd.tally import Deed, Kind, Tally, now
from tests.waiting import pause

TRIES = 400
"""How often somebody tries again before they give up: more than any trouble here lasts."""
PAUSE = 0.7
MOST_MISSING = 12
"""How often somebody looks again for what is not on the page, and what no message tells of, before it is a failure."""
THREATS = tuple(f"T-{number:03d}" for number in range(1, 9))
TRY_AGAIN = "Try again"
UNFORESEEN = "This page could not be drawn"


class Unplain(Exception):
    """Something failed, and the page did not say so in plain words."""


class Hand:
    """Somebody at a page of a model, with their cookies."""

    def __init__(self, who: Someone, session: str, jar: Jar, tally: Tally) -> None:
        self.who, self.session, self.jar, self.tally = who, session, jar, tally
        self.page = Page(jar, tally.watching(who.subject, who.tenant))
        self._signed, self._word = 0, canary(who.tenant)
        self._met: tuple[str, float] | None = None
        """The trouble that one met and has not got over yet."""

    def read(self, number: int) -> None:
        """Look at a section; one sees one's own model there."""

        def look() -> bool:
            self.page.visit(f"s={self.session}&tab={('threats', 'history', 'ledger')[number % 3]}")
            return self._word in self.page.texts

        self._until(look, lambda: None, lambda: False)
        self.tally.read += 1

    def tell(self, number: int) -> None:
        """Say something in the conversation, and wait for the answer as the page does."""
        token = f"Zebra{self.who.number}t{number}"
        self._take(Kind.TURN, token, "", lambda: self.page.say(f"The tool {token} reads {self._word}."), self._all_said)
        self._settle()

    def rename(self, number: int) -> None:
        """Give the model another name. What broke off is not done again, as others' names come over it."""
        token, page = f"Zebra{self.who.number}e{number}", self.page
        began = now()

        def save() -> None:
            page.press("FormSubmitter:rename_", name_=f"{self._word} {token}")

        try:
            page.visit(f"s={self.session}")
            save()
            self._settle()
        except (*GONE, LookupError):
            self._hurt(broken=True)
        if self._sees(token):
            self.tally.took(Deed(Kind.EDIT, self.who.tenant, token))
            self._done(began)
        else:
            self.tally.unknown += 1

    def comment(self, number: int) -> None:
        """Write a comment on a threat."""
        token, threat = f"Zebra{self.who.number}c{number}", THREATS[number % len(THREATS)]

        def write() -> None:
            self.page.press(f"FormSubmitter:form_comment_{threat}", **{f"comment_{threat}": f"{token} {self._word}"})

        self._take(Kind.COMMENT, token, threat, write, lambda: None)

    def sign_off(self) -> None:
        """Sign the next threat off that one has not signed yet."""
        if self._signed >= len(THREATS):
            return
        threat, self._signed = THREATS[self._signed], self._signed + 1

        def signed() -> bool:
            self._open(threat)
            return seen()

        def seen() -> bool:
            return self.page.find(f"unsign_{threat}") is not None

        if self._until(signed, lambda: self.page.press(f"sign_off_{threat}"), seen):
            self.tally.took(Deed(Kind.SIGN_OFF, self.who.tenant, f"{threat} {self.who.subject}"))

    def _take(self, kind: Kind, token: str, threat: str, act: Callable[[], object], more: Callable[[], None]) -> None:
        """Do something until the page shows it; what a later look does not show was not taken, and is done again."""

        def shown() -> bool:
            self._open(threat)
            more()
            return seen()

        def seen() -> bool:
            return token in self.page.texts

        if self._until(shown, act, seen):
            self.tally.took(Deed(kind, self.who.tenant, token))

    def _until(self, shown: Callable[[], bool], act: Callable[[], object], seen: Callable[[], bool]) -> bool:
        """Look and act until it shows; whether it ever did. ``seen`` looks at the page as it is after the deed."""
        began, missing = now(), 0
        for _ in range(TRIES):
            try:
                if shown() or (not self._busy() and (act() or seen())):
                    self._done(began)
                    return True
            except GONE:
                self._hurt(broken=True)
            except LookupError as nothing:  # what others did may have moved it; who looks again finds it
                missing += 1
                if missing > MOST_MISSING and not self._told():
                    raise Unplain(f"{self.who.role} {self.who.number}: {str(nothing)[:120]}") from nothing
            if self._told():
                self._hurt(broken=False)
            pause(PAUSE)
        return False

    def _hurt(self, broken: bool) -> None:
        self._met = self._met or self.tally.hurt(broken)

    def _done(self, began: float) -> None:
        met, self._met = self._met, None
        self.tally.done(began, met)

    def _told(self) -> bool:
        """Whether the page says in plain words that something went wrong; it is counted."""
        said = [one for one in self.page.errors if "What happened" in one]
        for one in said:
            if UNFORESEEN in one:
                raise Unplain(f"{self.who.role} {self.who.number}: {one}")
            self.tally.refuse("while there was trouble")
        return bool(said)

    def _busy(self) -> bool:
        """Whether a turn is at work, which is waited for as the page does; then there is nothing to write on."""
        if (again := self.page.find("again_")) is not None and again.what.label == TRY_AGAIN:
            self.page.press(again.key)
        if not self.page.polls:
            return False
        self._settle()
        return True

    def _settle(self) -> None:
        for _ in range(TRIES):
            if not self.page.polls:
                return
            pause(PAUSE)
            try:
                self.page.poll()
            except GONE:
                self._hurt(broken=True)
                self._sees("")

    def _open(self, threat: str) -> None:
        """The page of the model, with the card of a threat and its comments open where one is named."""
        page = self.page
        if not threat:
            page.visit(f"s={self.session}")
            return
        page.visit(f"s={self.session}&tab=threats&t={threat}")
        for fold in (f"read_{threat}", f"remarks_{threat}"):
            if page.find(fold) is not None:
                page.unfold(fold)

    def _all_said(self) -> None:
        """Have the page show what was said long ago, too."""
        if self.page.find("earlier") is not None:
            self.page.press("earlier")

    def _sees(self, token: str) -> bool:
        """Whether one's own change shows, in the line above the model or as one that waits for a choice."""
        for _ in range(TRIES):
            try:
                if token and token in self.page.texts:
                    return True
                self.page.visit(f"s={self.session}")
                return token in self.page.texts
            except GONE:
                pause(PAUSE)
        return False


def roles_deeds(hand: Hand) -> list[Callable[[int], None]]:
    """What somebody of a role does, in turn."""

    def sign(_: int) -> None:
        hand.sign_off()

    if hand.who.role is Role.VIEWER:
        return [hand.read]
    if hand.who.role is Role.COMMENTER:
        return [hand.comment, sign, hand.read]
    return [hand.tell, hand.comment, hand.rename, sign]
