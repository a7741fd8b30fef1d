"""Whether a publication says that its meeting is cancelled, so that lists need not read the whole of it."""

from alembic import op

from api.database.migrating import run_script

revision = "0009"
down_revision = "0008"

# Nothing that was published before this could say so.
UPGRADE = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE published.publication ADD COLUMN cancelled BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE published.publication ALTER COLUMN cancelled DROP DEFAULT;
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    op.drop_column("publication", "cancelled", schema="published")
