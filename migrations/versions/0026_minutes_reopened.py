"""Approved minutes that prove wrong are taken up again."""

from alembic import op

from api.database.migrating import run_script

revision = "0026"
down_revision = "0025"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE work.minutes ADD COLUMN correction VARCHAR;
ALTER TABLE work.minutes DROP CONSTRAINT ck_minutes_state;
ALTER TABLE work.minutes ADD CONSTRAINT ck_minutes_state
  CHECK (state IN ('draft', 'sent', 'approved', 'sealed', 'reopened'));
ALTER TABLE work.minutes ADD CONSTRAINT ck_minutes_correction
  CHECK (state <> 'reopened' OR correction IS NOT NULL);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What was put right can't be told apart from what was; restore a copy instead.")
