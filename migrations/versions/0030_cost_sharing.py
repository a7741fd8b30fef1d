"""Cost sharing: key figures in series and versions, agreements, saved calculations and the public ones among them."""

from alembic import op

from api.database.migrating import run_script

revision = "0030"
down_revision = "0029"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.key_figure_series (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  slug TEXT COLLATE "C" NOT NULL,
  name VARCHAR NOT NULL,
  CONSTRAINT pk_key_figure_series PRIMARY KEY (slug),
  CONSTRAINT ck_key_figure_series_slug CHECK (slug ~ '^[a-z][a-z0-9_]*$')
);
INSERT INTO work.key_figure_series (slug, name) VALUES
  ('population', 'Folketal'), ('children_0_15', 'Barn 0–15 år');
INSERT INTO work.key_figure_series (slug, name) SELECT DISTINCT series, series FROM work.key_figure
  ON CONFLICT (slug) DO NOTHING;
ALTER TABLE work.key_figure ALTER COLUMN series TYPE TEXT COLLATE "C";
ALTER TABLE work.key_figure
  ADD CONSTRAINT fk_key_figure_series FOREIGN KEY(series) REFERENCES work.key_figure_series (slug),
  ADD CONSTRAINT ck_key_figure_value CHECK (value >= 0),
  ADD CONSTRAINT ck_key_figure_version CHECK (version > 0);
CREATE INDEX ix_key_figure_series_as_of ON work.key_figure (series, as_of);

CREATE TABLE work.cost_calculation (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_cost_calculation_id CHECK (id ~ '^calc_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  name VARCHAR NOT NULL,
  saved_by VARCHAR NOT NULL,
  asked JSONB NOT NULL,
  result JSONB NOT NULL,
  CONSTRAINT pk_cost_calculation PRIMARY KEY (id)
);
CREATE INDEX ix_cost_calculation_created_at_id ON work.cost_calculation (created_at, id);
CREATE TABLE work.cost_sharing_agreement (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_cost_sharing_agreement_id CHECK (id ~ '^cagr_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  name VARCHAR NOT NULL,
  purpose VARCHAR,
  sort_key TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_cost_sharing_agreement PRIMARY KEY (id)
);
CREATE TABLE work.cost_sharing_version (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL
    CONSTRAINT ck_cost_sharing_version_id CHECK (id ~ '^agrv_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  agreement_id TEXT COLLATE "C" NOT NULL,
  number INTEGER NOT NULL,
  state VARCHAR NOT NULL,
  model JSONB NOT NULL,
  amount JSONB NOT NULL,
  calculation_id TEXT COLLATE "C",
  resolution_id TEXT COLLATE "C",
  adopted_by VARCHAR,
  in_force_from DATE,
  in_force_to DATE,
  ended_because VARCHAR,
  CONSTRAINT pk_cost_sharing_version PRIMARY KEY (id),
  CONSTRAINT uq_cost_sharing_version_agreement_id_number UNIQUE (agreement_id, number),
  CONSTRAINT ck_cost_sharing_version_number CHECK (number > 0),
  CONSTRAINT ck_cost_sharing_version_period CHECK (in_force_to >= in_force_from),
  CONSTRAINT ck_cost_sharing_version_adopted
    CHECK (state = 'draft' OR (in_force_from IS NOT NULL AND (resolution_id IS NOT NULL OR adopted_by IS NOT NULL))),
  CONSTRAINT fk_cost_sharing_version_agreement_id FOREIGN KEY(agreement_id) REFERENCES work.cost_sharing_agreement (id),
  CONSTRAINT ck_cost_sharing_version_state
    CHECK (state IN ('draft', 'adopted', 'in_force', 'superseded', 'terminated')),
  CONSTRAINT fk_cost_sharing_version_calculation_id FOREIGN KEY(calculation_id) REFERENCES work.cost_calculation (id),
  CONSTRAINT fk_cost_sharing_version_resolution_id FOREIGN KEY(resolution_id) REFERENCES work.resolution (id)
);
CREATE INDEX ix_cost_sharing_version_calculation_id ON work.cost_sharing_version (calculation_id);
CREATE INDEX ix_cost_sharing_version_resolution_id ON work.cost_sharing_version (resolution_id);
CREATE UNIQUE INDEX uq_cost_sharing_version_draft ON work.cost_sharing_version (agreement_id) WHERE state = 'draft';
CREATE UNIQUE INDEX uq_cost_sharing_version_in_force ON work.cost_sharing_version (agreement_id)
  WHERE state = 'in_force';
CREATE TABLE published.calculation (
  calculation_id TEXT COLLATE "C" NOT NULL,
  name VARCHAR NOT NULL,
  published_at TIMESTAMP WITH TIME ZONE NOT NULL,
  body BYTEA NOT NULL,
  sha256 VARCHAR NOT NULL,
  CONSTRAINT pk_calculation PRIMARY KEY (calculation_id),
  CONSTRAINT ck_calculation_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$')
);
CREATE TABLE published.calculation_withdrawal (
  calculation_id TEXT COLLATE "C" NOT NULL,
  name VARCHAR NOT NULL,
  published_at TIMESTAMP WITH TIME ZONE NOT NULL,
  withdrawn_at TIMESTAMP WITH TIME ZONE NOT NULL,
  reason VARCHAR NOT NULL,
  CONSTRAINT pk_calculation_withdrawal PRIMARY KEY (calculation_id),
  CONSTRAINT ck_calculation_withdrawal_reason CHECK (length(reason) > 0),
  CONSTRAINT fk_calculation_withdrawal_calculation_id
    FOREIGN KEY(calculation_id) REFERENCES published.calculation (calculation_id)
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.key_figure
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON work.key_figure FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.cost_calculation
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON work.cost_calculation FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON published.calculation
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON published.calculation FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON published.calculation_withdrawal
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON published.calculation_withdrawal FROM samstyre_app;
ALTER TABLE published.calculation ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON published.calculation TO samstyre_app USING (true) WITH CHECK (true);
CREATE POLICY not_withdrawn ON published.calculation FOR SELECT TO samstyre_public USING (
  NOT EXISTS (
    SELECT FROM published.calculation_withdrawal w WHERE w.calculation_id = published.calculation.calculation_id
  )
);
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("What was agreed and published is not thrown away; restore a copy instead.")
