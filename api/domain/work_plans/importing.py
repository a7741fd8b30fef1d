"""Rows of a spreadsheet against a plan: what each would add or change, and what is wrong in which cell.

Rows are only ever added or changed: an entry that the sheet doesn't have stays as it is.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import oslo_date
from api.domain.kernel.errors import FieldError, Invalid
from api.domain.work_plans import service
from api.domain.work_plans.queries import BodyPlans
from api.domain.work_plans.schemas import EntryPatch, FieldChange, ImportFault, ImportPreview, ImportRow, NewEntry
from api.domain.work_plans.tables import WorkPlan, WorkPlanEntry

Column = Literal[
    "month",
    "meeting",
    "date",
    "kind",
    "title",
    "item_type",
    "responsible",
    "note",
    "recurrence",
    "state",
    "reason",
    "reference",
]
_LONGEST: Final = {"title": 500, "responsible": 200, "note": 2000}
_PLACE: Final = ("month", "date", "meeting_id")


@dataclass(frozen=True)
class SheetRow:
    """A row as it was read. ``number`` counts from 1 as in the spreadsheet, ``values`` has what was understood.

    ``values`` holds, of the columns that the sheet has, ``month`` (1–12), ``meeting`` and the texts as text, ``date``,
    and the choices as the API names them; None for an empty cell. ``faults`` are cells that were not understood.
    """

    number: int
    values: Mapping[str, Any]
    faults: tuple[ImportFault, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """What was read of a spreadsheet: the letter of each column that was recognised, and the rows with something."""

    letters: Mapping[Column, str]
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True)
class _Wanted:
    """What a row comes to: an entry to add (``entry`` None) or to change, with the fields that differ."""

    row: SheetRow
    entry: WorkPlanEntry | None
    fields: dict[str, Any]
    differing: dict[str, Any]
    faults: tuple[ImportFault, ...]


def preview(found: BodyPlans, plan: WorkPlan, sheet: Sheet) -> ImportPreview:
    """What accepting the sheet would do."""
    return _shown(found, _wanted(found, plan, sheet), accepted=False)


async def accept(session: AsyncSession, actor: Actor, found: BodyPlans, plan: WorkPlan, sheet: Sheet) -> ImportPreview:
    """Adds and changes what the sheet says, all or nothing. Raises Invalid when a cell is wrong."""
    wanted = _wanted(found, plan, sheet)
    shown = _shown(found, wanted, accepted=True)
    if shown.faults:
        raise Invalid(
            "The sheet has cells that can't be taken. Nothing was imported.",
            tuple(FieldError(f"/file/{fault.row}/{fault.field}", fault.code, fault.code) for fault in shown.faults),
        )
    for one in wanted:
        if one.entry is None:
            await service.add_entry(session, actor, found, plan, NewEntry(**one.fields))
        elif one.differing:
            place = {name: one.fields[name] for name in _PLACE} if one.differing.keys() & set(_PLACE) else {}
            await service.change_entry(session, actor, found, one.entry, EntryPatch(**{**one.differing, **place}))
    event.record(
        session,
        actor,
        "work_plan.imported",
        ("work_plan", plan.id),
        body_id=plan.body_id,
        after={"added": shown.added, "changed": shown.changed},
    )
    return shown


def _wanted(found: BodyPlans, plan: WorkPlan, sheet: Sheet) -> list[_Wanted]:
    entries = [entry for entry in found.entries.values() if entry.plan_id == plan.id]
    matched: set[str] = set()
    wanted = []
    for row in sheet.rows:
        fields, faults = _fields(found, plan, sheet, row)
        entry = _match(row, fields, entries, matched)
        if entry is not None:
            matched.add(entry.id)
        differing = {} if entry is None else _differing(entry, fields)
        if entry is not None and differing and entry.state != "planned":
            faults.append(_fault(sheet, row, "title", "not_planned", entry.state))
        if entry is None and "item_type" in fields and fields["kind"] == "activity":
            fields["item_type"] = None
        wanted.append(_Wanted(row, entry, fields, differing, tuple(faults)))
    return wanted


def _match(
    row: SheetRow, fields: Mapping[str, Any], entries: Sequence[WorkPlanEntry], matched: set[str]
) -> WorkPlanEntry | None:
    """The entry that a row is about: by its reference, else by its title and place. Each entry has one row."""
    left = [entry for entry in entries if entry.id not in matched]
    for entry in left:
        if row.values.get("reference") == entry.id:
            return entry
    for entry in left:
        same_place = (entry.month, entry.meeting_id) == (fields["month"], fields["meeting_id"])
        if same_place and entry.state != "moved" and entry.title.casefold() == (fields["title"] or "").casefold():
            return entry
    return None


def _fields(found: BodyPlans, plan: WorkPlan, sheet: Sheet, row: SheetRow) -> tuple[dict[str, Any], list[ImportFault]]:
    """The entry's fields that the row's columns give, and what is wrong with them."""
    values, faults = row.values, list(row.faults)
    doubtful = {fault.field for fault in faults}
    fields: dict[str, Any] = {"title": values.get("title"), "kind": values.get("kind") or "case"}
    for name in ("item_type", "responsible", "note", "recurrence"):
        if name in sheet.letters:
            fields[name] = values.get(name)
    if "recurrence" in fields:
        fields["recurrence"] = fields["recurrence"] or "none"
    if not fields["title"]:
        faults.append(_fault(sheet, row, "title", "title_missing", None))
    for name, longest in _LONGEST.items():
        if len(values.get(name) or "") > longest:
            faults.append(_fault(sheet, row, name, "text_too_long", None))
    place, wrong = _place(found, plan, sheet, row, doubtful)
    faults += wrong
    if fields.get("recurrence") == "each_meeting" and place["meeting_id"] is None and "meeting" not in doubtful:
        faults.append(_fault(sheet, row, "recurrence", "recurrence_needs_meeting", None))
    return {**fields, **place}, faults


def _place(
    found: BodyPlans, plan: WorkPlan, sheet: Sheet, row: SheetRow, doubtful: set[str]
) -> tuple[dict[str, Any], list[ImportFault]]:
    month, date, number = row.values.get("month"), row.values.get("date"), row.values.get("meeting")
    faults: list[ImportFault] = []
    if number is not None:
        meetings = [m for m in found.meetings.values() if m.number in (number, number.split(" ")[0])]
        here = next((m for m in meetings if oslo_date(m.starts_at).year == plan.year), None)
        if here is not None:
            own_month = oslo_date(here.starts_at).month
            if month not in (None, own_month):
                faults.append(_fault(sheet, row, "month", "month_differs", str(month)))
            return {"month": own_month, "date": None, "meeting_id": here.id}, faults
        faults.append(_fault(sheet, row, "meeting", "meeting_other_year" if meetings else "meeting_unknown", number))
    elif date is not None:
        if date.year != plan.year:
            faults.append(_fault(sheet, row, "date", "date_other_year", date.isoformat()))
        elif month not in (None, date.month):
            faults.append(_fault(sheet, row, "month", "month_differs", str(month)))
        return {"month": date.month, "date": date, "meeting_id": None}, faults
    elif month is None and not doubtful & {"month", "date", "meeting"}:
        faults.append(_fault(sheet, row, "month", "place_missing", None))
    return {"month": month, "date": None, "meeting_id": None}, faults


def _differing(entry: WorkPlanEntry, fields: Mapping[str, Any]) -> dict[str, Any]:
    differing = {}
    for name, value in fields.items():
        # An empty cell says nothing of a case's type, and an activity has none.
        if name == "item_type" and (value is None or fields["kind"] == "activity"):
            continue
        if (getattr(entry, name) or None) != (value or None):
            differing[name] = value
    return differing


def _fault(sheet: Sheet, row: SheetRow, field: str, code: str, value: str | None) -> ImportFault:
    letter = sheet.letters.get(field)  # type: ignore[call-overload]  # a name that is no column has no letter
    return ImportFault(row=row.number, column=letter, field=field, code=code, value=value)


def _shown(found: BodyPlans, wanted: Iterable[_Wanted], *, accepted: bool) -> ImportPreview:
    rows: list[ImportRow] = []
    faults: list[ImportFault] = []
    unchanged = 0
    for one in wanted:
        faults += one.faults
        if one.entry is None:
            rows.append(ImportRow(row=one.row.number, what="add", title=one.fields["title"] or "", fields=()))
        elif one.differing:
            changes = tuple(
                FieldChange(
                    field=name, before=_text(found, name, getattr(one.entry, name)), after=_text(found, name, value)
                )
                for name, value in one.differing.items()
            )
            rows.append(ImportRow(row=one.row.number, what="change", title=one.entry.title, fields=changes))
        else:
            unchanged += 1
    return ImportPreview(
        accepted=accepted,
        added=sum(row.what == "add" for row in rows),
        changed=sum(row.what == "change" for row in rows),
        unchanged=unchanged,
        items=tuple(rows),
        faults=tuple(faults),
    )


def _text(found: BodyPlans, name: str, value: Any) -> str | None:  # noqa: ANN401 -- any field of an entry
    if name == "meeting_id":
        meeting = found.meetings.get(value or "")
        return meeting.number if meeting else None
    if isinstance(value, dt.date):
        return value.isoformat()
    return None if value is None else str(value)
