"""Meetings and proposals that are closed to the public, and the meeting as its board sees it."""

from alembic import op

from api.database.migrating import run_script

revision = "0018"
down_revision = "0017"

# Nothing that was written or published before this could be closed in these ways, so the board's editions have the
# meeting that the public has.
UPGRADE = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE work.meeting ADD COLUMN access VARCHAR NOT NULL DEFAULT 'open';
ALTER TABLE work.meeting ALTER COLUMN access DROP DEFAULT;
ALTER TABLE work.meeting ADD CONSTRAINT ck_meeting_access CHECK (access IN ('open', 'closed'));
ALTER TABLE work.meeting ADD COLUMN open_title VARCHAR;
ALTER TABLE work.meeting ADD COLUMN legal_basis VARCHAR;

ALTER TABLE work.proposal ADD COLUMN access VARCHAR NOT NULL DEFAULT 'open';
ALTER TABLE work.proposal ALTER COLUMN access DROP DEFAULT;
ALTER TABLE work.proposal ADD CONSTRAINT ck_proposal_access CHECK (access IN ('open', 'closed'));
ALTER TABLE work.proposal ADD COLUMN legal_basis VARCHAR;

ALTER TABLE published.publication ADD COLUMN access VARCHAR NOT NULL DEFAULT 'open';
ALTER TABLE published.publication ALTER COLUMN access DROP DEFAULT;

ALTER TABLE work.board_edition ADD COLUMN title VARCHAR, ADD COLUMN place VARCHAR;
UPDATE work.board_edition SET
  content = content || jsonb_build_object('meeting', content -> 'public' -> 'meeting'),
  title = content -> 'public' -> 'meeting' ->> 'title',
  place = content -> 'public' -> 'meeting' ->> 'place';
ALTER TABLE work.board_edition ALTER COLUMN title SET NOT NULL;
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What is closed is not opened by going back; restore a copy instead.")
