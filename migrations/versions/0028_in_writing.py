"""Cases settled in writing, resolutions without a meeting, and which bodies may meet remotely."""

from alembic import op

from api.database.migrating import run_script

revision = "0028"
down_revision = "0027"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.written_procedure (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_written_procedure_id CHECK (id ~ '^wpr_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  body_id TEXT COLLATE "C" NOT NULL,
  handling_id TEXT COLLATE "C" NOT NULL,
  number VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  ground VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  deadline TIMESTAMP WITH TIME ZONE NOT NULL,
  decided_by VARCHAR,
  sent_by VARCHAR,
  sent_at TIMESTAMP WITH TIME ZONE,
  content JSONB,
  ended_at TIMESTAMP WITH TIME ZONE,
  withdrawn_because VARCHAR,
  CONSTRAINT pk_written_procedure PRIMARY KEY (id),
  CONSTRAINT uq_written_procedure_body_id_number UNIQUE (body_id, number),
  CONSTRAINT ck_written_procedure_sent_has_content CHECK ((sent_at IS NULL) = (content IS NULL)),
  CONSTRAINT ck_written_procedure_sent_is_decided CHECK ((sent_at IS NULL) = (decided_by IS NULL)),
  CONSTRAINT ck_written_procedure_sent CHECK (sent_at IS NOT NULL OR state IN ('draft', 'withdrawn')),
  CONSTRAINT ck_written_procedure_ended CHECK ((state IN ('draft', 'sent')) = (ended_at IS NULL)),
  CONSTRAINT ck_written_procedure_withdrawn_because CHECK ((state = 'withdrawn') = (withdrawn_because IS NOT NULL)),
  CONSTRAINT fk_written_procedure_body_id FOREIGN KEY(body_id) REFERENCES work.body (id),
  CONSTRAINT fk_written_procedure_handling_id FOREIGN KEY(handling_id) REFERENCES work.handling (id),
  CONSTRAINT ck_written_procedure_state CHECK (state IN ('draft', 'sent', 'adopted', 'not_agreed', 'lapsed',
    'withdrawn')),
  CONSTRAINT ck_written_procedure_ground CHECK (ground IN ('no_time', 'minor'))
);
CREATE INDEX ix_written_procedure_body_id ON work.written_procedure (body_id);
CREATE INDEX ix_written_procedure_deadline_id ON work.written_procedure (deadline, id);
CREATE INDEX ix_written_procedure_handling_id ON work.written_procedure (handling_id);
CREATE UNIQUE INDEX uq_written_procedure_one_active ON work.written_procedure (handling_id) WHERE state IN
    ('draft', 'sent');

CREATE TABLE work.written_seat (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_written_seat_id CHECK (id ~ '^wsea_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  procedure_id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL,
  name VARCHAR NOT NULL,
  role VARCHAR NOT NULL,
  deputy_order INTEGER,
  municipality VARCHAR,
  CONSTRAINT pk_written_seat PRIMARY KEY (id),
  CONSTRAINT uq_written_seat_procedure_id_person_id UNIQUE (procedure_id, person_id),
  CONSTRAINT fk_written_seat_procedure_id FOREIGN KEY(procedure_id) REFERENCES work.written_procedure (id),
  CONSTRAINT fk_written_seat_person_id FOREIGN KEY(person_id) REFERENCES work.person (id),
  CONSTRAINT ck_written_seat_role CHECK (role IN ('chair', 'deputy_chair', 'member', 'deputy',
    'union_representative'))
);
CREATE INDEX ix_written_seat_person_id ON work.written_seat (person_id);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.written_seat
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON work.written_seat FROM samstyre_app;

CREATE TABLE work.written_answer (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_written_answer_id CHECK (id ~ '^wans_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  procedure_id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL,
  content_agreed BOOLEAN,
  form_agreed BOOLEAN,
  inhabile BOOLEAN NOT NULL,
  legal_basis VARCHAR,
  comment VARCHAR,
  recorded_by VARCHAR NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_written_answer PRIMARY KEY (id),
  CONSTRAINT uq_written_answer_procedure_id_person_id UNIQUE (procedure_id, person_id),
  CONSTRAINT ck_written_answer_answers_content CHECK (inhabile = (content_agreed IS NULL)),
  CONSTRAINT ck_written_answer_answers_form CHECK (inhabile = (form_agreed IS NULL)),
  CONSTRAINT ck_written_answer_inhabile_has_basis CHECK (inhabile = (legal_basis IS NOT NULL)),
  CONSTRAINT fk_written_answer_procedure_id FOREIGN KEY(procedure_id) REFERENCES work.written_procedure (id),
  CONSTRAINT fk_written_answer_person_id FOREIGN KEY(person_id) REFERENCES work.person (id)
);
CREATE INDEX ix_written_answer_person_id ON work.written_answer (person_id);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.written_answer
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON work.written_answer FROM samstyre_app;

ALTER TABLE work.resolution ADD COLUMN written_procedure_id TEXT COLLATE "C";
ALTER TABLE work.resolution ALTER COLUMN meeting_id DROP NOT NULL;
ALTER TABLE work.resolution ALTER COLUMN agenda_item_id DROP NOT NULL;
ALTER TABLE work.resolution ADD CONSTRAINT uq_resolution_written_procedure_id UNIQUE (written_procedure_id);
ALTER TABLE work.resolution ADD CONSTRAINT ck_resolution_one_source
  CHECK ((meeting_id IS NULL) <> (written_procedure_id IS NULL));
ALTER TABLE work.resolution ADD CONSTRAINT ck_resolution_item_of_meeting
  CHECK ((meeting_id IS NULL) = (agenda_item_id IS NULL));
ALTER TABLE work.resolution ADD CONSTRAINT fk_resolution_written_procedure_id
  FOREIGN KEY(written_procedure_id) REFERENCES work.written_procedure (id);

ALTER TABLE work.reminder ALTER COLUMN meeting_id DROP NOT NULL;
ALTER TABLE work.reminder DROP CONSTRAINT ck_reminder_code;
ALTER TABLE work.reminder ADD CONSTRAINT ck_reminder_code CHECK (code IN ('agenda_due_soon', 'agenda_due_tomorrow',
  'agenda_overdue', 'papers_due_soon', 'papers_due_tomorrow', 'papers_overdue', 'consultation_answer_missing',
  'consultation_deadline_near', 'follow_up_due_soon', 'follow_up_due', 'written_answer_due'));

ALTER TABLE work.body ADD COLUMN remote_meetings BOOLEAN DEFAULT false NOT NULL;
-- Bodies that have met remotely were let do so.
UPDATE work.body SET remote_meetings = true WHERE EXISTS (
  SELECT FROM work.meeting m WHERE m.body_id = work.body.id AND m.remote
);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What members have agreed to in writing is not thrown away; restore a copy instead.")
