"""Signing in at OpenID providers: what accounts are tied to, and browsers that are on their way."""

from alembic import op

from api.database.migrating import run_script

revision = "0010"
down_revision = "0009"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.external_identity (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_external_identity_id CHECK (id ~ '^ext_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  account_id TEXT COLLATE "C" NOT NULL,
  provider VARCHAR NOT NULL,
  subject_digest VARCHAR NOT NULL,
  CONSTRAINT pk_external_identity PRIMARY KEY (id),
  CONSTRAINT uq_external_identity_provider_subject_digest UNIQUE (provider, subject_digest),
  CONSTRAINT fk_external_identity_account_id FOREIGN KEY(account_id) REFERENCES work.account (id) ON DELETE CASCADE
);
CREATE INDEX ix_external_identity_account_id ON work.external_identity (account_id);
CREATE TABLE work.sign_in_attempt (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_sign_in_attempt_id CHECK (id ~ '^sia_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  provider VARCHAR NOT NULL,
  state_sha256 VARCHAR NOT NULL,
  browser_sha256 VARCHAR NOT NULL,
  nonce VARCHAR NOT NULL,
  code_verifier VARCHAR NOT NULL,
  next_path VARCHAR NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_sign_in_attempt PRIMARY KEY (id),
  CONSTRAINT uq_sign_in_attempt_state_sha256 UNIQUE (state_sha256)
);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("Restore a copy instead.")
