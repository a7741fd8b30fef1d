"""Budgets, funds, and the accounts against them."""

from alembic import op

from api.database.migrating import run_script

revision = "0029"
down_revision = "0028"

UPGRADE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE work.account_mapping (
  body_id TEXT COLLATE "C" NOT NULL,
  account VARCHAR NOT NULL,
  line_key TEXT COLLATE "C",
  CONSTRAINT pk_account_mapping PRIMARY KEY (body_id, account),
  CONSTRAINT fk_account_mapping_body_id FOREIGN KEY(body_id) REFERENCES work.body (id)
);
CREATE TABLE work.budget (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_budget_id CHECK (id ~ '^bud_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  body_id TEXT COLLATE "C" NOT NULL,
  adopting_body_id TEXT COLLATE "C" NOT NULL,
  year INTEGER NOT NULL,
  title VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  version INTEGER NOT NULL,
  board_may_move BOOLEAN NOT NULL,
  last_year_id TEXT COLLATE "C",
  CONSTRAINT pk_budget PRIMARY KEY (id),
  CONSTRAINT uq_budget_body_id_year UNIQUE (body_id, year),
  CONSTRAINT ck_budget_year CHECK (year BETWEEN 1900 AND 2199),
  CONSTRAINT ck_budget_version CHECK (version >= 0),
  CONSTRAINT fk_budget_body_id FOREIGN KEY(body_id) REFERENCES work.body (id),
  CONSTRAINT fk_budget_adopting_body_id FOREIGN KEY(adopting_body_id) REFERENCES work.body (id),
  CONSTRAINT ck_budget_state CHECK (state IN ('draft', 'recommended', 'adopted', 'amended', 'closed')),
  CONSTRAINT fk_budget_last_year_id FOREIGN KEY(last_year_id) REFERENCES work.budget (id)
);
CREATE INDEX ix_budget_adopting_body_id ON work.budget (adopting_body_id);
CREATE INDEX ix_budget_last_year_id ON work.budget (last_year_id);
CREATE TABLE work.fund (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_fund_id CHECK (id ~ '^fund_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  body_id TEXT COLLATE "C" NOT NULL,
  name VARCHAR NOT NULL,
  purpose VARCHAR,
  CONSTRAINT pk_fund PRIMARY KEY (id),
  CONSTRAINT uq_fund_body_id_name UNIQUE (body_id, name),
  CONSTRAINT fk_fund_body_id FOREIGN KEY(body_id) REFERENCES work.body (id)
);
CREATE TABLE work.accounts_report (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_accounts_report_id CHECK (id ~ '^arep_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  budget_id TEXT COLLATE "C" NOT NULL,
  as_of DATE NOT NULL,
  filename VARCHAR NOT NULL,
  entries JSONB NOT NULL,
  forecasts JSONB NOT NULL,
  made_by VARCHAR NOT NULL,
  CONSTRAINT pk_accounts_report PRIMARY KEY (id),
  CONSTRAINT uq_accounts_report_budget_id_as_of UNIQUE (budget_id, as_of),
  CONSTRAINT fk_accounts_report_budget_id FOREIGN KEY(budget_id) REFERENCES work.budget (id)
);
CREATE TABLE work.budget_contribution (
  budget_id TEXT COLLATE "C" NOT NULL,
  municipality_id TEXT COLLATE "C" NOT NULL,
  amount_nok NUMERIC(17, 2) NOT NULL,
  CONSTRAINT pk_budget_contribution PRIMARY KEY (budget_id, municipality_id),
  CONSTRAINT ck_budget_contribution_amount_nok CHECK (amount_nok >= 0),
  CONSTRAINT fk_budget_contribution_budget_id FOREIGN KEY(budget_id) REFERENCES work.budget (id) ON DELETE CASCADE,
  CONSTRAINT fk_budget_contribution_municipality_id FOREIGN KEY(municipality_id) REFERENCES work.municipality (id)
);
CREATE INDEX ix_budget_contribution_municipality_id ON work.budget_contribution (municipality_id);
CREATE TABLE work.budget_line (
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_budget_line_id CHECK (id ~ '^blin_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  budget_id TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  position INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  text VARCHAR NOT NULL,
  amount_nok NUMERIC(17, 2) NOT NULL,
  source VARCHAR,
  fund_id TEXT COLLATE "C",
  CONSTRAINT pk_budget_line PRIMARY KEY (id),
  CONSTRAINT uq_budget_line_budget_id_key UNIQUE (budget_id, key),
  CONSTRAINT ck_budget_line_amount_nok CHECK (amount_nok >= 0),
  CONSTRAINT ck_budget_line_income_has_source CHECK ((kind = 'income') = (source IS NOT NULL)),
  CONSTRAINT ck_budget_line_fund CHECK (fund_id IS NULL OR source = 'fund'),
  CONSTRAINT fk_budget_line_budget_id FOREIGN KEY(budget_id) REFERENCES work.budget (id) ON DELETE CASCADE,
  CONSTRAINT ck_budget_line_kind CHECK (kind IN ('income', 'expense')),
  CONSTRAINT ck_budget_line_source CHECK (source IN ('contribution', 'external', 'fund')),
  CONSTRAINT fk_budget_line_fund_id FOREIGN KEY(fund_id) REFERENCES work.fund (id)
);
CREATE INDEX ix_budget_line_fund_id ON work.budget_line (fund_id);
CREATE TABLE work.fund_movement (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_fund_movement_id CHECK (id ~ '^fmov_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  fund_id TEXT COLLATE "C" NOT NULL,
  on_date DATE NOT NULL,
  amount_nok NUMERIC(17, 2) NOT NULL,
  text VARCHAR NOT NULL,
  made_by VARCHAR NOT NULL,
  CONSTRAINT pk_fund_movement PRIMARY KEY (id),
  CONSTRAINT ck_fund_movement_amount_nok CHECK (amount_nok <> 0),
  CONSTRAINT fk_fund_movement_fund_id FOREIGN KEY(fund_id) REFERENCES work.fund (id)
);
CREATE INDEX ix_fund_movement_fund_id_on_date ON work.fund_movement (fund_id, on_date);
CREATE TABLE work.budget_move (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_budget_move_id CHECK (id ~ '^bmov_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  budget_id TEXT COLLATE "C" NOT NULL,
  version INTEGER NOT NULL,
  from_key TEXT COLLATE "C" NOT NULL,
  to_key TEXT COLLATE "C" NOT NULL,
  amount_nok NUMERIC(17, 2) NOT NULL,
  reason VARCHAR NOT NULL,
  resolution_id TEXT COLLATE "C",
  made_by VARCHAR NOT NULL,
  CONSTRAINT pk_budget_move PRIMARY KEY (id),
  CONSTRAINT ck_budget_move_amount_nok CHECK (amount_nok > 0),
  CONSTRAINT ck_budget_move_two_lines CHECK (from_key <> to_key),
  CONSTRAINT fk_budget_move_budget_id FOREIGN KEY(budget_id) REFERENCES work.budget (id),
  CONSTRAINT fk_budget_move_resolution_id FOREIGN KEY(resolution_id) REFERENCES work.resolution (id)
);
CREATE INDEX ix_budget_move_budget_id ON work.budget_move (budget_id);
CREATE INDEX ix_budget_move_resolution_id ON work.budget_move (resolution_id);
CREATE TABLE work.budget_version (
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  id TEXT COLLATE "C" NOT NULL CONSTRAINT ck_budget_version_id CHECK (id ~ '^bver_[0-7][0-9a-hjkmnp-tv-z]{25}$'),
  budget_id TEXT COLLATE "C" NOT NULL,
  number INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  lines JSONB NOT NULL,
  resolution_id TEXT COLLATE "C",
  reference VARCHAR,
  made_by VARCHAR NOT NULL,
  CONSTRAINT pk_budget_version PRIMARY KEY (id),
  CONSTRAINT uq_budget_version_budget_id_number UNIQUE (budget_id, number),
  CONSTRAINT ck_budget_version_number CHECK (number > 0),
  CONSTRAINT ck_budget_version_one_basis CHECK ((resolution_id IS NULL) <> (reference IS NULL)),
  CONSTRAINT fk_budget_version_budget_id FOREIGN KEY(budget_id) REFERENCES work.budget (id),
  CONSTRAINT ck_budget_version_kind CHECK (kind IN ('recommended', 'adopted')),
  CONSTRAINT fk_budget_version_resolution_id FOREIGN KEY(resolution_id) REFERENCES work.resolution (id)
);
CREATE INDEX ix_budget_version_resolution_id ON work.budget_version (resolution_id);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.budget_version
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON work.budget_version FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.budget_move
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON work.budget_move FROM samstyre_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.fund_movement
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON work.fund_movement FROM samstyre_app;
"""


def upgrade() -> None:
    run_script(op.get_bind(), UPGRADE)


def downgrade() -> None:
    raise NotImplementedError("Budgets are not thrown away; restore a copy instead.")
