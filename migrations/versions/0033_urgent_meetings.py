"""Urgent remote meetings: on what ground, and who demands that a case waits for an ordinary one."""

from alembic import op

from api.database.migrating import run_script

revision = "0033"
down_revision = "0030"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE work.meeting
  ADD COLUMN urgent_ground VARCHAR,
  ADD COLUMN urgent_reason VARCHAR,
  ADD COLUMN urgent_decided_by VARCHAR,
  ADD CONSTRAINT ck_meeting_urgent_ground CHECK (urgent_ground IN ('no_time', 'minor')),
  ADD CONSTRAINT ck_meeting_urgent_whole CHECK (num_nonnulls(urgent_ground, urgent_reason, urgent_decided_by) IN (0, 3)),
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
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What members have demanded is not thrown away; restore a copy instead.")
