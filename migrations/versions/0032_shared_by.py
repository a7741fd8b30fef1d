"""Budgets: the version of an agreement that the contributions were shared by."""

from alembic import op

from api.database.migrating import run_script

revision = "0032"
down_revision = "0031"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE work.budget
  ADD COLUMN shared_by_id TEXT COLLATE "C",
  ADD CONSTRAINT fk_budget_shared_by_id FOREIGN KEY(shared_by_id) REFERENCES work.cost_sharing_version (id);
CREATE INDEX ix_budget_shared_by_id ON work.budget (shared_by_id);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What the contributions rest on is not thrown away; restore a copy instead.")
