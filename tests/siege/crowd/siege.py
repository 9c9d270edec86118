"""The siege itself: people come in, work and attack, while trouble is caused; then the store is asked what is there."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pydantic import Field

from agent.assembly import assemble
from agent.domain.sessions.principal import Role
from agent.facilitator import Facilitator
from agent.settings import Settings
from knowledge.vocabulary import Value
from tests.siege.crowd import attacks
from tests.siege.crowd.arrival import joined, signed_in
from tests.siege.crowd.attacks import Town
from tests.siege.crowd.city import SPOILING, City
from tests.siege.crowd.deeds import Hand, Unplain, roles_deeds
from tests.siege.crowd.judge import Verdict, judged, kept_of
from tests.siege.crowd.people import Someone, canary
from tests.siege.crowd.tally import Tally, now
from tests.waiting import pause, until
from ui.examples import examples

AT_ONCE = 24
"""How many come in at the same moment."""
TROUBLES = ("replica killed", "database ended", "endpoint at fault")


class Plan(Value):
    """How long and how hard."""

    people: int = Field(ge=2)
    tenants: int = Field(ge=2)
    servers: int = Field(ge=2)
    rounds: int = Field(default=0, description="How many deeds each person does; 0: as many as the minutes allow.")
    minutes: float = 0.0
    troubles: tuple[str, ...] = TROUBLES
    seed: int = 0


class Siege:
    """One siege of one city."""

    def __init__(self, city: City, people: list[Someone], plan: Plan) -> None:
        self.city, self.people, self.plan = city, people, plan
        self.tally, self._over = Tally(), threading.Event()
        self._hands: list[Hand] = []
        self._line, self._door = "", threading.Semaphore(AT_ONCE)
        self.facilitator = _inside(city)
        self.town = Town(city.address, city.issuer, self._models(), tuple(people), self.tally, {})

    def run(self, tell: Callable[[str], None]) -> Verdict:
        """Everything from the first sign-in to the verdict."""
        self._invitations = {one.number: self._invitation_of(one) for one in self.people if one.role is not Role.OWNER}
        tell(f"{len(self.people)} people come in")
        self._together(self._come_in, self.people)
        tell("all are in; the siege begins")
        self._until_over = now() + 60 * self.plan.minutes
        crowd = threading.Thread(target=self._together, args=(self._work, list(self._hands)), daemon=True)
        crowd.start()
        self._cause_trouble(crowd, tell)
        crowd.join()
        for hand in self._hands:
            hand.page.close()
        tell("the crowd has gone; the store is asked")
        return self._verdict()

    def _models(self) -> tuple[str, ...]:
        """A finished model for each tenant, whose texts carry its word, owned by its owner."""
        example, model, made = examples()[0], None, list[str]()
        for tenant in range(self.plan.tenants):
            owner = next(one for one in self.people if one.tenant == tenant and one.role is Role.OWNER)
            door = self.facilitator.as_(owner.principal(self.city.issuer))
            door.sharing.meet()
            model = model or door.worked(example.id, example.text, example.worked()).model
            words = f"{model.system.description} {canary(tenant)}"
            system = model.system.model_copy(update={"name": canary(tenant), "description": words})
            made.append(door.import_model(model.model_copy(update={"system": system})).id)
        return tuple(made)

    def _invitation_of(self, who: Someone) -> str:
        """The link that an owner sends to somebody."""
        owner = self.town.owner(who.tenant).principal(self.city.issuer)
        return self.facilitator.as_(owner).sharing.invite(self.town.sessions[who.tenant], who.role).token

    def _come_in(self, who: Someone) -> None:
        with self._door:
            self._let_in(who)

    def _let_in(self, who: Someone) -> None:
        session, tally = self.town.sessions[who.tenant], self.tally
        jar = signed_in(who, self.city.address, tally, who.tenant)
        hand = Hand(who, session, jar, tally)
        if who.role is not Role.OWNER:
            model, told = joined(jar, self._invitations[who.number], tally.watching(who.subject, who.tenant))
            assert model == session, told
        self.town.jars[who.number] = jar
        self._hands.append(hand)

    def _work(self, hand: Hand) -> None:
        """What one person does until the siege is over; some attack in between."""
        deeds, number = roles_deeds(hand), 0
        while not self._ends(number):
            try:
                if (attack := self._attack_of(hand, number)) is not None:
                    attack()
                deeds[number % len(deeds)](number)
            except Unplain as failed:
                self.tally.fail(str(failed))
            number += 1

    def _ends(self, number: int) -> bool:
        return number >= self.plan.rounds if self.plan.rounds else now() > self._until_over

    def _attack_of(self, hand: Hand, number: int) -> Callable[[], None] | None:
        """What somebody tries beside their work: whoever reads tries foreign doors, others now and then."""
        kind = (hand.who.number + 3 * number) % 8
        editor = hand.who.role is Role.EDITOR
        if hand.who.role in (Role.VIEWER, Role.COMMENTER):
            tries: list[Callable[[], None]] = [
                lambda: attacks.foreign_address(self.town, hand, number),
                lambda: attacks.forged_cookies(self.town, hand, number),
                lambda: attacks.smuggled(self.town, hand, self._composer, number),
            ]
            return tries[kind] if kind < len(tries) else None
        if editor and kind == 1:
            return lambda: attacks.withdrawn(self.town, hand, number)
        if hand.who.role is Role.OWNER and kind == 2:
            return lambda: attacks.used_twice(self.town, hand.who.tenant, hand.who.number + number)
        return None

    @property
    def _composer(self) -> str:
        """The name of the line on the pages of editors, which every one of them has alike."""
        found = (hand.page.find("composer") for hand in list(self._hands))
        self._line = self._line or next((one.what.id for one in found if one is not None), "")
        return self._line

    def _together(self, do: Callable[..., None], those: list[Someone] | list[Hand]) -> None:
        threads = [threading.Thread(target=self._safely, args=(do, one), daemon=True) for one in those]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    def _safely(self, do: Callable[..., None], one: object) -> None:
        try:
            do(one)
        except Exception as error:  # whatever ends a person's part is a failure to tell of, not the end of the siege
            self.tally.fail(f"somebody's part ended: {type(error).__name__}: {str(error)[:300]}")

    def _cause_trouble(self, crowd: threading.Thread, tell: Callable[[str], None]) -> None:
        """One trouble after the other, each once enough was accepted since the last, until the crowd is done."""
        chance, place = random.Random(self.plan.seed), 0
        while not (self.plan.rounds and place >= len(self.plan.troubles)):
            self._until_more(crowd)
            if not crowd.is_alive() or self._late():
                return
            name = self.plan.troubles[place % len(self.plan.troubles)]
            tell(f"{self.tally.count()} accepted; {name}")
            self.tally.trouble(name)
            self._trouble(name, chance, crowd)
            place += 1

    def _until_more(self, crowd: threading.Thread) -> None:
        """Wait until some more was accepted, or nobody is left who could."""
        wanted = self.tally.count() + max(2, len(self.people) // 8)
        until(lambda: self.tally.count() >= wanted or not crowd.is_alive() or self._late(), looks=10_000_000)

    def _trouble(self, name: str, chance: random.Random, crowd: threading.Thread) -> None:
        if name == "replica killed":
            one = chance.choice(self.city.replicas)
            one.kill()
            if not self.plan.rounds:  # a short siege goes on with those that are left
                one.start()
        elif name == "database ended":
            self.city.cluster.stop("immediate")
            self.city.cluster.start()
        else:
            self.city.spoilt[:] = [chance.choice(SPOILING)]
            self._until_more(crowd)
            self.city.spoilt.clear()

    def _late(self) -> bool:
        return not self.plan.rounds and now() > self._until_over

    def _verdict(self) -> Verdict:
        """What is in the store, once what was taken has come to its end, be it by a new start."""
        for _ in range(300):
            if not self.facilitator.left_behind():
                break
            pause(0.2)
        for one in self.city.replicas:
            one.stop()
        self.facilitator.resume()
        kept = [kept_of(self.facilitator, one, self.people, self.city.issuer) for one in self.town.sessions]
        return judged(kept, self.tally)


def _inside(city: City) -> Facilitator:
    """The program's own door to the same store, for invitations and for the verdict."""
    given = {
        "data_dir": city.folder / "own", "database_url": city.database, "offline": True, "sign_in_issuer": city.issuer,
        "sign_in_client_id": "siege", "sign_in_client_secret": "s" * 40, "sign_in_cookie_secret": "c" * 40,
        "sign_in_address": f"http://{city.address}",
    }  # fmt: skip
    return assemble(Settings.model_validate(given))


@contextmanager
def besieging(city: City, people: list[Someone], plan: Plan) -> Iterator[Siege]:
    """A siege whose door to the store is closed at its end."""
    siege = Siege(city, people, plan)
    try:
        yield siege
    finally:
        siege.facilitator.close()
