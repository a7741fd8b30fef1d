"""One municipality for each number in the register of legal entities: tokens name it."""

from alembic import op

from api.database.migrating import run_script

revision = "0007"
down_revision = "0006"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE work.municipality ADD CONSTRAINT uq_municipality_organisation_number UNIQUE (organisation_number);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("Restore a copy instead.")
