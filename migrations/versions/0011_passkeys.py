"""Passkeys, and the challenges that wait for their answers."""

from alembic import op

from api.database.migrating import run_script

revision = "0011"
down_revision = "0010"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.passkey (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_passkey_id CHECK (id ~ '^pkey_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  account_id TEXT COLLATE "C" NOT NULL,
  name VARCHAR NOT NULL,
  credential_id BYTEA NOT NULL,
  public_key BYTEA NOT NULL,
  sign_count BIGINT NOT NULL,
  last_used_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_passkey PRIMARY KEY (id),
  CONSTRAINT uq_passkey_credential_id UNIQUE (credential_id),
  CONSTRAINT fk_passkey_account_id FOREIGN KEY(account_id) REFERENCES work.account (id) ON DELETE CASCADE
);
CREATE INDEX ix_passkey_account_id ON work.passkey (account_id);
CREATE TABLE work.passkey_ceremony (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_passkey_ceremony_id CHECK (id ~ '^cer_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  account_id TEXT COLLATE "C",
  challenge BYTEA NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_passkey_ceremony PRIMARY KEY (id),
  CONSTRAINT fk_passkey_ceremony_account_id FOREIGN KEY(account_id) REFERENCES work.account (id) ON DELETE CASCADE
);
CREATE INDEX ix_passkey_ceremony_account_id ON work.passkey_ceremony (account_id);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("Restore a copy instead.")
