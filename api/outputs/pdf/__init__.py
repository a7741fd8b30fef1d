"""The official PDF of a meeting: accessible, archivable, and a pure function of the snapshot."""

from api.outputs.pdf.agenda import agenda
from api.outputs.pdf.minutes import minutes
from api.outputs.pdf.notice import notice

__all__ = ["agenda", "minutes", "notice"]
