"""An organisation with a word of its own in every field that the public must not see, and some words that it may."""

import datetime as dt
import io
import itertools
from dataclasses import dataclass, field
from typing import Any

import docx
import pikepdf
import typst
from sqlmodel import select

from api.domain.identity import service as identity
from api.domain.kernel.sorting import norwegian_key
from api.domain.minutes.tables import MinutesVersion
from api.domain.organisation.tables import Body, KeyFigure, KeyFigureSeries, Mandate, Municipality, Person
from tests.api.budgets import adopted, begin, council, line, send
from tests.api.procedures import act, answer, sent
from tests.api.register import CLOSED, correct, follow_up, held, record, step
from tests.api.rooms import with_blank
from tests.api.site import API, Site, day, item, text

IDENTITY_NUMBER = "010190 10046"
SOME_DAY = dt.date(2025, 1, 1)
_LETTERS = "bcdfghjklmnpqrstvwxz"


@dataclass
class Canaries:
    """``hidden`` maps each word that must never get out to where it was put; ``shown`` are words that do get out."""

    hidden: dict[str, str] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    ids: dict[str, set[str]] = field(default_factory=dict)
    """Every id there is, published or not, by its prefix."""
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def hide(self, where: str) -> str:
        word = self._word()
        self.hidden[word] = where
        return word

    def show(self) -> str:
        word = self._word()
        self.shown.add(word)
        return word

    def _word(self) -> str:
        number = next(self._numbers)
        return "qyx" + "".join(_LETTERS[number // 20**place % 20] for place in range(3)) + "xyq"

    def take(self, value: object) -> None:
        """Note every id in an answer."""
        if isinstance(value, dict):
            for child in value.values():
                self.take(child)
        elif isinstance(value, list):
            for child in value:
                self.take(child)
        elif isinstance(value, str) and value[:5].partition("_")[1] and len(value) > 26:
            self.ids.setdefault(value.partition("_")[0], set()).add(value)


def pdf(words: str) -> bytes:
    """A file whose words stand in its text, in its bookmarks and in what it says of itself."""
    source = f'#set document(title: "{words}")\n#set heading(bookmarked: true)\n= {words}\n{words}'
    return typst.compile(source.encode())


def word_file(words: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(words)
    document.core_properties.title = words
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def picture_text(words: str, document_id: str, alternative: str) -> dict[str, Any]:
    return {
        "type": "doc",
        "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": words}]},
            {"type": "image", "attrs": {"document": document_id, "alt": alternative}},
        ],
    }


async def plant(site: Site) -> Canaries:
    """Fill the site, publish some of it, take some of that back, and change some of the rest afterwards."""
    c = Canaries()
    await _organisation(site, c)
    await _members(site, c, await _standing_meeting(site, c))
    await _agenda_only(site, c)
    await _closed_meeting(site, c)
    await _unpublished_meeting(site, c)
    await _plans(site, c)
    await _withdrawn_meeting(site, c)
    await _withdrawn_version(site, c)
    await _meeting_room(site, c)
    await _minutes(site, c)
    await _imports(site, c)
    await _resolutions(site, c)
    await _in_writing(site, c)
    await _budgets(site, c)
    await _cost_sharing(site, c)
    answer = await site.admin.get(f"{API}/changes")
    c.take(answer.json())
    return c


async def _organisation(site: Site, c: Canaries) -> None:
    async with site.database.work.begin() as session:
        quiet = c.hide("name of a body that has published nothing")
        body = Body(slug=c.hide("its slug"), name=quiet, kind="network", sort_key=norwegian_key(quiet))
        place = c.hide("name of a municipality")
        municipality = Municipality(number="4644", name=place, sort_key=norwegian_key(place))
        member = c.hide("name of a person")
        person = Person(name=member, email=f"{c.hide('e-mail')}@example.no", sort_key=norwegian_key(member))
        session.add_all([body, municipality, person])
        await session.flush()
        series = c.hide("series of a key figure")
        session.add(KeyFigureSeries(slug=series, name=c.hide("name of a series")))
        await session.flush()
        session.add(
            KeyFigure(
                municipality_id=municipality.id,
                series=series,
                as_of=SOME_DAY,
                value=81729354,
                source=c.hide("source of a key figure"),
            )
        )
        # Over before the meeting whose minutes are published: those name everybody who was absent.
        over = {"starts_on": SOME_DAY, "ends_on": SOME_DAY + dt.timedelta(days=1)}
        session.add(Mandate(person_id=person.id, body_id=site.body_id, role="member", **over))
        await identity.create_account(session, c.hide("user name"), c.hide("name of an account"), "another password")
        c.ids.setdefault("body", set()).update({body.id, site.body_id})
        c.take([municipality.id, person.id])


async def _cost_sharing(site: Site, c: Canaries) -> None:
    """A calculation that nobody has made public, one that was taken back, and an agreement that is still a draft."""
    keys = {"fixedPercent": "100"}
    asked = {"amount": "100", "models": [{**keys, "name": c.hide("model of a calculation")}]}
    for kind in ("unpublished", "withdrawn"):
        new = {"name": c.hide(f"name of a calculation, {kind}"), "asked": asked}
        answer = await site.admin.post(f"{API}/cost-sharing/calculations", json=new)
        assert answer.status_code == 201, answer.text
        c.take(answer.json())
        path = f"{API}/cost-sharing/calculations/{answer.json()['id']}"
        for action, order in (("publish", None), ("withdraw", {"reason": c.show()})) if kind == "withdrawn" else ():
            headers = {"If-Match": (await site.admin.get(path)).headers["etag"]}
            done = await site.admin.post(f"{path}/actions/{action}", json=order, headers=headers)
            assert done.status_code == 200, done.text
    draft = {"name": c.hide("name of an agreement"), "purpose": c.hide("its purpose"), "model": keys}
    answer = await site.admin.post(f"{API}/cost-sharing-agreements", json=draft)
    assert answer.status_code == 201, answer.text
    c.take(answer.json())


async def _plans(site: Site, c: Canaries) -> None:
    """What meetings are made from, and one that was called off before anyone knew of it."""
    standing = f"{API}/bodies/{site.body_id}/standing-items"
    seen = await site.admin.get(standing)
    item_of_each = {
        "type": "approval",
        "title": c.hide("title of a standing item"),
        "proposal": text(c.hide("its proposal")),
    }
    answer = await site.admin.put(standing, json={"items": [item_of_each]}, headers={"If-Match": seen.headers["etag"]})
    assert answer.status_code == 200, answer.text
    c.take(answer.json())
    date = {"date": "2031-03-03", "startsAt": "09:00", "place": c.hide("place of a calendar date")}
    answer = await site.admin.post(f"{API}/bodies/{site.body_id}/calendar-dates", json={"dates": [date]})
    assert answer.status_code == 201, answer.text
    c.take(answer.json())
    made = await site.create(
        number="CALLED-OFF", title=c.hide("title of a cancelled meeting"), startsAt=day(900), endsAt=None
    )
    path = f"{API}/meetings/{made['id']}"
    etag = (await site.admin.get(path)).headers["etag"]
    reason = {"reason": c.hide("why it was cancelled")}
    answer = await site.admin.post(f"{path}/actions/cancel", json=reason, headers={"If-Match": etag})
    assert answer.status_code == 200, answer.text
    c.take(answer.json())


async def _document(site: Site, c: Canaries, content: bytes, name: str, **closed: str) -> str:
    found = await site.upload(content, name, title=closed.pop("title"))
    if closed:
        answer = await site.admin.put(
            f"{API}/documents/{found['id']}/access",
            json={"access": "closed", **closed},
            headers={"If-Match": f'"{found["revision"]}"'},
        )
        assert answer.status_code == 200, answer.text
    c.take(found)
    return str(found["id"])


async def _closed_item(site: Site, c: Canaries, where: str) -> dict[str, Any]:
    """An item with a hidden word in every field but for its open title and its legal basis."""
    inside = await _document(
        site,
        c,
        pdf(c.hide(f"{where}: text of an attached open document")),
        f"{c.hide(f'{where}: file name')}.pdf",
        title=c.hide(f"{where}: title of an attached open document"),
    )
    return item(
        c.hide(f"{where}: title"),
        access="closed",
        openTitle=c.show(),
        legalBasis=f"offl. § 13 {c.show()}",
        proposals=[
            {"text": text(c.hide(f"{where}: proposal")), "recommendsTo": c.hide(f"{where}: whom it recommends to")}
        ],
        text=picture_text(c.hide(f"{where}: text"), inside, c.hide(f"{where}: alternative text of a picture")),
        subItems=[
            {"label": "a", "title": c.hide(f"{where}: sub-item"), "text": text(c.hide(f"{where}: sub-item's text"))}
        ],
        attachments=[
            {"title": c.hide(f"{where}: attachment's title"), "documentId": inside},
            {
                "title": c.hide(f"{where}: attachment of the sub-item"),
                "number": c.hide(f"{where}: its number"),
                "subItem": "a",
                "documentId": inside,
            },
        ],
        references=[{"text": c.hide(f"{where}: reference"), "caseNumber": c.hide(f"{where}: its case number")}],
        deadlines=[{"text": c.hide(f"{where}: deadline"), "date": "2025-12-01"}],
    )


async def _resolutions(site: Site, c: Canaries) -> None:
    """What a meeting has resolved in the open and behind closed doors: nothing of it is published."""
    meeting = await held(site, item("Ope"), item("Lukka"))
    c.take(meeting)
    for index, kind, access in ((0, "open resolution", {}), (1, "closed resolution", CLOSED)):
        made = await record(
            site,
            meeting,
            index,
            title=c.hide(f"{kind}: title"),
            words=c.hide(f"{kind}: text before it was corrected"),
            **access,
        )
        corrected = await correct(
            site,
            made["id"],
            title=c.hide(f"{kind}: new title"),
            text=text(c.hide(f"{kind}: text")),
            vote=c.hide(f"{kind}: vote"),
            dissents=[{"who": c.hide(f"{kind}: who dissents"), "text": c.hide(f"{kind}: dissent")}],
            delegations=[{"to": "Styreleiar", "text": c.hide(f"{kind}: authority")}],
            reason=c.hide(f"{kind}: why it was corrected"),
            **access,
        )
        assert corrected.status_code == 201, corrected.text
        row = await follow_up(
            site, made["id"], what=c.hide(f"{kind}: follow-up"), ownerName=c.hide(f"{kind}: owner outside")
        )
        done = await step(site.admin, row, "done", {"result": c.hide(f"{kind}: result of a follow-up")})
        assert done.status_code == 200, done.text
        c.take(corrected.json())
        c.take(row)
    declared = await site.admin.post(
        f"{API}/agenda-items/{meeting['items'][1]['id']}/inhabilities", json={"personId": site.people["deputy"]}
    )
    assert declared.status_code == 201, declared.text
    evaluation = (await site.admin.post(f"{API}/meetings/{meeting['id']}/evaluation", json={})).json()
    c.take(evaluation)
    said = {"scores": [3] * 5, "remark": c.hide("a remark in an evaluation that nobody is shown")}
    answer = await site.actors["member"].put(f"{API}/evaluations/{evaluation['id']}/answer", json=said)
    assert answer.status_code == 204, answer.text


async def _in_writing(site: Site, c: Canaries) -> None:
    """A closed case that was settled in writing, and an open one that was not; what is published are their records.

    One more was taken back.
    """
    for kind, access in (("open case in writing", {}), ("closed case in writing", CLOSED)):
        inside = await _document(
            site,
            c,
            pdf(c.hide(f"{kind}: text of its document")),
            f"{c.hide(f'{kind}: file name')}.pdf",
            title=c.hide(f"{kind}: title of its document"),
        )
        procedure = await sent(
            site,
            ("deputy",) if access else (),
            title=c.hide(f"{kind}: title") if access else c.show(),
            text=text(c.hide(f"{kind}: text")),
            proposals=[{"text": text(c.hide(f"{kind}: proposal"))}],
            attachments=[{"title": c.hide(f"{kind}: attachment"), "documentId": inside}],
            reason=c.hide(f"{kind}: why it was settled in writing"),
            **({**access, "openTitle": c.show()} if access else {}),
        )
        c.take(procedure)
        for who in ("member", "chair"):
            said = c.hide(f"{kind}: comment of the {who}")
            answered = await answer(site, procedure["id"], who, content=True, form=bool(access), comment=said)
            assert answered.status_code in (201, 409), answered.text
            c.take(answered.json())
        assert (await act(site, procedure["id"], "publish-record", "administration")).status_code == 200
    taken_back = await sent(site, title=c.hide("open case in writing: title of one whose record was taken back"))
    c.take(taken_back)
    why = {"reason": c.hide("open case in writing: why it was ended")}
    assert (await act(site, taken_back["id"], "withdraw", **why)).status_code == 200
    assert (await act(site, taken_back["id"], "publish-record", "administration")).status_code == 200
    told = {"reason": f"Feil: {c.show()}"}
    assert (await act(site, taken_back["id"], "withdraw-record", "administration", **told)).status_code == 200


async def _budgets(site: Site, c: Canaries) -> None:
    """A budget in force and a draft, with accounts, a move and a fund: nothing of it is published."""
    council_id = await council(site)
    lines = [
        line("income", c.hide("budget: income"), "external", "81729.41"),
        line("expense", c.hide("budget: expense"), None, "71728.41"),
        line("expense", c.hide("budget: another expense"), None, "10001.00"),
    ]
    budget = await adopted(site, council_id, *lines, title=c.hide("budget: title"))
    move = {"fromKey": budget["lines"][1]["lineKey"], "toKey": budget["lines"][2]["lineKey"], "amountNok": "1.00"}
    await send(site, budget["id"], "POST", "moves", {**move, "reason": c.hide("budget: why something was moved")})
    headers = {"If-Match": (await site.admin.get(f"{API}/budgets/{budget['id']}")).headers["etag"]}
    content = f"Konto;Namn;Saldo\n5000;{c.hide('budget: name of an account')};91827364\n".encode()
    report = await site.admin.post(
        f"{API}/budgets/{budget['id']}/accounts-reports",
        files={"file": (f"{c.hide('budget: file of the accounts')}.csv", content)},
        data={"asOf": f"{budget['year']}-10-09", "accept": "true"},
        headers=headers,
    )
    assert report.status_code == 200, report.text
    lines = [line("expense", c.hide("draft budget: expense"), None, "1.00")]
    draft = await begin(site, council_id, *lines, title=c.hide("draft budget: title"))
    named = {"bodyId": site.body_id, "name": c.hide("fund: name"), "purpose": c.hide("fund: purpose")}
    fund = await site.admin.post(f"{API}/funds", json=named)
    assert fund.status_code == 201, fund.text
    for one in (budget, draft, report.json(), fund.json()):
        c.take(one)


async def _standing_meeting(site: Site, c: Canaries) -> dict[str, Any]:
    """A meeting with an agenda, papers that supersede it, and changes since."""
    shown = await _document(site, c, pdf(c.show()), f"{c.show()}.pdf", title=c.show())
    shown_word = await _document(site, c, word_file(c.show()), f"{c.show()}.docx", title=c.show())
    closed_title = c.show()
    closed = await _document(
        site,
        c,
        pdf(c.hide("text of a closed document")),
        f"{c.hide('file name of a closed document')}.pdf",
        title=c.hide("title of a closed document"),
        openTitle=closed_title,
        legalBasis="offl. § 13",
    )
    redacted = await _document(site, c, pdf(c.show()), f"{c.show()}.pdf", title=c.hide("title of a redacted version"))
    original = await _document(
        site,
        c,
        pdf(c.hide("text of a document that has a redacted version")),
        f"{c.hide('file name of a document that has a redacted version')}.pdf",
        title=c.hide("title of a document that has a redacted version"),
        openTitle=c.show(),
        legalBasis="offl. § 13",
    )
    linked = await site.admin.put(
        f"{API}/documents/{original}/open-version", json={"documentId": redacted}, headers={"If-Match": '"2"'}
    )
    assert linked.status_code == 200, linked.text
    nameless = await _document(
        site,
        c,
        word_file(c.hide("text of a closed document without an open title")),
        f"{c.hide('its file name')}.docx",
        title=c.hide("its title"),
        legalBasis="offl. § 13",
    )
    stray = await _document(
        site,
        c,
        b"\x89PNG\r\n\x1a\n" + c.hide("bytes of a picture that is attached nowhere").encode(),
        f"{c.hide('file name of such a picture')}.png",
        title=c.hide("title of such a picture"),
    )
    meeting = await site.create(
        number="01-25",
        title=f"Styremøte {c.show()}",
        startsAt=day(1),
        endsAt=None,
        items=[
            item(
                c.show(),
                proposals=[
                    {"text": text(c.show())},
                    {
                        "kind": "alternative",
                        "text": text(c.hide("closed proposal")),
                        "access": "closed",
                        "legalBasis": f"offl. § 13 {c.show()}",
                        "recommendsTo": c.hide("closed proposal: whom it recommends to"),
                        "mover": c.hide("closed proposal, who moves it"),
                    },
                ],
                text=picture_text(c.show(), stray, c.hide("alternative text of a picture attached nowhere")),
                attachments=[
                    {"title": c.show(), "documentId": shown},
                    {"title": c.show(), "documentId": shown_word},
                    {"title": c.hide("attachment's title for a closed document"), "documentId": closed},
                    {"title": c.hide("another one"), "documentId": nameless},
                    {"title": c.hide("attachment's title for a redacted document"), "documentId": original},
                ],
                deadlines=[{"text": c.hide("a deadline, which isn't published"), "date": "2025-12-01"}],
            ),
            await _closed_item(site, c, "closed item"),
            item(f"{c.show()} {IDENTITY_NUMBER}"),
        ],
    )
    c.take(meeting)
    reason = {"path": "/items/2", "code": "identity-number", "reason": c.hide("reason of an override")}
    await site.publish(meeting["id"], "agenda", overrides=[reason])
    await site.publish(meeting["id"], "papers", overrides=[reason], changeNote=c.show())
    await _change_afterwards(site, c, meeting, shown)
    return meeting


async def _members(site: Site, c: Canaries, meeting: dict[str, Any]) -> None:
    """A member's private note, and a deputy who is inhabile in the closed item."""
    place = {"exact": c.hide("a private note"), "prefix": c.hide("a private note"), "suffix": c.hide("a private note")}
    note = await site.actors["member"].post(
        f"{API}/notes",
        json={
            "meetingId": meeting["id"],
            "itemId": meeting["items"][1]["id"],
            "text": c.hide("a private note"),
            "anchor": place,
        },
    )
    assert note.status_code == 201, note.text
    declared = await site.actors["deputy"].post(
        f"{API}/agenda-items/{meeting['items'][1]['id']}/inhabilities",
        json={"reason": c.hide("why a deputy is inhabile")},
    )
    assert declared.status_code == 201, declared.text
    c.take([note.json()["id"], declared.json()["id"]])


async def _change_afterwards(site: Site, c: Canaries, meeting: dict[str, Any], document_id: str) -> None:
    added = await site.admin.post(
        f"{API}/documents/{document_id}/versions",
        files={
            "file": (
                f"{c.hide('file name of a version that is not published')}.pdf",
                pdf(c.hide("text of a version that is not published")),
            )
        },
    )
    assert added.status_code == 201
    c.take(added.json())
    supplement = await site.admin.post(
        f"{API}/meetings/{meeting['id']}/agenda-items",
        json=item(c.hide("title of a supplement"), text=text(c.hide("text of a supplement"))),
    )
    assert supplement.status_code == 201
    c.take(supplement.json())
    first = (await site.admin.get(f"{API}/agenda-items/{meeting['items'][0]['id']}")).headers["etag"]
    changed = await site.admin.patch(
        f"{API}/agenda-items/{meeting['items'][0]['id']}",
        json={"title": c.hide("a new title"), "text": text(c.hide("a new text"))},
        headers={"If-Match": first},
    )
    assert changed.status_code == 200, changed.text
    current = (await site.admin.get(f"{API}/meetings/{meeting['id']}")).headers["etag"]
    moved = await site.admin.patch(
        f"{API}/meetings/{meeting['id']}",
        json={
            "title": c.hide("a meeting's new title"),
            "place": c.hide("a new place"),
            "programme": [{"startsAt": "09:00", "text": c.hide("a new programme")}],
            "sideEvents": [{"title": c.hide("a new side event"), "startsAt": day(1)}],
        },
        headers={"If-Match": current},
    )
    assert moved.status_code == 200, moved.text
    c.take(moved.json())


async def _agenda_only(site: Site, c: Canaries) -> None:
    """An agenda without papers shows titles and nothing of the cases."""
    attached = await _document(
        site,
        c,
        pdf(c.hide("agenda only: text of a document")),
        f"{c.hide('agenda only: file name')}.pdf",
        title=c.hide("agenda only: title of a document"),
    )
    meeting = await site.create(
        number="02-25",
        startsAt=day(2),
        endsAt=None,
        programme=[{"startsAt": "09:00", "text": c.show()}],
        items=[
            item(
                c.show(),
                proposals=[
                    {"text": text(c.hide("agenda only: proposal")), "recommendsTo": c.hide("agenda only: body")}
                ],
                text=text(c.hide("agenda only: text")),
                subItems=[{"label": "a", "title": c.hide("agenda only: sub-item")}],
                attachments=[{"title": c.hide("agenda only: attachment"), "documentId": attached}],
                references=[{"text": c.hide("agenda only: reference")}],
            ),
            await _closed_item(site, c, "agenda only, closed item"),
        ],
    )
    c.take(meeting)
    await site.publish(meeting["id"], "agenda")


async def _unpublished_meeting(site: Site, c: Canaries) -> None:
    attached = await _document(
        site,
        c,
        pdf(c.hide("unpublished: text")),
        f"{c.hide('unpublished: file')}.pdf",
        title=c.hide("unpublished: doc"),
    )
    meeting = await site.create(
        number=c.hide("number of an unpublished meeting"),
        title=c.hide("title of an unpublished meeting"),
        place=c.hide("place of an unpublished meeting"),
        startsAt=day(3),
        endsAt=None,
        programme=[{"startsAt": "09:00", "text": c.hide("programme of an unpublished meeting")}],
        sideEvents=[{"title": c.hide("side event of an unpublished meeting"), "startsAt": day(3)}],
        items=[
            item(
                c.hide("item of an unpublished meeting"),
                text=text(c.hide("its text")),
                attachments=[{"title": c.hide("its attachment"), "documentId": attached}],
            )
        ],
    )
    c.take(meeting)
    order = await site.publish(
        meeting["id"], "papers", at="2150-01-01T12:00:00Z", changeNote=c.hide("note of a publication to come")
    )
    c.take(order)


async def _closed_meeting(site: Site, c: Canaries) -> None:
    """Of a closed meeting there is a number, a time, an open title and a legal basis, when it is moved as well."""
    attached = await _document(
        site,
        c,
        pdf(c.hide("closed meeting: text of a document")),
        f"{c.hide('closed meeting: file name')}.pdf",
        title=c.hide("closed meeting: title of a document"),
    )
    meeting = await site.create(
        number="07-25",
        title=c.hide("title of a closed meeting"),
        access="closed",
        openTitle=c.show(),
        legalBasis=f"kommunelova § 11-5 {c.show()}",
        startsAt=day(6),
        endsAt=None,
        place=c.hide("place of a closed meeting"),
        programme=[{"startsAt": "09:00", "text": c.hide("programme of a closed meeting")}],
        sideEvents=[{"title": c.hide("side event of a closed meeting"), "startsAt": day(6)}],
        items=[
            item(
                c.hide("closed meeting: title of an item"),
                proposals=[{"text": text(c.hide("closed meeting: proposal"))}],
                text=text(c.hide("closed meeting: text of an item")),
                attachments=[{"title": c.hide("closed meeting: attachment"), "documentId": attached}],
            ),
            await _closed_item(site, c, "closed meeting"),
        ],
    )
    c.take(meeting)
    await site.publish(meeting["id"], "papers")
    path = f"{API}/meetings/{meeting['id']}"
    etag = (await site.admin.get(path)).headers["etag"]
    order = {"reason": c.show(), "startsAt": day(6), "place": c.hide("new place of a closed meeting")}
    answer = await site.admin.post(f"{path}/actions/move", json=order, headers={"If-Match": etag})
    assert answer.status_code == 200, answer.text


async def _withdrawn_meeting(site: Site, c: Canaries) -> None:
    """Of a withdrawn meeting the title, the day and the reason are left."""
    attached = await _document(
        site, c, pdf(c.hide("withdrawn: text")), f"{c.hide('withdrawn: file')}.pdf", title=c.hide("withdrawn: document")
    )
    meeting = await site.create(
        number="04-25",
        startsAt=day(4),
        endsAt=None,
        place=c.hide("withdrawn: place"),
        programme=[{"startsAt": "09:00", "text": c.hide("withdrawn: programme")}],
        sideEvents=[{"title": c.hide("withdrawn: side event"), "startsAt": day(4)}],
        items=[
            item(
                c.hide("withdrawn: title of an item"),
                text=text(c.hide("withdrawn: text of an item")),
                attachments=[{"title": c.hide("withdrawn: attachment"), "documentId": attached}],
            )
        ],
    )
    c.take(meeting)
    c.take(await site.publish(meeting["id"], "papers", changeNote=c.hide("withdrawn: note")))
    await site.withdraw(meeting["id"], f"Reason: {c.show()}")


async def _withdrawn_version(site: Site, c: Canaries) -> None:
    """A version that said too much is superseded and then taken back by itself."""
    meeting = await site.create(
        number="05-25",
        startsAt=day(5),
        endsAt=None,
        items=[item(c.show(), text=text(c.hide("withdrawn version: text")))],
    )
    c.take(meeting)
    told_too_much = await site.publish(meeting["id"], "papers", changeNote=c.hide("withdrawn version: note"))
    c.take(told_too_much)
    address = f"{API}/agenda-items/{meeting['items'][0]['id']}"
    etag = (await site.admin.get(address)).headers["etag"]
    await site.admin.patch(address, json={"text": text(c.show())}, headers={"If-Match": etag})
    await site.publish(meeting["id"], "papers", changeNote=c.show())
    answer = await site.admin.post(
        f"{API}/publications/{told_too_much['id']}/actions/withdraw", json={"reason": f"Reason: {c.show()}"}
    )
    assert answer.status_code == 200, answer.text


async def _meeting_room(site: Site, c: Canaries) -> None:
    """A meeting that is going on, with the doors closed for one item by law and for another by a vote."""
    meeting = await site.create(
        number="08-25",
        startsAt=day(6),
        endsAt=None,
        items=[
            item(c.show(), proposals=[{"text": text(c.show())}]),
            await _closed_item(site, c, "room, closed item"),
            item(c.show(), proposals=[{"text": text(c.show())}]),
        ],
    )
    c.take(meeting)
    await site.publish(meeting["id"], "papers")
    opened, closed, shut = (one["id"] for one in meeting["items"])
    address = f"{API}/agenda-items/{opened}"
    changed = await site.admin.patch(
        address,
        json={"title": c.hide("title written since the papers"), "text": text(c.hide("text written since the papers"))},
        headers={"If-Match": (await site.admin.get(address)).headers["etag"]},
    )
    assert changed.status_code == 200, changed.text
    late = item(c.hide("title of an item that nobody was given"), proposals=[{"text": text(c.hide("its proposal"))}])
    supplement = await site.admin.post(f"{API}/meetings/{meeting['id']}/agenda-items", json=late)
    assert supplement.status_code == 201
    c.take(supplement.json())

    async def do(action: str, **order: Any) -> dict[str, Any]:
        room = f"{API}/meetings/{meeting['id']}/room"
        headers = {"If-Match": (await site.admin.get(room)).headers["etag"]}
        answer = await site.admin.post(f"{room}/actions/{action}", json=order, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def vote(**asked: Any) -> None:
        number = (await do("open-vote", **asked))["seq"]
        for who in ("chair", "member"):
            await do("cast-ballot", vote=number, choice="for", personId=site.people[who])
        await do("close-vote")

    people = ("chair", "member", "union_representative")
    first = await do("open", present=[{"personId": site.people[one]} for one in people])
    proposals = {one["id"]: [proposal["id"] for proposal in one["proposals"]] for one in first["items"]}
    await do("start-item", itemId=opened)
    await do("move-proposal", kind="alternative", text=text(c.show()), moverId=site.people["member"])
    await do("remark", itemId=opened, text=c.hide("room: remark in an open item"))
    await do(
        "record-dissent", itemId=opened, personId=site.people["chair"], text=c.hide("room: dissent in an open item")
    )
    await do("start-item", itemId=closed)
    await do("close-doors", legalBasis="koml-11-5-2")
    await do("request-floor", name=c.hide("room: guest behind closed doors"))
    await do("remark", itemId=closed, text=c.hide("room: remark behind closed doors"))
    await vote(subject="proposals", proposalIds=proposals[closed])
    await do("open-doors")
    await do("conclude-item", outcome="adopted", note=c.hide("room: note on a closed item"))
    await do(
        "declare-inhability",
        itemId=opened,
        personId=site.people["member"],
        reason=c.hide("why a member is inhabile in the room"),
    )
    await do("start-item", itemId=shut)
    await vote(subject="closing", legalBasis="koml-11-5-3-a")
    await do("close-doors", legalBasis="koml-11-5-3-a")
    await do("move-proposal", kind="alternative", text=text(c.hide("room: proposal moved behind closed doors")))
    moved = (await do("move-proposal", kind="alternative", text=with_blank()))["seq"]
    filled = c.hide("room: blank filled behind closed doors")
    await do("fill-blanks", proposalId=f"moved_{moved}", values=[filled])
    await do("open-doors")


async def _minutes(site: Site, c: Canaries) -> None:
    """Minutes of a meeting that is over, sealed and published, with a closed item and what was said of the draft."""
    meeting = await site.create(
        number="09-25",
        startsAt=day(7),
        endsAt=None,
        items=[
            item(c.show(), proposals=[{"text": text(c.show())}]),
            await _closed_item(site, c, "minutes, closed item"),
        ],
    )
    c.take(meeting)
    await site.publish(meeting["id"], "papers")
    opened, closed = (one["id"] for one in meeting["items"])

    async def send(method: str, part: str, who: str = "administration", **body: Any) -> dict[str, Any]:
        client, path = site.actors[who], f"{API}/meetings/{meeting['id']}"
        headers = {"If-Match": (await client.get(f"{path}/{part.partition('/')[0]}")).headers["etag"]}
        answer = await client.request(method, f"{path}/{part}", json=body, headers=headers)
        assert answer.status_code in (200, 201), answer.text
        c.take(answer.json())
        return answer.json()

    async def do(action: str, **order: Any) -> dict[str, Any]:
        return await send("POST", f"room/actions/{action}", **order)

    people = [{"personId": site.people[one]} for one in ("chair", "member")]
    first = await do("open", present=people)
    proposals = {one["id"]: [proposal["id"] for proposal in one["proposals"]] for one in first["items"]}
    await do("start-item", itemId=opened)
    await do("remark", itemId=opened, text=c.show())
    number = (await do("open-vote", subject="proposals", proposalIds=proposals[opened]))["seq"]
    for who in ("chair", "member"):
        await do("cast-ballot", vote=number, choice="for", personId=site.people[who])
    await do("close-vote")
    await do("conclude-item", outcome="adopted")
    await do("start-item", itemId=closed)
    await do(
        "declare-inhability",
        itemId=closed,
        personId=site.people["member"],
        reason=c.hide("minutes: why a member is inhabile in a closed item"),
    )
    await do("close-doors", legalBasis="koml-11-5-2")
    await do("remark", itemId=closed, text=c.hide("minutes: remark behind closed doors"))
    await do("open-doors")
    await do("conclude-item", outcome="withdrawn", note=c.hide("minutes: note on a closed item"))
    await do("close")

    early = {opened: {"mode": "replace", "text": text(c.hide("minutes: what an edit said before it was changed"))}}
    await send("PATCH", "minutes", edits=early)
    edits = {
        "head": {"mode": "add", "text": text(c.show())},
        opened: {"mode": "add", "text": text(c.show())},
        closed: {"mode": "add", "text": text(c.hide("minutes: the secretary's words on a closed item"))},
    }
    await send("PATCH", "minutes", edits=edits)
    await send("POST", "minutes/actions/send", way="at_once", signers=[site.people["chair"]])
    said = {"section": opened, "text": c.hide("minutes: comment")}
    commented = await send("POST", "minutes/comments", "chair", **said)
    for one in commented["comments"]:
        path = f"minutes/comments/{one['id']}/actions/answer"
        await send("POST", path, answer=c.hide("minutes: answer to a comment"))
    await send("POST", "minutes/actions/approve", "chair", version=1)
    await send("POST", "minutes/actions/conclude")
    await send("POST", "minutes/actions/seal")
    await send("POST", "minutes/actions/publish")
    async with site.database.work() as session:
        (salt,) = await session.scalars(select(MinutesVersion.salt))
    c.hidden[salt[:32]] = c.hidden[salt[32:]] = "salt of the minutes"


async def _imports(site: Site, c: Canaries) -> None:
    lines = [
        "Styremøte 06-25 i Fjordane KO",
        f"Stad: {c.hide('import: place')}",
        "Tid: 20. november 2025 kl. 09:00-14:00",
        f"Sak 1: {c.hide('import: title')}",
        "Framlegg til vedtak:",
        c.hide("import: proposal"),
        "Saksframstilling:",
        c.hide("import: text"),
    ]
    name = f"{c.hide('import: file name')}.txt"
    answer = await site.admin.post(f"{API}/imports", files={"file": (name, "\n".join(lines).encode())})
    assert answer.status_code == 201, answer.text
    c.take(answer.json())


def everything_in(pdf_bytes: bytes) -> bytes:
    """Every string, stream and embedded file of a PDF."""
    with pikepdf.open(io.BytesIO(pdf_bytes)) as document:
        parts: list[bytes] = []
        for number in range(1, len(document.objects) + 1):
            parts.extend(_bytes_of(document.get_object(number, 0)))
    return b"\n".join(parts)


def _bytes_of(value: Any) -> list[bytes]:
    found: list[bytes] = []
    if isinstance(value, pikepdf.Stream):
        found.append(value.read_bytes() if value.get("/Filter") != "/DCTDecode" else value.read_raw_bytes())
    if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        for child in value.values():
            if not getattr(child, "is_indirect", False):
                found.extend(_bytes_of(child))
    elif isinstance(value, pikepdf.Array):
        for child in value:
            if not getattr(child, "is_indirect", False):
                found.extend(_bytes_of(child))
    elif isinstance(value, pikepdf.String):
        found += [bytes(value), str(value).encode()]
    return found
