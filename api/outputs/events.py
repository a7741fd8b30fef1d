"""What has happened, in the words of whoever reads the log. What is no longer recorded is named by its code."""

from api.outputs.labels import known, labels


def event_label(lang: str, what: str) -> str:
    """``meeting.published``: Møte publisert."""
    return labels(known(lang)).get(f"event.{what.replace('.', '_')}", what)


def subject_label(lang: str, thing: str) -> str:
    """What an event happened to, or the first part of its type: ``agenda_item``: Sak på saklista."""
    return labels(known(lang)).get(f"eventSubject.{thing}", thing)
