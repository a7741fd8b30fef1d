"""Sealed minutes stand in public, as entries of the chain."""

from alembic import op

from api.database.migrating import run_script

revision = "0025"
down_revision = "0024"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE published.minutes (
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_minutes_id CHECK (id ~ '^mpub_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  position BIGINT NOT NULL,
  meeting_id TEXT COLLATE "C" NOT NULL,
  version INTEGER NOT NULL,
  published_at TIMESTAMP WITH TIME ZONE NOT NULL,
  change_note VARCHAR,
  body_id TEXT COLLATE "C" NOT NULL,
  body_slug VARCHAR NOT NULL,
  body_name VARCHAR NOT NULL,
  number VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  lang VARCHAR NOT NULL,
  date DATE NOT NULL,
  starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
  path VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  file_size INTEGER NOT NULL,
  body BYTEA NOT NULL,
  body_gzip BYTEA NOT NULL,
  sha256 VARCHAR NOT NULL,
  previous_sha256 VARCHAR NOT NULL,
  CONSTRAINT pk_minutes PRIMARY KEY (id),
  CONSTRAINT uq_minutes_meeting_id_version UNIQUE (meeting_id, version),
  CONSTRAINT uq_minutes_position UNIQUE (position),
  CONSTRAINT ck_minutes_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT ck_minutes_file_sha256 CHECK (file_sha256 ~ '^[0-9a-f]{64}$')
);
CREATE INDEX ix_minutes_path ON published.minutes (path);
CREATE TABLE published.minutes_withdrawal (
  minutes_id TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  meeting_id TEXT COLLATE "C" NOT NULL,
  version INTEGER NOT NULL,
  published_at TIMESTAMP WITH TIME ZONE NOT NULL,
  withdrawn_at TIMESTAMP WITH TIME ZONE NOT NULL,
  reason VARCHAR NOT NULL,
  body_id TEXT COLLATE "C" NOT NULL,
  body_slug VARCHAR NOT NULL,
  body_name VARCHAR NOT NULL,
  number VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  date DATE NOT NULL,
  starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
  path VARCHAR NOT NULL,
  withdrawn_sha256 VARCHAR NOT NULL,
  body BYTEA NOT NULL,
  sha256 VARCHAR NOT NULL,
  previous_sha256 VARCHAR NOT NULL,
  CONSTRAINT pk_minutes_withdrawal PRIMARY KEY (minutes_id),
  CONSTRAINT uq_minutes_withdrawal_position UNIQUE (position),
  CONSTRAINT ck_minutes_withdrawal_reason CHECK (length(reason) > 0),
  CONSTRAINT fk_minutes_withdrawal_minutes_id FOREIGN KEY(minutes_id) REFERENCES published.minutes (id)
);
CREATE TRIGGER announce_publication AFTER INSERT ON published.minutes
  FOR EACH STATEMENT EXECUTE FUNCTION work.announce_publication();
CREATE TRIGGER announce_publication AFTER INSERT ON published.minutes_withdrawal
  FOR EACH STATEMENT EXECUTE FUNCTION work.announce_publication();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON published.minutes
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON published.minutes FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON published.minutes_withdrawal
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON published.minutes_withdrawal FROM samstyre_app;
ALTER TABLE published.minutes ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON published.minutes TO samstyre_app USING (true) WITH CHECK (true);
CREATE POLICY not_withdrawn ON published.minutes FOR SELECT TO samstyre_public USING (
  NOT EXISTS (SELECT FROM published.minutes_withdrawal w WHERE w.minutes_id = published.minutes.id)
);
ALTER TABLE published.minutes ALTER COLUMN body_gzip SET STORAGE EXTERNAL;
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What was published is not thrown away; restore a copy instead.")
