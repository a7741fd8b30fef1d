"""E-mail alerts: who has asked for them, and what each was sent."""

from alembic import op

from api.database.migrating import run_script

revision = "0012"
down_revision = "0011"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.subscription (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_subscription_id CHECK (id ~ '^sbsc_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  address VARCHAR NOT NULL,
  body_id TEXT COLLATE "C",
  lang VARCHAR NOT NULL,
  confirmed_at TIMESTAMP WITH TIME ZONE,
  position BIGINT NOT NULL,
  CONSTRAINT pk_subscription PRIMARY KEY (id),
  CONSTRAINT ck_subscription_address CHECK (position('@' in address) > 1),
  CONSTRAINT fk_subscription_body_id FOREIGN KEY(body_id)
    REFERENCES work.body (id),
  CONSTRAINT ck_subscription_lang CHECK (lang IN ('nn', 'nb', 'en'))
);
CREATE INDEX ix_subscription_body_id ON work.subscription (body_id);
CREATE UNIQUE INDEX uq_subscription_address_body_id ON work.subscription (lower(address), body_id) NULLS NOT DISTINCT;
CREATE TABLE work.subscription_mail (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_subscription_mail_id CHECK (id ~ '^mail_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  subscription_id TEXT COLLATE "C" NOT NULL,
  position BIGINT,
  tries INTEGER NOT NULL,
  next_attempt_at TIMESTAMP WITH TIME ZONE,
  sent_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_subscription_mail PRIMARY KEY (id),
  CONSTRAINT uq_subscription_mail_subscription_id_position UNIQUE NULLS NOT DISTINCT (subscription_id, position),
  CONSTRAINT ck_subscription_mail_sent_once CHECK (sent_at IS NULL OR next_attempt_at IS NULL),
  CONSTRAINT fk_subscription_mail_subscription_id FOREIGN KEY(subscription_id)
    REFERENCES work.subscription (id) ON DELETE CASCADE
);
CREATE INDEX ix_subscription_mail_due ON work.subscription_mail (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("Who has asked for alerts is not forgotten; restore a copy instead.")
