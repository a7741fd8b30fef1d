"""Reminders that are one account's alone go out by mail."""

from alembic import op

from api.database.migrating import run_script

revision = "0027"
down_revision = "0026"

# What stands already was read where its owner works: nobody gets a pile of mails when Samstyre is upgraded.
UPGRADE = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE work.reminder ADD COLUMN mailed_at TIMESTAMP WITH TIME ZONE;
UPDATE work.reminder SET mailed_at = now() WHERE audience = 'owner';
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("Owners would be reminded by mail once more; restore a copy instead.")
