"""Why an item was returned, withdrawn or postponed."""

from alembic import op

from api.database.migrating import run_script

revision = "0014"
down_revision = "0013"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE work.agenda_item ADD COLUMN state_reason VARCHAR;
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("Reasons that were given are not forgotten; restore a copy instead.")
