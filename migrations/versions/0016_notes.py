"""Private notes and highlights."""

from alembic import op

from api.database.migrating import run_script

revision = "0016"
down_revision = "0015"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.note (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_note_id CHECK (id ~ '^note_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  account_id TEXT COLLATE "C" NOT NULL,
  meeting_id TEXT COLLATE "C" NOT NULL,
  agenda_item_id TEXT COLLATE "C" NOT NULL,
  document_version_id TEXT COLLATE "C",
  anchor JSONB,
  colour VARCHAR NOT NULL,
  text VARCHAR NOT NULL,
  CONSTRAINT pk_note PRIMARY KEY (id),
  CONSTRAINT fk_note_account_id FOREIGN KEY(account_id) REFERENCES work.account (id),
  CONSTRAINT fk_note_meeting_id FOREIGN KEY(meeting_id) REFERENCES work.meeting (id),
  CONSTRAINT fk_note_agenda_item_id FOREIGN KEY(agenda_item_id) REFERENCES work.agenda_item (id) ON DELETE CASCADE,
  CONSTRAINT fk_note_document_version_id FOREIGN KEY(document_version_id) REFERENCES work.document_version (id),
  CONSTRAINT ck_note_colour CHECK (colour IN ('yellow', 'green', 'blue', 'pink'))
);
CREATE INDEX ix_note_account_id ON work.note (account_id);
CREATE INDEX ix_note_meeting_id ON work.note (meeting_id);
CREATE INDEX ix_note_agenda_item_id ON work.note (agenda_item_id);
CREATE INDEX ix_note_document_version_id ON work.note (document_version_id);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("Nobody's notes are thrown away; restore a copy instead.")
