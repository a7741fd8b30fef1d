"""Whose each event is, so that the administration of a body can read what happened in it."""

from alembic import op

from api.database.migrating import run_script

revision = "0019"
down_revision = "0018"

# The log refuses every change, for its owner too. This adds what the rows can be told to have been all along and takes
# nothing from them; the guard is up again before anyone else sees the table. Events of what is no longer there, and
# documents that are in no body or in several, stay nobody's.
UPGRADE = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE work.event DISABLE TRIGGER refuse_change;

UPDATE work.event e SET body_id = m.body_id FROM work.meeting m
  WHERE e.body_id IS NULL AND e.subject_type = 'meeting' AND m.id = e.subject_id;
UPDATE work.event e SET body_id = m.body_id FROM work.agenda_item i JOIN work.meeting m ON m.id = i.meeting_id
  WHERE e.body_id IS NULL AND e.subject_type = 'agenda_item' AND i.id = e.subject_id;
UPDATE work.event e SET body_id = h.body_id FROM work.handling h
  WHERE e.body_id IS NULL AND e.subject_type = 'handling' AND h.id = e.subject_id;
UPDATE work.event e SET body_id = h.body_id FROM work.attachment a JOIN work.handling h ON h.id = a.handling_id
  WHERE e.body_id IS NULL AND e.subject_type = 'attachment' AND a.id = e.subject_id;
UPDATE work.event e SET body_id = h.body_id
  FROM (SELECT DISTINCT ON (case_id) case_id, body_id FROM work.handling ORDER BY case_id, id) h
  WHERE e.body_id IS NULL AND e.subject_type = 'case' AND h.case_id = e.subject_id;
UPDATE work.event e SET body_id = p.body_id FROM published.publication p
  WHERE e.body_id IS NULL AND e.subject_type = 'publication' AND p.id = e.subject_id;
UPDATE work.event e SET body_id = m.body_id FROM work.agenda_import i JOIN work.meeting m ON m.id = i.meeting_id
  WHERE e.body_id IS NULL AND e.what = 'import.accepted' AND i.id = e.subject_id;
UPDATE work.event e SET body_id = d.body_id
  FROM (
    SELECT a.document_id, min(m.body_id) AS body_id
      FROM work.attachment a
      JOIN work.agenda_item i ON i.handling_id = a.handling_id
      JOIN work.meeting m ON m.id = i.meeting_id
      GROUP BY a.document_id HAVING count(DISTINCT m.body_id) = 1
  ) d
  WHERE e.body_id IS NULL AND e.subject_type = 'document' AND e.what <> 'document.created'
    AND d.document_id = e.subject_id;

ALTER TABLE work.event ENABLE TRIGGER refuse_change;
CREATE INDEX ix_event_body_id ON work.event (body_id);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    op.drop_index("ix_event_body_id", "event", schema="work")
