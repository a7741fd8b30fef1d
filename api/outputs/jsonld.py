"""What a page is about, for search engines: schema.org in JSON-LD."""

import json
from typing import Any

from api.domain.publications.snapshot import ItemView, MeetingView, Snapshot
from api.outputs import addresses

_SCHEMA = "https://schema.org"
Thing = dict[str, Any]


def meeting(snapshot: Snapshot, *, base_url: str) -> str:
    """The meeting as an Event with its side events and agenda, safe to stand in a script element."""
    view = snapshot.meeting
    url = addresses.absolute(base_url, addresses.site(view.path))
    event = _event(snapshot, view, url)
    event["subEvent"] = [
        _dropped(
            {
                "@type": "Event",
                "name": side.title,
                "startDate": side.starts_at.isoformat(),
                "endDate": side.ends_at.isoformat() if side.ends_at else None,
                "location": _place(side.place),
                "organizer": _organizer(snapshot),
                "eventStatus": event["eventStatus"],
            }
        )
        for side in view.side_events
    ]
    event["workFeatured"] = [
        {"@type": "CreativeWork", "position": item.number, "name": item.title, "url": _url(item, base_url)}
        for item in snapshot.items
    ]
    return _script({"@context": _SCHEMA, **_dropped(event)})


def case(snapshot: Snapshot, item: ItemView, *, base_url: str) -> str:
    """The agenda item as a CreativeWork with its open attachments, and the way to it as a BreadcrumbList."""
    view = snapshot.meeting
    meeting_url = addresses.absolute(base_url, addresses.site(view.path))
    attached = [*item.attachments, *(one for sub in item.sub_items for one in sub.attachments)]
    work: Thing = {
        "@type": "CreativeWork",
        "@id": _url(item, base_url),
        "url": _url(item, base_url),
        "name": item.title,
        "position": item.number,
        "inLanguage": item.lang,
        "datePublished": snapshot.publication.published_at.isoformat(),
        "version": snapshot.publication.version,
        "isAccessibleForFree": item.access == "open",
        "publisher": _organizer(snapshot),
        "subjectOf": _dropped(_event(snapshot, view, meeting_url)),
        "associatedMedia": [
            {
                "@type": "MediaObject",
                "name": one.title,
                "encodingFormat": one.document.media_type,
                "contentSize": str(one.document.size),
                "sha256": one.document.sha256,
                "contentUrl": addresses.absolute(base_url, addresses.document(one.document.id, one.document.version)),
            }
            for one in attached
            if one.document
        ],
    }
    trail = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": view.title, "item": meeting_url},
            {"@type": "ListItem", "position": 2, "name": item.title, "item": _url(item, base_url)},
        ],
    }
    return _script({"@context": _SCHEMA, "@graph": [_dropped(work), trail]})


def _event(snapshot: Snapshot, view: MeetingView, url: str) -> Thing:
    mode = "MixedEventAttendanceMode" if view.place else "OnlineEventAttendanceMode"
    return {
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": view.title,
        "inLanguage": view.lang,
        "startDate": view.starts_at.isoformat(),
        "endDate": view.ends_at.isoformat() if view.ends_at else None,
        "eventStatus": f"{_SCHEMA}/{'EventCancelled' if view.state == 'cancelled' else 'EventScheduled'}",
        "eventAttendanceMode": f"{_SCHEMA}/{mode if view.remote else 'OfflineEventAttendanceMode'}",
        "location": {"@type": "VirtualLocation", "url": url} if view.remote and not view.place else _place(view.place),
        "organizer": _organizer(snapshot),
        "isAccessibleForFree": snapshot.body.meetings_open and view.access == "open",
    }


def _organizer(snapshot: Snapshot) -> Thing:
    organisation = snapshot.organisation
    return _dropped(
        {
            "@type": "GovernmentOrganization",
            "name": snapshot.body.name,
            "parentOrganization": _dropped(
                {
                    "@type": "GovernmentOrganization",
                    "name": organisation.name,
                    "identifier": organisation.number,
                    "url": organisation.website,
                }
            ),
        }
    )


def _place(name: str | None) -> Thing | None:
    return {"@type": "Place", "name": name, "address": name} if name else None


def _url(item: ItemView, base_url: str) -> str:
    return addresses.absolute(base_url, addresses.site(item.path))


def _dropped(thing: Thing) -> Thing:
    return {key: value for key, value in thing.items() if value not in (None, [])}


def _script(thing: Thing) -> str:
    # In a script element only "<" could end it; "&" and ">" are escaped so that XML parsers read it alike.
    written = json.dumps(thing, ensure_ascii=False, sort_keys=True)
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
