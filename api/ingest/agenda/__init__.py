"""Agendas in: a txt, docx or pdf file becomes a draft of a meeting with its items. No database, no network."""

from api.ingest.agenda.assemble import read
from api.ingest.agenda.draft import Draft, Reading

__all__ = ["Draft", "Reading", "read"]
