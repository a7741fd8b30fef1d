"""Roles: what an account may do and where; who made a document or an import; who writes a case."""

from alembic import op

from api.database.migrating import run_script

revision = "0002"
down_revision = "0001"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.role_grant (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_role_grant_id CHECK (id ~ '^role_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  account_id TEXT COLLATE "C" NOT NULL,
  role VARCHAR NOT NULL,
  body_id TEXT COLLATE "C",
  CONSTRAINT pk_role_grant PRIMARY KEY (id),
  CONSTRAINT uq_role_grant_account_id_role_body_id UNIQUE NULLS NOT DISTINCT (account_id, role, body_id),
  CONSTRAINT ck_role_grant_system_is_for_all CHECK (role <> 'system_administrator' OR body_id IS NULL),
  CONSTRAINT fk_role_grant_account_id FOREIGN KEY(account_id) REFERENCES work.account (id) ON DELETE CASCADE,
  CONSTRAINT ck_role_grant_role CHECK (role IN ('case_officer', 'administration', 'system_administrator')),
  CONSTRAINT fk_role_grant_body_id FOREIGN KEY(body_id) REFERENCES work.body (id)
);
CREATE INDEX ix_role_grant_body_id ON work.role_grant (body_id);

-- Until now every account was the administrator of everything.
INSERT INTO work.role_grant (id, account_id, role)
  SELECT 'role_' || substr(a.id, 5, 25) || r.last, a.id, r.role
  FROM work.account a, (VALUES ('administration', '0'), ('system_administrator', '1')) AS r (role, last);

ALTER TABLE work.account ADD COLUMN person_id TEXT COLLATE "C"
  CONSTRAINT fk_account_person_id REFERENCES work.person (id);
CREATE INDEX ix_account_person_id ON work.account (person_id);

ALTER TABLE work.document ADD COLUMN created_by TEXT COLLATE "C";
ALTER TABLE work.agenda_import ADD COLUMN created_by TEXT COLLATE "C";

ALTER TABLE work.handling ADD COLUMN case_officer_id TEXT COLLATE "C"
  CONSTRAINT fk_handling_case_officer_id REFERENCES work.account (id);
CREATE INDEX ix_handling_case_officer_id ON work.handling (case_officer_id);

ALTER TABLE work.event DROP CONSTRAINT ck_event_actor_kind;
ALTER TABLE work.event ADD CONSTRAINT ck_event_actor_kind CHECK (actor_kind IN ('public', 'union_representative',
  'member', 'case_officer', 'administration', 'municipality_system', 'system_administrator', 'system'));
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What was decided about roles is not forgotten; restore a copy instead.")
