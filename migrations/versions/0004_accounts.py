"""Addresses of accounts, sessions that tell of themselves, tries to sign in, one-time links, keys for programs."""

from alembic import op

from api.database.migrating import run_script

revision = "0004"
down_revision = "0003"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE work.account ALTER COLUMN password_hash DROP NOT NULL,
  ADD COLUMN email VARCHAR,
  ADD COLUMN disabled_at TIMESTAMP WITH TIME ZONE;
CREATE UNIQUE INDEX uq_account_email ON work.account (lower(email));

-- Nothing is known of where and when these began: they begin anew.
DELETE FROM work.session;
ALTER TABLE work.session ADD COLUMN authenticated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ADD COLUMN last_used_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ADD COLUMN user_agent VARCHAR NOT NULL;

CREATE TABLE work.recovery_link (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_recovery_link_id CHECK (id ~ '^rec_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  account_id TEXT COLLATE "C" NOT NULL,
  token_sha256 VARCHAR NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_recovery_link PRIMARY KEY (id),
  CONSTRAINT uq_recovery_link_token_sha256 UNIQUE (token_sha256),
  CONSTRAINT fk_recovery_link_account_id FOREIGN KEY(account_id) REFERENCES work.account (id) ON DELETE CASCADE
);
CREATE INDEX ix_recovery_link_account_id ON work.recovery_link (account_id);
CREATE TABLE work.sign_in_tries (
  username_sha256 TEXT NOT NULL,
  tries INTEGER NOT NULL,
  since TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_sign_in_tries PRIMARY KEY (username_sha256),
  CONSTRAINT ck_sign_in_tries_tries CHECK (tries > 0)
);
CREATE TABLE work.api_client (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_api_client_id CHECK (id ~ '^cli_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  name VARCHAR NOT NULL,
  municipality_id TEXT COLLATE "C",
  scopes JSONB NOT NULL,
  key_sha256 VARCHAR NOT NULL,
  key_prefix VARCHAR NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  last_used_at TIMESTAMP WITH TIME ZONE,
  revoked_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_api_client PRIMARY KEY (id),
  CONSTRAINT uq_api_client_key_sha256 UNIQUE (key_sha256),
  CONSTRAINT fk_api_client_municipality_id FOREIGN KEY(municipality_id) REFERENCES work.municipality (id)
);
CREATE INDEX ix_api_client_municipality_id ON work.api_client (municipality_id);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("Keys and sessions that were handed out can't be taken back; restore a copy instead.")
