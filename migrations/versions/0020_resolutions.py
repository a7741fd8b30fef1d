"""Resolutions with their versions, and follow-ups."""

from alembic import op

from api.database.migrating import run_script

revision = "0020"
down_revision = "0019"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.resolution (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_resolution_id CHECK (id ~ '^res_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  body_id TEXT COLLATE "C" NOT NULL,
  meeting_id TEXT COLLATE "C" NOT NULL,
  agenda_item_id TEXT COLLATE "C" NOT NULL,
  case_id TEXT COLLATE "C" NOT NULL,
  label VARCHAR NOT NULL,
  decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
  state VARCHAR NOT NULL,
  version INTEGER NOT NULL,
  ended_from VARCHAR,
  ended_by_id TEXT COLLATE "C",
  ended_because VARCHAR,
  CONSTRAINT pk_resolution PRIMARY KEY (id),
  CONSTRAINT uq_resolution_meeting_id_label UNIQUE (meeting_id, label),
  CONSTRAINT ck_resolution_version CHECK (version > 0),
  CONSTRAINT ck_resolution_ended CHECK ((state IN ('superseded', 'rescinded')) = (ended_from IS NOT NULL)),
  CONSTRAINT ck_resolution_ended_from_standing CHECK (ended_from NOT IN ('superseded', 'rescinded')),
  CONSTRAINT ck_resolution_ended_by_or_because CHECK ((ended_from IS NULL) = (ended_by_id IS NULL
    AND ended_because IS NULL)),
  CONSTRAINT ck_resolution_not_by_itself CHECK (ended_by_id <> id),
  CONSTRAINT fk_resolution_body_id FOREIGN KEY(body_id) REFERENCES work.body (id),
  CONSTRAINT fk_resolution_meeting_id FOREIGN KEY(meeting_id) REFERENCES work.meeting (id),
  CONSTRAINT fk_resolution_agenda_item_id FOREIGN KEY(agenda_item_id) REFERENCES work.agenda_item (id),
  CONSTRAINT fk_resolution_case_id FOREIGN KEY(case_id) REFERENCES work."case" (id),
  CONSTRAINT ck_resolution_state CHECK (state IN ('recorded', 'final', 'in_progress', 'implemented',
    'superseded', 'rescinded')),
  CONSTRAINT ck_resolution_ended_from CHECK (ended_from IN ('recorded', 'final', 'in_progress', 'implemented',
    'superseded', 'rescinded')),
  CONSTRAINT fk_resolution_ended_by_id FOREIGN KEY(ended_by_id) REFERENCES work.resolution (id)
);
CREATE INDEX ix_resolution_agenda_item_id ON work.resolution (agenda_item_id);
CREATE INDEX ix_resolution_body_id ON work.resolution (body_id);
CREATE INDEX ix_resolution_case_id ON work.resolution (case_id);
CREATE INDEX ix_resolution_decided_at_id ON work.resolution (decided_at, id);
CREATE INDEX ix_resolution_ended_by_id ON work.resolution (ended_by_id);

CREATE TABLE work.resolution_version (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_resolution_version_id CHECK (id ~ '^rver_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  resolution_id TEXT COLLATE "C" NOT NULL,
  number INTEGER NOT NULL,
  title VARCHAR NOT NULL,
  text JSONB NOT NULL,
  outcome VARCHAR NOT NULL,
  vote VARCHAR,
  access VARCHAR NOT NULL,
  legal_basis VARCHAR,
  open_title VARCHAR,
  dissents JSONB NOT NULL,
  "references" JSONB NOT NULL,
  delegations JSONB NOT NULL,
  deadlines JSONB NOT NULL,
  reason VARCHAR,
  recorded_by VARCHAR NOT NULL,
  search VARCHAR NOT NULL,
  CONSTRAINT pk_resolution_version PRIMARY KEY (id),
  CONSTRAINT uq_resolution_version_resolution_id_number UNIQUE (resolution_id, number),
  CONSTRAINT ck_resolution_version_number CHECK (number > 0),
  CONSTRAINT ck_resolution_version_correction_has_reason CHECK ((number = 1) = (reason IS NULL)),
  CONSTRAINT ck_resolution_version_closed CHECK (access = 'open' OR (legal_basis IS NOT NULL
    AND open_title IS NOT NULL)),
  CONSTRAINT fk_resolution_version_resolution_id FOREIGN KEY(resolution_id) REFERENCES work.resolution (id),
  CONSTRAINT ck_resolution_version_outcome CHECK (outcome IN ('adopted', 'adopted_as_amended', 'elected')),
  CONSTRAINT ck_resolution_version_access CHECK (access IN ('open', 'closed'))
);
CREATE INDEX ix_resolution_version_search ON work.resolution_version
    USING gin (to_tsvector('norwegian'::regconfig, search));

CREATE TABLE work.follow_up (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_follow_up_id CHECK (id ~ '^fup_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  resolution_id TEXT COLLATE "C" NOT NULL,
  what VARCHAR NOT NULL,
  owner_id TEXT COLLATE "C",
  owner_name VARCHAR,
  due_on DATE NOT NULL,
  state VARCHAR NOT NULL,
  result VARCHAR,
  reason VARCHAR,
  settled_at TIMESTAMP WITH TIME ZONE,
  agenda_item_id TEXT COLLATE "C",
  CONSTRAINT pk_follow_up PRIMARY KEY (id),
  CONSTRAINT ck_follow_up_one_owner CHECK ((owner_id IS NULL) <> (owner_name IS NULL)),
  CONSTRAINT ck_follow_up_dropped_has_reason CHECK (state <> 'dropped' OR reason IS NOT NULL),
  CONSTRAINT ck_follow_up_settled_at CHECK ((state IN ('done', 'dropped')) = (settled_at IS NOT NULL)),
  CONSTRAINT fk_follow_up_resolution_id FOREIGN KEY(resolution_id) REFERENCES work.resolution (id),
  CONSTRAINT fk_follow_up_owner_id FOREIGN KEY(owner_id) REFERENCES work.account (id),
  CONSTRAINT ck_follow_up_state CHECK (state IN ('open', 'in_progress', 'done', 'dropped')),
  CONSTRAINT fk_follow_up_agenda_item_id FOREIGN KEY(agenda_item_id) REFERENCES work.agenda_item (id)
    ON DELETE SET NULL
);
CREATE INDEX ix_follow_up_agenda_item_id ON work.follow_up (agenda_item_id);
CREATE INDEX ix_follow_up_due_on_id ON work.follow_up (due_on, id);
CREATE INDEX ix_follow_up_owner_id ON work.follow_up (owner_id);
CREATE INDEX ix_follow_up_resolution_id ON work.follow_up (resolution_id);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.resolution_version
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON work.resolution_version FROM samstyre_app;
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What a body has resolved is not thrown away; restore a copy instead.")
