"""Evaluations of meetings: sums, and who has answered while one may."""

from alembic import op

from api.database.migrating import run_script

revision = "0022"
down_revision = "0021"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.evaluation_form (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_evaluation_form_id CHECK (id ~ '^eform_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  body_id TEXT COLLATE "C" NOT NULL,
  statements JSONB NOT NULL,
  CONSTRAINT pk_evaluation_form PRIMARY KEY (id),
  CONSTRAINT uq_evaluation_form_body_id UNIQUE (body_id),
  CONSTRAINT fk_evaluation_form_body_id FOREIGN KEY(body_id) REFERENCES work.body (id)
);

CREATE TABLE work.evaluation (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_evaluation_id CHECK (id ~ '^evl_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  meeting_id TEXT COLLATE "C" NOT NULL,
  body_id TEXT COLLATE "C" NOT NULL,
  statements JSONB NOT NULL,
  closes_on DATE NOT NULL,
  closed_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_evaluation PRIMARY KEY (id),
  CONSTRAINT uq_evaluation_meeting_id UNIQUE (meeting_id),
  CONSTRAINT ck_evaluation_closed_after_opening CHECK (closed_at >= created_at),
  CONSTRAINT fk_evaluation_meeting_id FOREIGN KEY(meeting_id) REFERENCES work.meeting (id),
  CONSTRAINT fk_evaluation_body_id FOREIGN KEY(body_id) REFERENCES work.body (id)
);
CREATE INDEX ix_evaluation_body_id ON work.evaluation (body_id);

CREATE TABLE work.evaluation_sum (
  evaluation_id TEXT COLLATE "C" NOT NULL,
  answers INTEGER NOT NULL,
  counts JSONB NOT NULL,
  remarks JSONB NOT NULL,
  CONSTRAINT pk_evaluation_sum PRIMARY KEY (evaluation_id),
  CONSTRAINT ck_evaluation_sum_answers CHECK (answers >= 0),
  CONSTRAINT fk_evaluation_sum_evaluation_id FOREIGN KEY(evaluation_id) REFERENCES work.evaluation (id)
);

CREATE TABLE work.evaluation_answered (
  evaluation_id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_evaluation_answered PRIMARY KEY (evaluation_id, person_id),
  CONSTRAINT fk_evaluation_answered_evaluation_id FOREIGN KEY(evaluation_id) REFERENCES work.evaluation (id),
  CONSTRAINT fk_evaluation_answered_person_id FOREIGN KEY(person_id) REFERENCES work.person (id)
);
CREATE INDEX ix_evaluation_answered_person_id ON work.evaluation_answered (person_id);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What the members have said is not thrown away; restore a copy instead.")
