"""What meetings are prepared from: the calendar, standing items, planned lengths; why a meeting was cancelled."""

from alembic import op

from api.database.migrating import run_script

revision = "0005"
down_revision = "0004"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.standing_item (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_standing_item_id CHECK (id ~ '^stand_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  body_id TEXT COLLATE "C" NOT NULL,
  position INTEGER NOT NULL,
  type VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  proposal JSONB,
  planned_minutes INTEGER,
  CONSTRAINT pk_standing_item PRIMARY KEY (id),
  CONSTRAINT uq_standing_item_body_id_position UNIQUE (body_id, position) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ck_standing_item_planned_minutes CHECK (planned_minutes BETWEEN 1 AND 600),
  CONSTRAINT fk_standing_item_body_id FOREIGN KEY(body_id) REFERENCES work.body (id),
  CONSTRAINT ck_standing_item_type CHECK (type IN ('opening', 'approval', 'information', 'discussion', 'decision',
    'recommendation', 'status', 'election', 'evaluation', 'any_other_business'))
);

CREATE TABLE work.calendar_date (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_calendar_date_id CHECK (id ~ '^cal_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  body_id TEXT COLLATE "C" NOT NULL,
  date DATE NOT NULL,
  starts_at TIME WITHOUT TIME ZONE NOT NULL,
  ends_at TIME WITHOUT TIME ZONE,
  place VARCHAR,
  meeting_id TEXT COLLATE "C",
  CONSTRAINT pk_calendar_date PRIMARY KEY (id),
  CONSTRAINT uq_calendar_date_body_id_date UNIQUE (body_id, date),
  CONSTRAINT uq_calendar_date_meeting_id UNIQUE (meeting_id),
  CONSTRAINT ck_calendar_date_ends_after_start CHECK (ends_at > starts_at),
  CONSTRAINT fk_calendar_date_body_id FOREIGN KEY(body_id) REFERENCES work.body (id),
  CONSTRAINT fk_calendar_date_meeting_id FOREIGN KEY(meeting_id) REFERENCES work.meeting (id)
);

ALTER TABLE work.meeting ADD COLUMN cancelled_because VARCHAR;
ALTER TABLE work.meeting ADD CONSTRAINT ck_meeting_cancelled_because
  CHECK (cancelled_because IS NULL OR state = 'cancelled');

ALTER TABLE work.programme_slot ADD COLUMN fixed BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE work.programme_slot ALTER COLUMN fixed DROP DEFAULT;

ALTER TABLE work.agenda_item ADD COLUMN planned_minutes INTEGER
  CONSTRAINT ck_agenda_item_planned_minutes CHECK (planned_minutes BETWEEN 1 AND 600);

ALTER TABLE work.handling ADD COLUMN body_id TEXT COLLATE "C"
  CONSTRAINT fk_handling_body_id REFERENCES work.body (id);
CREATE INDEX ix_handling_body_id ON work.handling (body_id);
UPDATE work.handling SET body_id = meeting.body_id
  FROM work.agenda_item item JOIN work.meeting ON meeting.id = item.meeting_id
  WHERE item.handling_id = handling.id;
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What was planned is not forgotten; restore a copy instead.")
