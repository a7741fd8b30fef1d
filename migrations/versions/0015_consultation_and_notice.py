"""Consultation of the unions on a case; what was kept of the notice, and reminders."""

from alembic import op

from api.database.migrating import run_script

revision = "0015"
down_revision = "0014"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.notice_record (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_notice_record_id CHECK (id ~ '^ntc_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  meeting_id TEXT COLLATE "C" NOT NULL,
  kind VARCHAR NOT NULL,
  publication_id TEXT COLLATE "C" NOT NULL,
  deadline TIMESTAMP WITH TIME ZONE NOT NULL,
  published_at TIMESTAMP WITH TIME ZONE NOT NULL,
  met BOOLEAN NOT NULL,
  CONSTRAINT pk_notice_record PRIMARY KEY (id),
  CONSTRAINT uq_notice_record_publication_id_kind UNIQUE (publication_id, kind),
  CONSTRAINT ck_notice_record_met CHECK (met = (published_at <= deadline)),
  CONSTRAINT fk_notice_record_meeting_id FOREIGN KEY(meeting_id) REFERENCES work.meeting (id),
  CONSTRAINT ck_notice_record_kind CHECK (kind IN ('agenda', 'papers'))
);
CREATE INDEX ix_notice_record_meeting_id ON work.notice_record (meeting_id);

CREATE TABLE work.reminder (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_reminder_id CHECK (id ~ '^rem_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  audience VARCHAR NOT NULL,
  body_id TEXT COLLATE "C" NOT NULL,
  meeting_id TEXT COLLATE "C" NOT NULL,
  code VARCHAR NOT NULL,
  subject_id TEXT COLLATE "C" NOT NULL,
  due_at TIMESTAMP WITH TIME ZONE NOT NULL,
  done_at TIMESTAMP WITH TIME ZONE,
  dismissed BOOLEAN NOT NULL,
  CONSTRAINT pk_reminder PRIMARY KEY (id),
  CONSTRAINT uq_reminder_code_subject_id_due_at UNIQUE (code, subject_id, due_at),
  CONSTRAINT ck_reminder_done_after_creation CHECK (done_at >= created_at),
  CONSTRAINT ck_reminder_audience CHECK (audience IN ('administration', 'union_representative')),
  CONSTRAINT fk_reminder_body_id FOREIGN KEY(body_id) REFERENCES work.body (id),
  CONSTRAINT fk_reminder_meeting_id FOREIGN KEY(meeting_id) REFERENCES work.meeting (id) ON DELETE CASCADE,
  CONSTRAINT ck_reminder_code CHECK (code IN ('agenda_due_soon', 'agenda_due_tomorrow', 'agenda_overdue',
    'papers_due_soon', 'papers_due_tomorrow', 'papers_overdue', 'consultation_answer_missing',
    'consultation_deadline_near'))
);
CREATE INDEX ix_reminder_body_id ON work.reminder (body_id);
CREATE INDEX ix_reminder_meeting_id ON work.reminder (meeting_id);

CREATE TABLE work.consultation (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_consultation_id CHECK (id ~ '^cons_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  handling_id TEXT COLLATE "C" NOT NULL,
  body_id TEXT COLLATE "C" NOT NULL,
  opened_by VARCHAR NOT NULL,
  opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
  deadline TIMESTAMP WITH TIME ZONE NOT NULL,
  closed_at TIMESTAMP WITH TIME ZONE,
  message VARCHAR,
  include_closed BOOLEAN NOT NULL,
  content JSONB NOT NULL,
  changes JSONB NOT NULL,
  CONSTRAINT pk_consultation PRIMARY KEY (id),
  CONSTRAINT ck_consultation_deadline_after_opening CHECK (deadline > opened_at),
  CONSTRAINT ck_consultation_closed_after_opening CHECK (closed_at >= opened_at),
  CONSTRAINT fk_consultation_handling_id FOREIGN KEY(handling_id) REFERENCES work.handling (id),
  CONSTRAINT fk_consultation_body_id FOREIGN KEY(body_id) REFERENCES work.body (id)
);
CREATE INDEX ix_consultation_body_id ON work.consultation (body_id);
CREATE INDEX ix_consultation_handling_id ON work.consultation (handling_id);
CREATE UNIQUE INDEX uq_consultation_one_open ON work.consultation (handling_id) WHERE closed_at IS NULL;

CREATE TABLE work.consultation_answer (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_consultation_answer_id CHECK (id ~ '^cans_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  consultation_id TEXT COLLATE "C" NOT NULL,
  answered_by VARCHAR NOT NULL,
  text JSONB NOT NULL,
  answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_consultation_answer PRIMARY KEY (id),
  CONSTRAINT fk_consultation_answer_consultation_id FOREIGN KEY(consultation_id) REFERENCES work.consultation (id)
);
CREATE INDEX ix_consultation_answer_consultation_id ON work.consultation_answer (consultation_id);

CREATE TABLE work.consultation_input (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_consultation_input_id CHECK (id ~ '^cinp_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  consultation_id TEXT COLLATE "C" NOT NULL,
  account_id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C",
  person_name VARCHAR NOT NULL,
  organisation_name VARCHAR NOT NULL,
  text JSONB NOT NULL,
  submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
  edited_at TIMESTAMP WITH TIME ZONE,
  withdrawn_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_consultation_input PRIMARY KEY (id),
  CONSTRAINT ck_consultation_input_withdrawn_after_submitting CHECK (withdrawn_at >= submitted_at),
  CONSTRAINT fk_consultation_input_consultation_id FOREIGN KEY(consultation_id) REFERENCES work.consultation (id),
  CONSTRAINT fk_consultation_input_account_id FOREIGN KEY(account_id) REFERENCES work.account (id),
  CONSTRAINT fk_consultation_input_person_id FOREIGN KEY(person_id) REFERENCES work.person (id)
);
CREATE INDEX ix_consultation_input_account_id ON work.consultation_input (account_id);
CREATE INDEX ix_consultation_input_consultation_id ON work.consultation_input (consultation_id);
CREATE INDEX ix_consultation_input_person_id ON work.consultation_input (person_id);

CREATE TABLE work.consultation_input_version (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_consultation_input_version_id CHECK (id ~ '^cver_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  input_id TEXT COLLATE "C" NOT NULL,
  number INTEGER NOT NULL,
  organisation_name VARCHAR NOT NULL,
  text JSONB NOT NULL,
  written_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_consultation_input_version PRIMARY KEY (id),
  CONSTRAINT uq_consultation_input_version_input_id_number UNIQUE (input_id, number),
  CONSTRAINT ck_consultation_input_version_number CHECK (number > 0),
  CONSTRAINT fk_consultation_input_version_input_id FOREIGN KEY(input_id) REFERENCES work.consultation_input (id)
);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What the unions have said is not thrown away; restore a copy instead.")
