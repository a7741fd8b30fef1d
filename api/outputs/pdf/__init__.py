"""The official PDF of a meeting: accessible, archivable, and a pure function of the snapshot."""

from api.outputs.pdf.agenda import agenda
from api.outputs.pdf.minutes import minutes
from api.outputs.pdf.notice import notice
from api.outputs.pdf.written_record import WrittenRecord, written_record

__all__ = ["WrittenRecord", "agenda", "minutes", "notice", "written_record"]
