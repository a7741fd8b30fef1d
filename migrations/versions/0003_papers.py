"""Papers for members: the board's editions, inhability, and what each has read."""

from alembic import op

from api.database.migrating import run_script

revision = "0003"
down_revision = "0002"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.board_edition (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_board_edition_id CHECK (id ~ '^bed_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  meeting_id TEXT COLLATE "C" NOT NULL,
  body_id TEXT COLLATE "C" NOT NULL,
  publication_id TEXT COLLATE "C" NOT NULL,
  version INTEGER NOT NULL,
  content JSONB NOT NULL,
  prints JSONB NOT NULL,
  CONSTRAINT pk_board_edition PRIMARY KEY (id),
  CONSTRAINT uq_board_edition_meeting_id_version UNIQUE (meeting_id, version),
  CONSTRAINT uq_board_edition_publication_id UNIQUE (publication_id),
  CONSTRAINT fk_board_edition_meeting_id FOREIGN KEY(meeting_id) REFERENCES work.meeting (id),
  CONSTRAINT fk_board_edition_body_id FOREIGN KEY(body_id) REFERENCES work.body (id)
);
CREATE INDEX ix_board_edition_body_id ON work.board_edition (body_id);

CREATE TABLE work.inhability (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_inhability_id CHECK (id ~ '^inh_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  agenda_item_id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL,
  state VARCHAR NOT NULL,
  reason VARCHAR,
  legal_basis VARCHAR NOT NULL,
  declared_by VARCHAR NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_inhability PRIMARY KEY (id),
  CONSTRAINT uq_inhability_agenda_item_id_person_id UNIQUE (agenda_item_id, person_id),
  CONSTRAINT fk_inhability_agenda_item_id FOREIGN KEY(agenda_item_id) REFERENCES work.agenda_item (id)
    ON DELETE CASCADE,
  CONSTRAINT fk_inhability_person_id FOREIGN KEY(person_id) REFERENCES work.person (id),
  CONSTRAINT ck_inhability_state CHECK (state IN ('declared', 'decided', 'rejected'))
);
CREATE INDEX ix_inhability_person_id ON work.inhability (person_id);

CREATE TABLE work.reading (
  account_id TEXT COLLATE "C" NOT NULL,
  agenda_item_id TEXT COLLATE "C" NOT NULL,
  fingerprint VARCHAR NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_reading PRIMARY KEY (account_id, agenda_item_id),
  CONSTRAINT ck_reading_fingerprint CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
  CONSTRAINT fk_reading_account_id FOREIGN KEY(account_id) REFERENCES work.account (id),
  CONSTRAINT fk_reading_agenda_item_id FOREIGN KEY(agenda_item_id) REFERENCES work.agenda_item (id) ON DELETE CASCADE
);
CREATE INDEX ix_reading_agenda_item_id ON work.reading (agenda_item_id);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What members were given is not forgotten; restore a copy instead.")
