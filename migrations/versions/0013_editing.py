"""Versions of texts, edit locks, movers of proposals, the municipalities that a case concerns."""

from alembic import op

from api.database.migrating import run_script

revision = "0013"
down_revision = "0012"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE work.proposal ADD COLUMN mover VARCHAR;
ALTER TABLE work.handling ADD COLUMN municipalities JSONB DEFAULT '[]' NOT NULL;

CREATE TABLE work.handling_version (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_handling_version_id CHECK (id ~ '^hver_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  handling_id TEXT COLLATE "C" NOT NULL,
  number INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  content JSONB NOT NULL,
  saved_by_id TEXT COLLATE "C",
  saved_by_name VARCHAR NOT NULL,
  saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
  restored_from INTEGER,
  CONSTRAINT pk_handling_version PRIMARY KEY (id),
  CONSTRAINT uq_handling_version_handling_id_number UNIQUE (handling_id, number),
  CONSTRAINT ck_handling_version_number CHECK (number > 0),
  CONSTRAINT ck_handling_version_restored_from CHECK ((kind = 'restored') = (restored_from IS NOT NULL)),
  CONSTRAINT fk_handling_version_handling_id
    FOREIGN KEY(handling_id) REFERENCES work.handling (id) ON DELETE CASCADE,
  CONSTRAINT ck_handling_version_kind CHECK (kind IN ('first', 'autosave', 'save', 'restored', 'conflict'))
);

CREATE TABLE work.edit_lock (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_edit_lock_id CHECK (id ~ '^lock_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  handling_id TEXT COLLATE "C" NOT NULL,
  account_id TEXT COLLATE "C" NOT NULL,
  account_name VARCHAR NOT NULL,
  since TIMESTAMP WITH TIME ZONE NOT NULL,
  refreshed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_edit_lock PRIMARY KEY (id),
  CONSTRAINT uq_edit_lock_handling_id UNIQUE (handling_id),
  CONSTRAINT fk_edit_lock_handling_id FOREIGN KEY(handling_id) REFERENCES work.handling (id) ON DELETE CASCADE,
  CONSTRAINT fk_edit_lock_account_id FOREIGN KEY(account_id) REFERENCES work.account (id) ON DELETE CASCADE
);
CREATE INDEX ix_edit_lock_account_id ON work.edit_lock (account_id);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What was written is not forgotten; restore a copy instead.")
