"""The meeting room: its log, who has voted, the urn of a secret vote, and what everybody may follow."""

from alembic import op

from api.database.migrating import run_script

revision = "0020"
down_revision = "0018"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.room_entry (
  meeting_id TEXT COLLATE "C" NOT NULL,
  seq INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  content JSONB NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  actor_kind VARCHAR NOT NULL,
  actor_id TEXT COLLATE "C",
  actor_name VARCHAR NOT NULL,
  person_id TEXT COLLATE "C",
  corrects INTEGER,
  CONSTRAINT pk_room_entry PRIMARY KEY (meeting_id, seq),
  CONSTRAINT fk_room_entry_meeting_id_corrects FOREIGN KEY(meeting_id, corrects)
    REFERENCES work.room_entry (meeting_id, seq),
  CONSTRAINT ck_room_entry_seq CHECK (seq > 0),
  CONSTRAINT ck_room_entry_corrects CHECK (corrects < seq),
  CONSTRAINT ck_room_entry_kind CHECK (kind ~ '^[a-z]+(-[a-z]+)*$'),
  CONSTRAINT fk_room_entry_meeting_id FOREIGN KEY(meeting_id) REFERENCES work.meeting (id),
  CONSTRAINT ck_room_entry_actor_kind CHECK (actor_kind IN ('public', 'union_representative', 'member',
    'case_officer', 'administration', 'municipality_system', 'system_administrator', 'system')),
  CONSTRAINT fk_room_entry_person_id FOREIGN KEY(person_id) REFERENCES work.person (id)
);

CREATE TABLE work.room_ballot (
  meeting_id TEXT COLLATE "C" NOT NULL,
  vote INTEGER NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_room_ballot PRIMARY KEY (meeting_id, vote, person_id),
  CONSTRAINT fk_room_ballot_meeting_id_vote FOREIGN KEY(meeting_id, vote)
    REFERENCES work.room_entry (meeting_id, seq),
  CONSTRAINT fk_room_ballot_person_id FOREIGN KEY(person_id) REFERENCES work.person (id)
);

CREATE TABLE work.room_urn (
  meeting_id TEXT COLLATE "C" NOT NULL,
  vote INTEGER NOT NULL,
  choice VARCHAR NOT NULL,
  count INTEGER NOT NULL,
  CONSTRAINT pk_room_urn PRIMARY KEY (meeting_id, vote, choice),
  CONSTRAINT fk_room_urn_meeting_id_vote FOREIGN KEY(meeting_id, vote) REFERENCES work.room_entry (meeting_id, seq),
  CONSTRAINT ck_room_urn_count CHECK (count >= 0)
);

CREATE TABLE published.live (
  meeting_id TEXT COLLATE "C" NOT NULL,
  seq INTEGER NOT NULL,
  publication_id TEXT COLLATE "C" NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  content BYTEA NOT NULL,
  sha256 VARCHAR NOT NULL,
  CONSTRAINT pk_live PRIMARY KEY (meeting_id, seq),
  CONSTRAINT ck_live_seq CHECK (seq > 0),
  CONSTRAINT ck_live_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT fk_live_publication_id FOREIGN KEY(publication_id) REFERENCES published.publication (id)
);
CREATE INDEX ix_live_publication_id ON published.live (publication_id);

CREATE FUNCTION work.announce() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  PERFORM pg_catalog.pg_notify(tg_argv[0], '');
  RETURN NULL;
END $$;
CREATE TRIGGER announce_entry AFTER INSERT ON work.room_entry
  FOR EACH STATEMENT EXECUTE FUNCTION work.announce('samstyre_room');
CREATE TRIGGER announce_live AFTER INSERT ON published.live
  FOR EACH STATEMENT EXECUTE FUNCTION work.announce('samstyre_live');

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.room_entry
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON work.room_entry FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.room_ballot
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON work.room_ballot FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON published.live
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON published.live FROM samstyre_app;

ALTER TABLE published.live ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON published.live TO samstyre_app USING (true) WITH CHECK (true);
CREATE POLICY not_withdrawn ON published.live FOR SELECT TO samstyre_public USING (
  NOT EXISTS (SELECT FROM published.withdrawal w WHERE w.publication_id = published.live.publication_id)
);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What was done in a meeting is not thrown away; restore a copy instead.")
