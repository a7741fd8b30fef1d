"""Urgent remote meetings with members' demands that a case waits, and published records of written procedures."""

from alembic import op

from api.database.migrating import run_script

revision = "0031"
down_revision = "0030"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE work.meeting
  ADD COLUMN urgent_ground VARCHAR,
  ADD COLUMN urgent_reason VARCHAR,
  ADD COLUMN urgent_decided_by VARCHAR,
  ADD CONSTRAINT ck_meeting_urgent_ground CHECK (urgent_ground IN ('no_time', 'minor')),
  ADD CONSTRAINT ck_meeting_urgent_whole CHECK (
    num_nonnulls(urgent_ground, urgent_reason, urgent_decided_by) IN (0, 3)
  ),
  ADD CONSTRAINT ck_meeting_urgent_remote CHECK (urgent_ground IS NULL OR remote);

CREATE TABLE work.wait_demand (
  agenda_item_id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_wait_demand PRIMARY KEY (agenda_item_id, person_id),
  CONSTRAINT fk_wait_demand_agenda_item_id FOREIGN KEY(agenda_item_id) REFERENCES work.agenda_item (id)
    ON DELETE CASCADE,
  CONSTRAINT fk_wait_demand_person_id FOREIGN KEY(person_id) REFERENCES work.person (id)
);
CREATE INDEX ix_wait_demand_person_id ON work.wait_demand (person_id);

CREATE TABLE published.written_record (
  procedure_id TEXT COLLATE "C" NOT NULL,
  body_name VARCHAR NOT NULL,
  number VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  published_at TIMESTAMP WITH TIME ZONE NOT NULL,
  body BYTEA NOT NULL,
  sha256 VARCHAR NOT NULL,
  file BYTEA NOT NULL,
  CONSTRAINT pk_written_record PRIMARY KEY (procedure_id),
  CONSTRAINT ck_written_record_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$')
);
CREATE TABLE published.written_record_withdrawal (
  procedure_id TEXT COLLATE "C" NOT NULL,
  number VARCHAR NOT NULL,
  published_at TIMESTAMP WITH TIME ZONE NOT NULL,
  withdrawn_at TIMESTAMP WITH TIME ZONE NOT NULL,
  reason VARCHAR NOT NULL,
  CONSTRAINT pk_written_record_withdrawal PRIMARY KEY (procedure_id),
  CONSTRAINT ck_written_record_withdrawal_reason CHECK (length(reason) > 0),
  CONSTRAINT fk_written_record_withdrawal_procedure_id
    FOREIGN KEY(procedure_id) REFERENCES published.written_record (procedure_id)
);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON published.written_record
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON published.written_record FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON published.written_record_withdrawal
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON published.written_record_withdrawal FROM samstyre_app;
ALTER TABLE published.written_record ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON published.written_record TO samstyre_app USING (true) WITH CHECK (true);
CREATE POLICY not_withdrawn ON published.written_record FOR SELECT TO samstyre_public USING (
  NOT EXISTS (
    SELECT FROM published.written_record_withdrawal w
    WHERE w.procedure_id = published.written_record.procedure_id
  )
);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What members have demanded is not thrown away; restore a copy instead.")
