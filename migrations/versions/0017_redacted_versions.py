"""The redacted version of a closed document, which the public gets in its place."""

from alembic import op

from api.database.migrating import run_script

revision = "0017"
down_revision = "0016"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE work.document ADD COLUMN redacted_id TEXT COLLATE "C"
  CONSTRAINT fk_document_redacted_id REFERENCES work.document (id);
ALTER TABLE work.document ADD CONSTRAINT ck_document_redacted_is_another CHECK (redacted_id <> id);
CREATE INDEX ix_document_redacted_id ON work.document (redacted_id);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What stands in for what is not forgotten; restore a copy instead.")
