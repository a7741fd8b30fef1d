"""Webhooks: endpoints, how far each has come, and what was sent."""

from alembic import op

from api.database.migrating import run_script

revision = "0006"
down_revision = "0005"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.webhook_endpoint (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_webhook_endpoint_id CHECK (id ~ '^hook_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  url VARCHAR NOT NULL,
  description VARCHAR NOT NULL,
  event_types JSONB NOT NULL,
  enabled BOOLEAN NOT NULL,
  secret_number INTEGER NOT NULL,
  previous_secret_until TIMESTAMP WITH TIME ZONE,
  created_by VARCHAR NOT NULL,
  CONSTRAINT pk_webhook_endpoint PRIMARY KEY (id),
  CONSTRAINT uq_webhook_endpoint_url UNIQUE (url),
  CONSTRAINT ck_webhook_endpoint_url CHECK (url ~ '^https?://'),
  CONSTRAINT ck_webhook_endpoint_secret_number CHECK (secret_number > 0)
);
CREATE TABLE work.webhook_cursor (
  endpoint_id TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  CONSTRAINT pk_webhook_cursor PRIMARY KEY (endpoint_id),
  CONSTRAINT ck_webhook_cursor_position CHECK (position >= 0),
  CONSTRAINT fk_webhook_cursor_endpoint_id FOREIGN KEY(endpoint_id)
    REFERENCES work.webhook_endpoint (id) ON DELETE CASCADE
);
CREATE TABLE work.webhook_delivery (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_webhook_delivery_id CHECK (id ~ '^dlv_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  endpoint_id TEXT COLLATE "C" NOT NULL,
  position BIGINT,
  type VARCHAR NOT NULL,
  body VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  tries INTEGER NOT NULL,
  next_attempt_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_webhook_delivery PRIMARY KEY (id),
  CONSTRAINT uq_webhook_delivery_endpoint_id_position UNIQUE (endpoint_id, position),
  CONSTRAINT ck_webhook_delivery_due CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL)),
  CONSTRAINT ck_webhook_delivery_tries CHECK (tries >= 0),
  CONSTRAINT fk_webhook_delivery_endpoint_id FOREIGN KEY(endpoint_id)
    REFERENCES work.webhook_endpoint (id) ON DELETE CASCADE,
  CONSTRAINT ck_webhook_delivery_state CHECK (state IN ('pending', 'delivered', 'failed'))
);
CREATE INDEX ix_webhook_delivery_due ON work.webhook_delivery (next_attempt_at) WHERE state = 'pending';
CREATE TABLE work.webhook_attempt (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  delivery_id TEXT COLLATE "C" NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  duration_ms INTEGER NOT NULL,
  status_code SMALLINT,
  failure VARCHAR,
  CONSTRAINT pk_webhook_attempt PRIMARY KEY (id),
  CONSTRAINT ck_webhook_attempt_status_code CHECK (status_code BETWEEN 100 AND 599),
  CONSTRAINT fk_webhook_attempt_delivery_id FOREIGN KEY(delivery_id)
    REFERENCES work.webhook_delivery (id) ON DELETE CASCADE,
  CONSTRAINT ck_webhook_attempt_failure CHECK (failure IN ('private_address', 'unknown_host',
    'timeout', 'connection', 'redirect', 'refused'))
);
CREATE INDEX ix_webhook_attempt_delivery_id ON work.webhook_attempt (delivery_id);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What was sent is not forgotten; restore a copy instead.")
