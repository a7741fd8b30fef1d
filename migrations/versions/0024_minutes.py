"""Minutes, and by what somebody proved who they are when they signed in."""

from alembic import op

from api.database.migrating import run_script

revision = "0024"
down_revision = "0023"

# How a session that is open now was begun isn't known: whoever has one signs in anew.
UPGRADE = """
SET LOCAL lock_timeout = '5s';

DELETE FROM work.session;
ALTER TABLE work.session ADD COLUMN authenticated_by VARCHAR NOT NULL;
ALTER TABLE work.session ADD CONSTRAINT ck_session_authenticated_by
  CHECK (authenticated_by IN ('password', 'passkey', 'provider', 'link'));

CREATE TABLE work.minutes (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_minutes_id CHECK (id ~ '^mins_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  meeting_id TEXT COLLATE "C" NOT NULL,
  state VARCHAR NOT NULL,
  edits JSONB NOT NULL,
  way VARCHAR,
  signers JSONB NOT NULL,
  comments_until DATE,
  approved_at TIMESTAMP WITH TIME ZONE,
  approved_in_item_id TEXT COLLATE "C",
  CONSTRAINT pk_minutes PRIMARY KEY (id),
  CONSTRAINT uq_minutes_meeting_id UNIQUE (meeting_id),
  CONSTRAINT ck_minutes_sent_in_a_way CHECK (state = 'draft' OR way IS NOT NULL),
  CONSTRAINT ck_minutes_approved_at CHECK ((state IN ('approved', 'sealed')) = (approved_at IS NOT NULL)),
  CONSTRAINT ck_minutes_approved_in_item_id CHECK (approved_in_item_id IS NULL OR way = 'next_meeting'),
  CONSTRAINT fk_minutes_meeting_id FOREIGN KEY(meeting_id) REFERENCES work.meeting (id),
  CONSTRAINT ck_minutes_state CHECK (state IN ('draft', 'sent', 'approved', 'sealed')),
  CONSTRAINT ck_minutes_way CHECK (way IN ('at_once', 'next_meeting')),
  CONSTRAINT fk_minutes_approved_in_item_id FOREIGN KEY(approved_in_item_id) REFERENCES work.agenda_item (id)
);
CREATE INDEX ix_minutes_approved_in_item_id ON work.minutes (approved_in_item_id);
CREATE TABLE work.minutes_version (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_minutes_version_id CHECK (id ~ '^mver_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  minutes_id TEXT COLLATE "C" NOT NULL,
  number INTEGER NOT NULL,
  whole JSONB NOT NULL,
  public JSONB NOT NULL,
  salt VARCHAR NOT NULL,
  sha256 VARCHAR NOT NULL,
  sent_by VARCHAR NOT NULL,
  CONSTRAINT pk_minutes_version PRIMARY KEY (id),
  CONSTRAINT uq_minutes_version_minutes_id_number UNIQUE (minutes_id, number),
  CONSTRAINT ck_minutes_version_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT ck_minutes_version_number CHECK (number > 0),
  CONSTRAINT fk_minutes_version_minutes_id FOREIGN KEY(minutes_id) REFERENCES work.minutes (id)
);
CREATE TABLE work.minutes_comment (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_minutes_comment_id CHECK (id ~ '^mcom_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  version_id TEXT COLLATE "C" NOT NULL,
  section VARCHAR NOT NULL,
  account_id TEXT COLLATE "C" NOT NULL,
  name VARCHAR NOT NULL,
  text VARCHAR NOT NULL,
  answer VARCHAR,
  answered_by VARCHAR,
  answered_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_minutes_comment PRIMARY KEY (id),
  CONSTRAINT ck_minutes_comment_answer CHECK ((answer IS NULL) = (answered_by IS NULL)),
  CONSTRAINT ck_minutes_comment_answered_at CHECK ((answer IS NULL) = (answered_at IS NULL)),
  CONSTRAINT fk_minutes_comment_version_id FOREIGN KEY(version_id) REFERENCES work.minutes_version (id),
  CONSTRAINT fk_minutes_comment_account_id FOREIGN KEY(account_id) REFERENCES work.account (id)
);
CREATE INDEX ix_minutes_comment_account_id ON work.minutes_comment (account_id);
CREATE INDEX ix_minutes_comment_version_id ON work.minutes_comment (version_id);
CREATE TABLE work.minutes_approval (
  version_id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL,
  account_id TEXT COLLATE "C" NOT NULL,
  name VARCHAR NOT NULL,
  role VARCHAR NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  proven_at TIMESTAMP WITH TIME ZONE NOT NULL,
  method VARCHAR NOT NULL,
  CONSTRAINT pk_minutes_approval PRIMARY KEY (version_id, person_id),
  CONSTRAINT fk_minutes_approval_version_id FOREIGN KEY(version_id) REFERENCES work.minutes_version (id),
  CONSTRAINT fk_minutes_approval_person_id FOREIGN KEY(person_id) REFERENCES work.person (id),
  CONSTRAINT fk_minutes_approval_account_id FOREIGN KEY(account_id) REFERENCES work.account (id),
  CONSTRAINT ck_minutes_approval_method CHECK (method IN ('password', 'passkey', 'provider', 'link'))
);
CREATE INDEX ix_minutes_approval_account_id ON work.minutes_approval (account_id);
CREATE INDEX ix_minutes_approval_person_id ON work.minutes_approval (person_id);
CREATE TABLE work.minutes_file (
  version_id TEXT COLLATE "C" NOT NULL,
  form VARCHAR NOT NULL,
  sha256 VARCHAR NOT NULL,
  size INTEGER NOT NULL,
  sealed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  seal_name VARCHAR NOT NULL,
  trial BOOLEAN NOT NULL,
  level VARCHAR NOT NULL,
  CONSTRAINT pk_minutes_file PRIMARY KEY (version_id, form),
  CONSTRAINT ck_minutes_file_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT fk_minutes_file_version_id FOREIGN KEY(version_id) REFERENCES work.minutes_version (id),
  CONSTRAINT ck_minutes_file_form CHECK (form IN ('whole', 'public')),
  CONSTRAINT ck_minutes_file_level CHECK (level IN ('PAdES-B-B', 'PAdES-B-T'))
);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.minutes_version
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON work.minutes_version FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.minutes_approval
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON work.minutes_approval FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.minutes_file
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON work.minutes_file FROM samstyre_app;
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("Minutes are not thrown away; restore a copy instead.")
