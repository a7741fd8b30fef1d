"""Reminders of follow-ups, to their owners."""

from alembic import op

from api.database.migrating import run_script

revision = "0021"
down_revision = "0020"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE work.reminder ADD COLUMN account_id TEXT COLLATE "C";
ALTER TABLE work.reminder ADD CONSTRAINT fk_reminder_account_id FOREIGN KEY(account_id) REFERENCES work.account (id);
CREATE INDEX ix_reminder_account_id ON work.reminder (account_id);
ALTER TABLE work.reminder DROP CONSTRAINT ck_reminder_audience;
ALTER TABLE work.reminder ADD CONSTRAINT ck_reminder_audience
  CHECK (audience IN ('administration', 'union_representative', 'owner'));
ALTER TABLE work.reminder ADD CONSTRAINT ck_reminder_owner_is_named
  CHECK ((audience = 'owner') = (account_id IS NOT NULL));
ALTER TABLE work.reminder DROP CONSTRAINT ck_reminder_code;
ALTER TABLE work.reminder ADD CONSTRAINT ck_reminder_code CHECK (code IN ('agenda_due_soon', 'agenda_due_tomorrow',
  'agenda_overdue', 'papers_due_soon', 'papers_due_tomorrow', 'papers_overdue', 'consultation_answer_missing',
  'consultation_deadline_near', 'follow_up_due_soon', 'follow_up_due'));
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("Owners would be reminded of nothing; restore a copy instead.")
