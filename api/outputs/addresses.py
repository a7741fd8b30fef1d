"""Where things stand: paths on the site and in the open API, and their absolute addresses."""

from urllib.parse import quote, urlencode, urlsplit

_API = "/api/v1/published"


def site(path: str, *, lang: str = "nn", version: int | None = None) -> str:
    """A page's path as it stands in ``href``: percent-encoded, with version and language.

    ``site("/møte/styret/2025-10-20", lang="nb")`` is ``/m%C3%B8te/styret/2025-10-20?lang=nb``; Nynorsk needs no mark.
    """
    query = {**({"versjon": version} if version is not None else {}), **({"lang": lang} if lang != "nn" else {})}
    return quote(path, safe="/") + (f"?{urlencode(query)}" if query else "")


def absolute(base_url: str, path: str) -> str:
    """``path``, already percent-encoded, under the site's address (``https://host``)."""
    return base_url.rstrip("/") + path


def host(base_url: str) -> str:
    """The host of the site's address, without port."""
    return urlsplit(base_url).hostname or "localhost"


def meeting_json(meeting_id: str) -> str:
    return f"{_API}/meetings/{meeting_id}"


def agenda_pdf(meeting_id: str) -> str:
    return f"{_API}/meetings/{meeting_id}/agenda.pdf"


def bundle_pdf(meeting_id: str) -> str:
    return f"{_API}/meetings/{meeting_id}/bundle.pdf"


def minutes_json(meeting_id: str) -> str:
    return f"{_API}/meetings/{meeting_id}/minutes"


def minutes_pdf(meeting_id: str, version: int | None = None) -> str:
    """The sealed file of a meeting's minutes: of the given version, else of the one that stands."""
    return f"{_API}/meetings/{meeting_id}/minutes.pdf" + (f"?version={version}" if version is not None else "")


def record_json(procedure_id: str) -> str:
    return f"{_API}/written-procedures/{procedure_id}"


def record_pdf(procedure_id: str) -> str:
    return f"{_API}/written-procedures/{procedure_id}/record.pdf"


def calculation_json(calculation_id: str) -> str:
    return f"{_API}/cost-sharing/calculations/{calculation_id}"


def meeting_ics(meeting_id: str) -> str:
    return f"{_API}/meetings/{meeting_id}/meeting.ics"


def body_ics(slug: str) -> str:
    return f"{_API}/bodies/{quote(slug, safe='')}/meetings.ics"


def feed() -> str:
    return f"{_API}/feed.atom"


def document(document_id: str, version: int | None = None) -> str:
    """A document's file: the given version, else the newest open one."""
    return f"{_API}/documents/{document_id}/content" + (f"?version={version}" if version is not None else "")
