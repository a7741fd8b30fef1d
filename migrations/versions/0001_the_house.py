"""The house: roles, the two sides with their tables and rights, and the jobs' own schema."""

from pathlib import Path

from alembic import op

from api.database.migrating import run_script

revision = "0001"
down_revision = None

# Roles belong to the cluster: another database may have made them. What an operator has set on them then stays.
ROLES = """
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'samstyre_owner') THEN
    CREATE ROLE samstyre_owner LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'samstyre_app') THEN
    CREATE ROLE samstyre_app LOGIN;
    ALTER ROLE samstyre_app SET statement_timeout = '60s';
    ALTER ROLE samstyre_app SET idle_in_transaction_session_timeout = '60s';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'samstyre_public') THEN
    CREATE ROLE samstyre_public LOGIN;
    ALTER ROLE samstyre_public SET statement_timeout = '15s';
    ALTER ROLE samstyre_public SET idle_in_transaction_session_timeout = '15s';
    ALTER ROLE samstyre_public SET default_transaction_read_only = on;
  END IF;
  -- Since PostgreSQL 16, who makes a role administers it, and must still give itself the right to act as that role.
  IF NOT pg_has_role(current_user, 'samstyre_owner',
      CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END) THEN
    EXECUTE format('GRANT samstyre_owner TO %I', current_user);
  END IF;
END $$;
"""

DATABASE = """
DO $$
BEGIN
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), current_user);
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO samstyre_owner', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO samstyre_app, samstyre_public', current_database());
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO samstyre_owner, samstyre_app;
CREATE SCHEMA work AUTHORIZATION samstyre_owner;
CREATE SCHEMA published AUTHORIZATION samstyre_owner;
CREATE SCHEMA jobs AUTHORIZATION samstyre_owner;

GRANT SELECT, INSERT, UPDATE, DELETE ON public.alembic_version TO samstyre_owner;
GRANT SELECT ON public.alembic_version TO samstyre_app;
"""

# Given before there are tables: what is made later is covered, too.
RIGHTS = """
GRANT USAGE ON SCHEMA work, published, jobs TO samstyre_app;
GRANT USAGE ON SCHEMA published TO samstyre_public;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA work GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO samstyre_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA work GRANT USAGE ON SEQUENCES TO samstyre_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA published GRANT SELECT, INSERT ON TABLES TO samstyre_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA published GRANT SELECT ON TABLES TO samstyre_public;
ALTER DEFAULT PRIVILEGES IN SCHEMA jobs GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO samstyre_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA jobs GRANT USAGE ON SEQUENCES TO samstyre_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA jobs GRANT EXECUTE ON FUNCTIONS TO samstyre_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA jobs GRANT USAGE ON TYPES TO samstyre_app;
"""

WORK = r"""
CREATE TABLE work.account (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_account_id CHECK (id ~ '^acc_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  username VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  password_hash VARCHAR NOT NULL,
  CONSTRAINT pk_account PRIMARY KEY (id),
  CONSTRAINT uq_account_username UNIQUE (username)
);

CREATE TABLE work.body (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_body_id CHECK (id ~ '^body_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  slug VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  meetings_open BOOLEAN NOT NULL,
  agenda_notice_days INTEGER NOT NULL,
  papers_notice_days INTEGER NOT NULL,
  lang VARCHAR NOT NULL,
  sort_key TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_body PRIMARY KEY (id),
  CONSTRAINT uq_body_slug UNIQUE (slug),
  CONSTRAINT ck_body_slug CHECK (slug ~ '^[a-zæøå0-9]+(-[a-zæøå0-9]+)*$'),
  CONSTRAINT ck_body_notice CHECK (agenda_notice_days >= papers_notice_days AND papers_notice_days >= 0),
  CONSTRAINT ck_body_kind CHECK (kind IN (
    'board', 'council_of_representatives', 'political_council', 'network', 'steering_group', 'project_group'
  ))
);

CREATE TABLE work."case" (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_case_id CHECK (id ~ '^case_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  title VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  lang VARCHAR NOT NULL,
  CONSTRAINT pk_case PRIMARY KEY (id),
  CONSTRAINT ck_case_state CHECK (state IN ('draft', 'in_review', 'ready', 'in_treatment', 'concluded', 'withdrawn'))
);

CREATE TABLE work.document (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_document_id CHECK (id ~ '^doc_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  title VARCHAR NOT NULL,
  lang VARCHAR NOT NULL,
  access VARCHAR NOT NULL,
  open_title VARCHAR,
  legal_basis VARCHAR,
  CONSTRAINT pk_document PRIMARY KEY (id),
  CONSTRAINT ck_document_access CHECK (access IN ('open', 'closed'))
);

CREATE TABLE work.event (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL,
  actor_kind VARCHAR NOT NULL,
  actor_id TEXT COLLATE "C",
  actor_name VARCHAR NOT NULL,
  what VARCHAR NOT NULL,
  subject_type VARCHAR NOT NULL,
  subject_id TEXT COLLATE "C" NOT NULL,
  body_id TEXT COLLATE "C",
  before JSONB,
  after JSONB,
  request_id VARCHAR,
  CONSTRAINT pk_event PRIMARY KEY (id),
  CONSTRAINT ck_event_what CHECK (what ~ '^[a-z_]+\.[a-z_]+$'),
  CONSTRAINT ck_event_actor_kind CHECK (actor_kind IN ('public', 'administration', 'system'))
);
CREATE INDEX ix_event_subject ON work.event (subject_type, subject_id);

CREATE TABLE work.idempotency_key (
  created_at timestamptz DEFAULT now() NOT NULL,
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint BYTEA NOT NULL,
  status SMALLINT NOT NULL,
  headers JSONB NOT NULL,
  body BYTEA NOT NULL,
  CONSTRAINT pk_idempotency_key PRIMARY KEY (actor, key),
  CONSTRAINT ck_idempotency_key_status CHECK (status BETWEEN 200 AND 299),
  CONSTRAINT ck_idempotency_key_fingerprint CHECK (octet_length(fingerprint) = 32)
);
CREATE INDEX ix_idempotency_key_created_at ON work.idempotency_key (created_at);

CREATE TABLE work.municipality (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_municipality_id CHECK (id ~ '^mun_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  number VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  organisation_number VARCHAR,
  sort_key TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_municipality PRIMARY KEY (id),
  CONSTRAINT uq_municipality_number UNIQUE (number),
  CONSTRAINT ck_municipality_number CHECK (number ~ '^[0-9]{4}$'),
  CONSTRAINT ck_municipality_organisation_number CHECK (organisation_number ~ '^[0-9]{9}$')
);

CREATE TABLE work.organisation (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_organisation_id CHECK (id ~ '^org_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  name VARCHAR NOT NULL,
  short_name VARCHAR NOT NULL,
  number VARCHAR,
  website VARCHAR,
  lang VARCHAR NOT NULL,
  CONSTRAINT pk_organisation PRIMARY KEY (id),
  CONSTRAINT ck_organisation_number CHECK (number ~ '^[0-9]{9}$')
);
CREATE UNIQUE INDEX uq_organisation_only_one ON work.organisation ((true));

CREATE TABLE work.person (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_person_id CHECK (id ~ '^pers_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  name VARCHAR NOT NULL,
  email VARCHAR,
  sort_key TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_person PRIMARY KEY (id)
);

CREATE TABLE work.document_version (
  created_at timestamptz DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_document_version_id CHECK (id ~ '^dver_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  document_id TEXT COLLATE "C" NOT NULL,
  number INTEGER NOT NULL,
  filename VARCHAR NOT NULL,
  media_type VARCHAR NOT NULL,
  size INTEGER NOT NULL,
  sha256 VARCHAR NOT NULL,
  pages INTEGER,
  text VARCHAR NOT NULL,
  text_status VARCHAR NOT NULL,
  CONSTRAINT pk_document_version PRIMARY KEY (id),
  CONSTRAINT uq_document_version_document_id_number UNIQUE (document_id, number),
  CONSTRAINT ck_document_version_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT ck_document_version_size CHECK (size >= 0),
  CONSTRAINT fk_document_version_document_id FOREIGN KEY(document_id) REFERENCES work.document (id),
  CONSTRAINT ck_document_version_text_status CHECK (text_status IN (
    'extracted', 'empty', 'encrypted', 'broken', 'unsupported'
  ))
);

CREATE TABLE work.event_position (
  position BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  CONSTRAINT pk_event_position PRIMARY KEY (position),
  CONSTRAINT uq_event_position_event_id UNIQUE (event_id),
  CONSTRAINT fk_event_position_event_id FOREIGN KEY(event_id) REFERENCES work.event (id)
);

CREATE TABLE work.handling (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_handling_id CHECK (id ~ '^hnd_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  case_id TEXT COLLATE "C" NOT NULL,
  title VARCHAR NOT NULL,
  access VARCHAR NOT NULL,
  open_title VARCHAR,
  legal_basis VARCHAR,
  lang VARCHAR NOT NULL,
  text JSONB,
  "references" JSONB NOT NULL,
  deadlines JSONB NOT NULL,
  CONSTRAINT pk_handling PRIMARY KEY (id),
  CONSTRAINT fk_handling_case_id FOREIGN KEY(case_id) REFERENCES work."case" (id),
  CONSTRAINT ck_handling_access CHECK (access IN ('open', 'closed'))
);
CREATE INDEX ix_handling_case_id ON work.handling (case_id);

CREATE TABLE work.key_figure (
  created_at timestamptz DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_key_figure_id CHECK (id ~ '^fig_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  municipality_id TEXT COLLATE "C" NOT NULL,
  series VARCHAR NOT NULL,
  as_of DATE NOT NULL,
  value NUMERIC(18, 4) NOT NULL,
  source VARCHAR NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_key_figure PRIMARY KEY (id),
  CONSTRAINT uq_key_figure_municipality_id_series_as_of_version UNIQUE (municipality_id, series, as_of, version),
  CONSTRAINT fk_key_figure_municipality_id FOREIGN KEY(municipality_id) REFERENCES work.municipality (id)
);
CREATE INDEX ix_key_figure_municipality_id ON work.key_figure (municipality_id);

CREATE TABLE work.mandate (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_mandate_id CHECK (id ~ '^mand_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  person_id TEXT COLLATE "C" NOT NULL,
  body_id TEXT COLLATE "C" NOT NULL,
  role VARCHAR NOT NULL,
  municipality_id TEXT COLLATE "C",
  starts_on DATE NOT NULL,
  ends_on DATE,
  deputy_order INTEGER,
  CONSTRAINT pk_mandate PRIMARY KEY (id),
  CONSTRAINT ck_mandate_period CHECK (ends_on >= starts_on),
  CONSTRAINT ck_mandate_deputy_order CHECK ((role = 'deputy') = (deputy_order IS NOT NULL)),
  CONSTRAINT fk_mandate_person_id FOREIGN KEY(person_id) REFERENCES work.person (id),
  CONSTRAINT fk_mandate_body_id FOREIGN KEY(body_id) REFERENCES work.body (id),
  CONSTRAINT ck_mandate_role CHECK (role IN ('chair', 'deputy_chair', 'member', 'deputy', 'union_representative')),
  CONSTRAINT fk_mandate_municipality_id FOREIGN KEY(municipality_id) REFERENCES work.municipality (id)
);
CREATE INDEX ix_mandate_body_id ON work.mandate (body_id);
CREATE INDEX ix_mandate_municipality_id ON work.mandate (municipality_id);
CREATE INDEX ix_mandate_person_id ON work.mandate (person_id);

CREATE TABLE work.meeting (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_meeting_id CHECK (id ~ '^mtg_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  body_id TEXT COLLATE "C" NOT NULL,
  number VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  lang VARCHAR NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz,
  place VARCHAR,
  remote BOOLEAN NOT NULL,
  permalink VARCHAR NOT NULL,
  CONSTRAINT pk_meeting PRIMARY KEY (id),
  CONSTRAINT uq_meeting_body_id_number UNIQUE (body_id, number),
  CONSTRAINT uq_meeting_body_id_permalink UNIQUE (body_id, permalink),
  CONSTRAINT ck_meeting_ends_after_start CHECK (ends_at > starts_at),
  CONSTRAINT fk_meeting_body_id FOREIGN KEY(body_id) REFERENCES work.body (id),
  CONSTRAINT ck_meeting_state CHECK (state IN (
    'planned', 'agenda_published', 'papers_published', 'in_session', 'adjourned', 'held', 'minutes_approved',
    'closed', 'cancelled'
  ))
);
CREATE INDEX ix_meeting_body_id ON work.meeting (body_id);

CREATE TABLE work.session (
  created_at timestamptz DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_session_id CHECK (id ~ '^ses_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  account_id TEXT COLLATE "C" NOT NULL,
  token_sha256 VARCHAR NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT pk_session PRIMARY KEY (id),
  CONSTRAINT uq_session_token_sha256 UNIQUE (token_sha256),
  CONSTRAINT fk_session_account_id FOREIGN KEY(account_id) REFERENCES work.account (id) ON DELETE CASCADE
);
CREATE INDEX ix_session_account_id ON work.session (account_id);

CREATE TABLE work.agenda_import (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_agenda_import_id CHECK (id ~ '^imp_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  filename VARCHAR NOT NULL,
  sha256 VARCHAR NOT NULL,
  status VARCHAR NOT NULL,
  source JSONB NOT NULL,
  draft JSONB NOT NULL,
  meeting_id TEXT COLLATE "C",
  CONSTRAINT pk_agenda_import PRIMARY KEY (id),
  CONSTRAINT ck_agenda_import_status CHECK (status IN ('draft', 'accepted', 'discarded')),
  CONSTRAINT fk_agenda_import_meeting_id FOREIGN KEY(meeting_id) REFERENCES work.meeting (id)
);
CREATE INDEX ix_agenda_import_meeting_id ON work.agenda_import (meeting_id);

CREATE TABLE work.agenda_item (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_agenda_item_id CHECK (id ~ '^item_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  meeting_id TEXT COLLATE "C" NOT NULL,
  handling_id TEXT COLLATE "C" NOT NULL,
  number INTEGER NOT NULL,
  number_frozen BOOLEAN NOT NULL,
  supplement BOOLEAN NOT NULL,
  type VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  CONSTRAINT pk_agenda_item PRIMARY KEY (id),
  CONSTRAINT uq_agenda_item_meeting_id_number UNIQUE (meeting_id, number) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT uq_agenda_item_handling_id UNIQUE (handling_id),
  CONSTRAINT ck_agenda_item_number CHECK (number > 0),
  CONSTRAINT fk_agenda_item_meeting_id FOREIGN KEY(meeting_id) REFERENCES work.meeting (id),
  CONSTRAINT fk_agenda_item_handling_id FOREIGN KEY(handling_id) REFERENCES work.handling (id),
  CONSTRAINT ck_agenda_item_type CHECK (type IN (
    'opening', 'approval', 'information', 'discussion', 'decision', 'recommendation', 'status', 'election',
    'evaluation', 'any_other_business'
  )),
  CONSTRAINT ck_agenda_item_state CHECK (state IN (
    'pending', 'adopted', 'adopted_as_amended', 'rejected', 'noted', 'postponed', 'returned', 'withdrawn'
  ))
);

CREATE TABLE work.programme_slot (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_programme_slot_id CHECK (id ~ '^prog_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  meeting_id TEXT COLLATE "C" NOT NULL,
  position INTEGER NOT NULL,
  starts_at time NOT NULL,
  ends_at time,
  text VARCHAR NOT NULL,
  CONSTRAINT pk_programme_slot PRIMARY KEY (id),
  CONSTRAINT uq_programme_slot_meeting_id_position UNIQUE (meeting_id, position) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ck_programme_slot_ends_after_start CHECK (ends_at > starts_at),
  CONSTRAINT fk_programme_slot_meeting_id FOREIGN KEY(meeting_id) REFERENCES work.meeting (id) ON DELETE CASCADE
);

CREATE TABLE work.proposal (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_proposal_id CHECK (id ~ '^prop_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  handling_id TEXT COLLATE "C" NOT NULL,
  position INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  text JSONB NOT NULL,
  recommends_to VARCHAR,
  CONSTRAINT pk_proposal PRIMARY KEY (id),
  CONSTRAINT uq_proposal_handling_id_position UNIQUE (handling_id, position) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_proposal_handling_id FOREIGN KEY(handling_id) REFERENCES work.handling (id) ON DELETE CASCADE,
  CONSTRAINT ck_proposal_kind CHECK (kind IN ('main', 'alternative', 'amendment')),
  CONSTRAINT ck_proposal_state CHECK (state IN (
    'draft', 'submitted', 'put_to_vote', 'adopted', 'rejected', 'lapsed', 'withdrawn'
  ))
);

CREATE TABLE work.scheduled_publication (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_scheduled_publication_id CHECK (id ~ '^sched_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  meeting_id TEXT COLLATE "C" NOT NULL,
  kind VARCHAR NOT NULL,
  at timestamptz NOT NULL,
  change_note VARCHAR,
  overrides JSONB NOT NULL,
  ordered_by VARCHAR NOT NULL,
  status VARCHAR NOT NULL,
  failure VARCHAR,
  publication_id TEXT COLLATE "C",
  CONSTRAINT pk_scheduled_publication PRIMARY KEY (id),
  CONSTRAINT fk_scheduled_publication_meeting_id FOREIGN KEY(meeting_id) REFERENCES work.meeting (id),
  CONSTRAINT ck_scheduled_publication_kind CHECK (kind IN ('agenda', 'papers')),
  CONSTRAINT ck_scheduled_publication_status CHECK (status IN ('scheduled', 'published', 'cancelled', 'failed'))
);
CREATE INDEX ix_scheduled_publication_due ON work.scheduled_publication (at) WHERE status = 'scheduled';
CREATE INDEX ix_scheduled_publication_meeting_id ON work.scheduled_publication (meeting_id);

CREATE TABLE work.side_event (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_side_event_id CHECK (id ~ '^side_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  meeting_id TEXT COLLATE "C" NOT NULL,
  position INTEGER NOT NULL,
  title VARCHAR NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz,
  place VARCHAR,
  audience VARCHAR,
  programme JSONB NOT NULL,
  CONSTRAINT pk_side_event PRIMARY KEY (id),
  CONSTRAINT uq_side_event_meeting_id_position UNIQUE (meeting_id, position) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_side_event_meeting_id FOREIGN KEY(meeting_id) REFERENCES work.meeting (id) ON DELETE CASCADE
);

CREATE TABLE work.sub_item (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_sub_item_id CHECK (id ~ '^sub_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  handling_id TEXT COLLATE "C" NOT NULL,
  position INTEGER NOT NULL,
  label VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  text JSONB,
  CONSTRAINT pk_sub_item PRIMARY KEY (id),
  CONSTRAINT uq_sub_item_handling_id_position UNIQUE (handling_id, position) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_sub_item_handling_id FOREIGN KEY(handling_id) REFERENCES work.handling (id) ON DELETE CASCADE
);

CREATE TABLE work.attachment (
  created_at timestamptz DEFAULT now() NOT NULL,
  updated_at timestamptz DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_attachment_id CHECK (id ~ '^att_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  handling_id TEXT COLLATE "C" NOT NULL,
  sub_item_id TEXT COLLATE "C",
  position INTEGER NOT NULL,
  number VARCHAR,
  title VARCHAR NOT NULL,
  status VARCHAR NOT NULL,
  document_id TEXT COLLATE "C",
  CONSTRAINT pk_attachment PRIMARY KEY (id),
  CONSTRAINT uq_attachment_handling_id_position UNIQUE (handling_id, position) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ck_attachment_available_has_document CHECK ((status = 'available') = (document_id IS NOT NULL)),
  CONSTRAINT fk_attachment_handling_id FOREIGN KEY(handling_id) REFERENCES work.handling (id) ON DELETE CASCADE,
  CONSTRAINT fk_attachment_sub_item_id FOREIGN KEY(sub_item_id) REFERENCES work.sub_item (id) ON DELETE SET NULL,
  CONSTRAINT ck_attachment_status CHECK (status IN ('expected', 'under_preparation', 'available')),
  CONSTRAINT fk_attachment_document_id FOREIGN KEY(document_id) REFERENCES work.document (id)
);
CREATE INDEX ix_attachment_document_id ON work.attachment (document_id);
CREATE INDEX ix_attachment_sub_item_id ON work.attachment (sub_item_id);
"""

PUBLISHED = """
CREATE TABLE published.publication (
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_publication_id CHECK (id ~ '^pub_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  position BIGINT NOT NULL,
  meeting_id TEXT COLLATE "C" NOT NULL,
  version INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  published_at timestamptz NOT NULL,
  change_note VARCHAR,
  body_id TEXT COLLATE "C" NOT NULL,
  body_slug VARCHAR NOT NULL,
  body_name VARCHAR NOT NULL,
  body_kind VARCHAR NOT NULL,
  body_meetings_open BOOLEAN NOT NULL,
  number VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  lang VARCHAR NOT NULL,
  date DATE NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz,
  place VARCHAR,
  item_count INTEGER NOT NULL,
  path VARCHAR NOT NULL,
  body BYTEA NOT NULL,
  body_gzip BYTEA NOT NULL,
  sha256 VARCHAR NOT NULL,
  previous_sha256 VARCHAR,
  CONSTRAINT pk_publication PRIMARY KEY (id),
  CONSTRAINT uq_publication_meeting_id_version UNIQUE (meeting_id, version),
  CONSTRAINT uq_publication_position UNIQUE (position),
  CONSTRAINT ck_publication_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT ck_publication_kind CHECK (kind IN ('agenda', 'papers'))
);
CREATE INDEX ix_publication_body_date ON published.publication (body_slug, date);
CREATE INDEX ix_publication_path ON published.publication (path);
ALTER TABLE published.publication ALTER COLUMN body_gzip SET STORAGE EXTERNAL;

CREATE TABLE published.agenda_item (
  publication_id TEXT COLLATE "C" NOT NULL,
  number INTEGER NOT NULL,
  item_id TEXT COLLATE "C" NOT NULL,
  case_id TEXT COLLATE "C" NOT NULL,
  type VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  access VARCHAR NOT NULL,
  path VARCHAR NOT NULL,
  body BYTEA NOT NULL,
  body_gzip BYTEA NOT NULL,
  CONSTRAINT pk_agenda_item PRIMARY KEY (publication_id, number),
  CONSTRAINT fk_agenda_item_publication_id FOREIGN KEY(publication_id) REFERENCES published.publication (id)
);
CREATE INDEX ix_agenda_item_case_id ON published.agenda_item (case_id);
CREATE INDEX ix_agenda_item_item_id ON published.agenda_item (item_id);
ALTER TABLE published.agenda_item ALTER COLUMN body_gzip SET STORAGE EXTERNAL;

CREATE TABLE published.document (
  publication_id TEXT COLLATE "C" NOT NULL,
  version_id TEXT COLLATE "C" NOT NULL,
  document_id TEXT COLLATE "C" NOT NULL,
  version INTEGER NOT NULL,
  title VARCHAR NOT NULL,
  filename VARCHAR NOT NULL,
  media_type VARCHAR NOT NULL,
  size INTEGER NOT NULL,
  sha256 VARCHAR NOT NULL,
  lang VARCHAR NOT NULL,
  item_id TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_document PRIMARY KEY (publication_id, version_id),
  CONSTRAINT fk_document_publication_id FOREIGN KEY(publication_id) REFERENCES published.publication (id)
);
CREATE INDEX ix_document_document_id ON published.document (document_id);

CREATE TABLE published.file (
  publication_id TEXT COLLATE "C" NOT NULL,
  kind VARCHAR NOT NULL,
  size INTEGER NOT NULL,
  sha256 VARCHAR NOT NULL,
  CONSTRAINT pk_file PRIMARY KEY (publication_id, kind),
  CONSTRAINT fk_file_publication_id FOREIGN KEY(publication_id) REFERENCES published.publication (id),
  CONSTRAINT ck_file_kind CHECK (kind IN ('agenda.pdf', 'bundle.pdf'))
);

CREATE TABLE published.withdrawal (
  publication_id TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  meeting_id TEXT COLLATE "C" NOT NULL,
  version INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  published_at timestamptz NOT NULL,
  withdrawn_at timestamptz NOT NULL,
  reason VARCHAR NOT NULL,
  body_id TEXT COLLATE "C" NOT NULL,
  body_slug VARCHAR NOT NULL,
  body_name VARCHAR NOT NULL,
  number VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  date DATE NOT NULL,
  starts_at timestamptz NOT NULL,
  path VARCHAR NOT NULL,
  withdrawn_sha256 VARCHAR NOT NULL,
  body BYTEA NOT NULL,
  sha256 VARCHAR NOT NULL,
  previous_sha256 VARCHAR NOT NULL,
  CONSTRAINT pk_withdrawal PRIMARY KEY (publication_id),
  CONSTRAINT uq_withdrawal_position UNIQUE (position),
  CONSTRAINT ck_withdrawal_reason CHECK (length(reason) > 0),
  CONSTRAINT fk_withdrawal_publication_id FOREIGN KEY(publication_id) REFERENCES published.publication (id),
  CONSTRAINT ck_withdrawal_kind CHECK (kind IN ('agenda', 'papers'))
);
"""

FUNCTIONS = """
CREATE FUNCTION work.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  RAISE EXCEPTION '% on %.% is refused: its rows are only ever added', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION work.number_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  -- Released when this commit is visible; max() then reads a fresh snapshot.
  PERFORM pg_catalog.pg_advisory_xact_lock(1936551279, 1);
  INSERT INTO work.event_position (position, event_id)
    SELECT coalesce(max(position), 0) + 1, new.id FROM work.event_position;
  PERFORM pg_catalog.pg_notify('samstyre_event', '');
  RETURN NULL;
END $$;

CREATE FUNCTION work.announce_publication() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  PERFORM pg_catalog.pg_notify('samstyre_published', '');
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER number_event AFTER INSERT ON work.event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION work.number_event();
CREATE TRIGGER announce_publication AFTER INSERT ON published.publication
  FOR EACH STATEMENT EXECUTE FUNCTION work.announce_publication();
CREATE TRIGGER announce_publication AFTER INSERT ON published.withdrawal
  FOR EACH STATEMENT EXECUTE FUNCTION work.announce_publication();
"""

APPEND_ONLY = """
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.event
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON work.event FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.event_position
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON work.event_position FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON published.publication
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON published.publication FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON published.agenda_item
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON published.agenda_item FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON published.document
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON published.document FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON published.file
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON published.file FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON published.withdrawal
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON published.withdrawal FROM samstyre_app;
REVOKE INSERT ON work.event_position FROM samstyre_app;
"""

# The working side sees what was withdrawn; the public sees that it was, and none of what it said.
ROW_SECURITY = """
ALTER TABLE published.publication ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON published.publication TO samstyre_app USING (true) WITH CHECK (true);
CREATE POLICY not_withdrawn ON published.publication FOR SELECT TO samstyre_public USING (
  NOT EXISTS (SELECT FROM published.withdrawal w WHERE w.publication_id = published.publication.id)
);
ALTER TABLE published.agenda_item ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON published.agenda_item TO samstyre_app USING (true) WITH CHECK (true);
CREATE POLICY not_withdrawn ON published.agenda_item FOR SELECT TO samstyre_public USING (
  NOT EXISTS (SELECT FROM published.withdrawal w WHERE w.publication_id = published.agenda_item.publication_id)
);
ALTER TABLE published.document ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON published.document TO samstyre_app USING (true) WITH CHECK (true);
CREATE POLICY not_withdrawn ON published.document FOR SELECT TO samstyre_public USING (
  NOT EXISTS (SELECT FROM published.withdrawal w WHERE w.publication_id = published.document.publication_id)
);
ALTER TABLE published.file ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON published.file TO samstyre_app USING (true) WITH CHECK (true);
CREATE POLICY not_withdrawn ON published.file FOR SELECT TO samstyre_public USING (
  NOT EXISTS (SELECT FROM published.withdrawal w WHERE w.publication_id = published.file.publication_id)
);
"""

# The package's own script as of this version; a later version's changes come as migrations of their own.
JOBS = Path(__file__).with_name("0001_procrastinate_3_10_0.sql")


def upgrade() -> None:
    connection = op.get_bind()
    for script in (
        ROLES,
        DATABASE,
        "SET LOCAL ROLE samstyre_owner",
        RIGHTS,
        WORK,
        PUBLISHED,
        FUNCTIONS,
        APPEND_ONLY,
        ROW_SECURITY,
        "SET LOCAL search_path = jobs",
        JOBS.read_text(),
        "RESET search_path",
    ):
        run_script(connection, script)


def downgrade() -> None:
    raise NotImplementedError("there is nothing before this: drop the database")
