"""What went on in the room on 22 September 2025, from opening to close, in our own words."""

import datetime as dt
from typing import Final, Literal, cast

from sqlalchemy.ext.asyncio import AsyncSession

from api.demonstration.organisation import CHAIR
from api.demonstration.texts import Node, doc, li
from api.domain.deliberation import orders, service
from api.domain.deliberation.items import ItemRecord, Subject
from api.domain.deliberation.orders import Arrival, Order, VoteOrderStep
from api.domain.deliberation.service import Log
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import at

_DAY: Final = dt.date(2025, 9, 22)
_STEP: Final = dt.timedelta(minutes=1)

_AURLAND: Final = "Marta Kvamsnos"
_LUSTER: Final = "Asbjørn Tverrdalset"
_SOGNDAL: Final = "Håkon Fjellaker"
_SOGNDAL_DEPUTY: Final = "Åshild Vikateig"
_VIK: Final = "Solveig Nesbrekke"
_ÅRDAL: Final = "Geirmund Myrateig"
_ÅRDAL_DEPUTY: Final = "Randi Moavoll"
_UNION: Final = "Liv Ragnhild Sætrevoll"


class _Minute:
    """The secretary's hand in the room: each step comes a minute after the last, unless the clock is set."""

    def __init__(self, session: AsyncSession, actor: Actor, log: Log) -> None:
        self._session, self._actor, self._log = session, actor, log
        self._now = at(_DAY, dt.time(9))

    def clock(self, hour: int, minute: int) -> None:
        self._now = at(_DAY, dt.time(hour, minute))

    async def do(self, order: Order) -> int:
        """Carry it out; its number in the log."""
        self._log = await service.act(self._session, self._actor, self._log, order, self._now)
        self._now += _STEP
        return self._log.room.seq

    def person(self, name: str) -> str:
        return next(seat.person_id for seat in self._log.setup.seats if seat.name == name)

    def item(self, number: int) -> ItemRecord:
        return next(one for one in self._log.room.items if one.fact.number == number)

    async def take_up(self, number: int) -> ItemRecord:
        await self.do(orders.StartItem(item_id=self.item(number).fact.id))
        return self.item(number)

    async def note(self, *numbers: int) -> None:
        for number in numbers:
            await self.take_up(number)
            await self.do(orders.ConcludeItem(outcome="noted"))

    async def count(self, number: int, votes_for: int, against: int = 0) -> None:
        """A counted vote on the item's own proposal."""
        main = next(one for one in self.item(number).proposals if one.kind == "main")
        await self.do(orders.OpenVote(subject="proposals", method="by_count", proposal_ids=(main.id,)))
        await self.do(orders.CloseVote(counts={"for": votes_for, "against": against}))

    async def ask(self, subject: Subject, votes_for: int, person_id: str | None = None) -> None:
        """A counted vote on something else than the matter, of one mind."""
        await self.do(orders.OpenVote(subject=subject, method="by_count", person_id=person_id))
        await self.do(orders.CloseVote(counts={"for": votes_for, "against": 0}))

    async def adopt(self, number: int, votes_for: int = 6, against: int = 0, blanks: tuple[str, ...] = ()) -> None:
        item = await self.take_up(number)
        if blanks:
            await self.do(orders.FillBlanks(proposal_id=item.proposals[0].id, values=blanks))
        await self.count(number, votes_for, against)
        await self.conclude("adopted")

    async def conclude(self, outcome: Literal["adopted", "adopted_as_amended", "postponed"], note: str = "") -> None:
        await self.do(orders.ConcludeItem(outcome=outcome, note=note or None))


async def hold(session: AsyncSession, actor: Actor, meeting_id: str) -> None:
    """Hold the meeting, whose papers must be out, as the secretary enters it."""
    room = _Minute(session, actor, await service.hold(session, actor, meeting_id))
    await room.do(
        orders.OpenMeeting(
            present=(
                *(Arrival(person_id=room.person(name)) for name in (CHAIR, _LUSTER, _AURLAND, _SOGNDAL, _UNION)),
                Arrival(person_id=room.person(_VIK), remote=True),
                Arrival(person_id=room.person(_ÅRDAL_DEPUTY), stands_in_for=room.person(_ÅRDAL)),
            ),
            absent=(room.person(_ÅRDAL),),
        )
    )
    await room.note(1)
    await room.adopt(2, blanks=("Fråsegn om flyplasstilbodet",))
    await _airport(room)
    await room.note(3, 4, 5, 6)
    room.clock(9, 45)
    await room.adopt(7)
    await _principles(room)
    room.clock(10, 40)
    await room.adopt(9, blanks=("Luster", "Sogndal", "Årdal"))
    await room.adopt(10, blanks=("Luster og Sogndal",))
    room.clock(11, 25)
    await room.do(orders.Adjourn(reason="Lunsj"))
    room.clock(11, 55)
    await room.do(orders.Resume())
    await _surveying(room)
    await room.adopt(12)
    await _new_projects(room)
    await _alarms(room)
    await room.adopt(15)
    room.clock(13, 50)
    await room.note(16)
    await room.adopt(17)
    await room.note(18, 19)
    await room.adopt(20)
    room.clock(14, 40)
    await room.do(orders.CloseMeeting())


async def _airport(room: _Minute) -> None:
    """A matter that is raised when the agenda is approved, and treated last."""
    await room.do(
        orders.AddItem(
            type="decision",
            title="Fråsegn om flyplasstilbodet",
            proposal=doc("Styret stør fråsegna som Sognarådet IPR arbeider med, og ber om å få lese henne i november."),
        )
    )


async def _principles(room: _Minute) -> None:
    """Voted on by name: one against, who has a dissent entered."""
    item = await room.take_up(8)
    proposal_id = item.proposals[0].id
    vote = await room.do(orders.OpenVote(subject="proposals", proposal_ids=(proposal_id,)))
    for name in (CHAIR, _LUSTER, _AURLAND, _SOGNDAL, _VIK, _ÅRDAL_DEPUTY):
        choice = "against" if name == _AURLAND else "for"
        await room.do(orders.CastBallot(vote=vote, person_id=room.person(name), choice=choice))
    await room.do(orders.CloseVote())
    await room.do(
        orders.RecordDissent(
            item_id=item.fact.id,
            person_id=room.person(_AURLAND),
            text="Ein liten kommune ber ein for stor del når den faste delen er lik for alle. Eg ville hatt han ned "
            "på 20 prosent.",
        )
    )
    await room.conclude("adopted")


async def _surveying(room: _Minute) -> None:
    """Postponed, since the blank in it can't be filled yet."""
    await room.take_up(11)
    await room.ask("postponement", 6)
    await room.conclude("postponed", "Arbeidsgjevarane må drøfte datoen med dei tillitsvalde først.")


async def _new_projects(room: _Minute) -> None:
    """A guest has the floor, and an amendment is carried and written in."""
    item = await room.take_up(13)
    guest = await room.do(orders.RequestFloor(name="Eldbjørg Haugateig, prosjektleiar"))
    await room.do(orders.GiveFloor(speaker=guest))
    await room.do(orders.EndSpeech())
    main = item.proposals[0]
    point = "Administrasjonen orienterer om prosjekta i kvart møte fram til dei er i gang."
    await room.do(orders.MoveProposal(kind="amendment", text=doc(f"Nytt punkt 6: {point}"), mover_id=room.person(_VIK)))
    amendment = room.item(13).proposals[-1]
    steps = tuple(VoteOrderStep(way="for_against", proposal_ids=(one.id,)) for one in (amendment, main))
    await room.do(orders.SettleVoteOrder(steps=steps))
    await room.do(orders.OpenVote(subject="proposals", method="by_count", proposal_ids=(amendment.id,)))
    await room.do(orders.CloseVote(counts={"for": 4, "against": 2}))
    points = cast(list[Node], main.text["content"])[0]
    amended = {**points, "content": [*points["content"], li(point)]}
    await room.do(orders.ReviseProposal(proposal_id=main.id, text={"type": "doc", "content": [amended]}))
    await room.count(13, 6)
    await room.conclude("adopted_as_amended")


async def _alarms(room: _Minute) -> None:
    """A member is inhabile, and a deputy has the seat for the item."""
    item = await room.take_up(14)
    member, deputy = room.person(_SOGNDAL), room.person(_SOGNDAL_DEPUTY)
    await room.do(orders.Arrive(person_id=deputy))
    await room.do(
        orders.DeclareInhability(
            item_id=item.fact.id,
            person_id=member,
            legal_basis="kommunelova § 11-10, jf. forvaltningslova § 6 første ledd bokstav e",
        )
    )
    await room.ask("inhability", 5, member)
    await room.do(orders.StepIn(person_id=deputy, member_id=member, item_id=item.fact.id))
    await room.count(14, 6)
    await room.conclude("adopted")
    await room.do(orders.Leave(person_id=deputy))
