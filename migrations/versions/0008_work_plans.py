"""Work plans: a body's year and what is planned in it."""

from alembic import op

from api.database.migrating import run_script

revision = "0008"
down_revision = "0007"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.work_plan (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_work_plan_id CHECK (id ~ '^plan_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  body_id TEXT COLLATE "C" NOT NULL,
  year INTEGER NOT NULL,
  title VARCHAR NOT NULL,
  CONSTRAINT pk_work_plan PRIMARY KEY (id),
  CONSTRAINT uq_work_plan_body_id_year UNIQUE (body_id, year),
  CONSTRAINT ck_work_plan_year CHECK (year BETWEEN 1900 AND 2199),
  CONSTRAINT fk_work_plan_body_id FOREIGN KEY(body_id) REFERENCES work.body (id)
);
CREATE TABLE work.work_plan_entry (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_work_plan_entry_id CHECK (id ~ '^entry_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  plan_id TEXT COLLATE "C" NOT NULL,
  kind VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  item_type VARCHAR,
  responsible VARCHAR,
  note VARCHAR,
  month INTEGER NOT NULL,
  date DATE,
  meeting_id TEXT COLLATE "C",
  position INTEGER NOT NULL,
  recurrence VARCHAR NOT NULL,
  series_id TEXT COLLATE "C",
  occurrence VARCHAR,
  state VARCHAR NOT NULL,
  reason VARCHAR,
  moved_to_id TEXT COLLATE "C",
  moved_from_id TEXT COLLATE "C",
  case_id TEXT COLLATE "C",
  agenda_item_id TEXT COLLATE "C",
  CONSTRAINT pk_work_plan_entry PRIMARY KEY (id),
  CONSTRAINT uq_work_plan_entry_plan_id_position UNIQUE (plan_id, position) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ck_work_plan_entry_month CHECK (month BETWEEN 1 AND 12),
  CONSTRAINT ck_work_plan_entry_date_in_month CHECK (date IS NULL OR EXTRACT(month FROM date) = month),
  CONSTRAINT ck_work_plan_entry_case_has_type CHECK ((kind = 'case') = (item_type IS NOT NULL)),
  CONSTRAINT ck_work_plan_entry_occurrence CHECK ((series_id IS NULL) = (occurrence IS NULL)),
  CONSTRAINT ck_work_plan_entry_series CHECK (recurrence = 'none' OR series_id IS NOT NULL),
  CONSTRAINT ck_work_plan_entry_moved_to CHECK ((state = 'moved') = (moved_to_id IS NOT NULL)),
  CONSTRAINT fk_work_plan_entry_moved_to_id FOREIGN KEY(moved_to_id)
    REFERENCES work.work_plan_entry (id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_work_plan_entry_plan_id FOREIGN KEY(plan_id) REFERENCES work.work_plan (id),
  CONSTRAINT ck_work_plan_entry_kind CHECK (kind IN ('case', 'activity')),
  CONSTRAINT ck_work_plan_entry_item_type CHECK (item_type IN ('opening', 'approval', 'information', 'discussion',
    'decision', 'recommendation', 'status', 'election', 'evaluation', 'any_other_business')),
  CONSTRAINT fk_work_plan_entry_meeting_id FOREIGN KEY(meeting_id) REFERENCES work.meeting (id) ON DELETE SET NULL,
  CONSTRAINT ck_work_plan_entry_recurrence CHECK (recurrence IN ('none', 'yearly', 'quarterly', 'each_meeting')),
  CONSTRAINT ck_work_plan_entry_state CHECK (state IN ('planned', 'on_agenda', 'done', 'moved', 'dropped')),
  CONSTRAINT fk_work_plan_entry_moved_from_id FOREIGN KEY(moved_from_id) REFERENCES work.work_plan_entry (id),
  CONSTRAINT fk_work_plan_entry_case_id FOREIGN KEY(case_id) REFERENCES work."case" (id),
  CONSTRAINT fk_work_plan_entry_agenda_item_id FOREIGN KEY(agenda_item_id)
    REFERENCES work.agenda_item (id) ON DELETE SET NULL
);
CREATE INDEX ix_work_plan_entry_agenda_item_id ON work.work_plan_entry (agenda_item_id);
CREATE INDEX ix_work_plan_entry_case_id ON work.work_plan_entry (case_id);
CREATE INDEX ix_work_plan_entry_meeting_id ON work.work_plan_entry (meeting_id);
CREATE INDEX ix_work_plan_entry_moved_from_id ON work.work_plan_entry (moved_from_id);
CREATE INDEX ix_work_plan_entry_moved_to_id ON work.work_plan_entry (moved_to_id);
CREATE UNIQUE INDEX uq_work_plan_entry_occurrence ON work.work_plan_entry (series_id, occurrence)
  WHERE state <> 'moved';
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    run_script(op.get_bind(), "DROP TABLE work.work_plan_entry; DROP TABLE work.work_plan;")
