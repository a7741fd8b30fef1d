"""What stands where something was withdrawn that is published by itself, outside of the chain. Pure."""

import datetime as dt

from api.outputs.html import Head, filled
from api.outputs.labels import Lang, t


def gone_head(kind: str, path: str, *, lang: Lang) -> Head:
    """``kind`` is the label of what stood there."""
    title = f"{t(lang, 'tombstone.title')} – {t(lang, kind)}"
    return Head(title, title, path, indexed=False)


def gone_content(published_at: dt.datetime, withdrawn_at: dt.datetime, reason: str, *, lang: Lang) -> str:
    return filled("gone.html", lang, published_at=published_at, withdrawn_at=withdrawn_at, reason=reason)
