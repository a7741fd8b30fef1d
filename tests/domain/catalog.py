"""All that a database's catalogs say of what was made in it, as text that can be compared."""

# ruff: noqa: S608 -- every part of these queries stands in this file

import asyncpg

SCHEMAS = "('work', 'published', 'jobs', 'public')"


def _acl(column: str) -> str:
    return f"(SELECT string_agg(entry::text, ' ' ORDER BY entry::text) FROM unnest({column}) entry)"


# Each row is one thing: its name first, then everything that is known of it.
QUERIES = {
    "role": """
        SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
          rolconnlimit, rolconfig
        FROM pg_roles WHERE rolname LIKE 'samstyre%'
    """,
    "member": """
        SELECT roleid::regrole || ' has ' || member::regrole, admin_option
        FROM pg_auth_members WHERE roleid::regrole::text LIKE 'samstyre%'
    """,
    "database": f"""
        SELECT 'itself', datdba::regrole, {_acl("datacl")} FROM pg_database WHERE datname = current_database()
    """,
    "schema": f"SELECT nspname, nspowner::regrole, {_acl('nspacl')} FROM pg_namespace WHERE nspname IN {SCHEMAS}",
    "default privilege": f"""
        SELECT defaclrole::regrole || ' in ' || coalesce(nspname, 'all') || ' ' || defaclobjtype::text,
          {_acl("defaclacl")}
        FROM pg_default_acl LEFT JOIN pg_namespace n ON n.oid = defaclnamespace
    """,
    "relation": f"""
        SELECT c.oid::regclass, relkind, relowner::regrole, relpersistence, relrowsecurity, relforcerowsecurity,
          reloptions, {_acl("relacl")}
        FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname IN {SCHEMAS} AND relkind <> 'i'
    """,
    "column": f"""
        SELECT c.oid::regclass || '.' || attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
          attgenerated, attstorage, attcompression, collname, pg_get_expr(adbin, adrelid), {_acl("attacl")}
        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
          LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
          LEFT JOIN pg_collation ON pg_collation.oid = attcollation
        WHERE nspname IN {SCHEMAS} AND attnum > 0 AND NOT attisdropped AND relkind <> 'i'
    """,
    "constraint": f"""
        SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(o.oid), convalidated
        FROM pg_constraint o JOIN pg_namespace n ON n.oid = connamespace WHERE nspname IN {SCHEMAS}
    """,
    "index": f"""
        SELECT indexrelid::regclass, pg_get_indexdef(indexrelid), indisvalid
        FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname IN {SCHEMAS}
    """,
    "sequence": f"""
        SELECT seqrelid::regclass, seqtypid::regtype, seqstart, seqincrement, seqmax, seqmin, seqcycle
        FROM pg_sequence JOIN pg_class c ON c.oid = seqrelid JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname IN {SCHEMAS}
    """,
    "trigger": f"""
        SELECT tgrelid::regclass || '.' || tgname, pg_get_triggerdef(t.oid), tgenabled
        FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname IN {SCHEMAS} AND NOT tgisinternal
    """,
    "policy": """
        SELECT schemaname || '.' || tablename || '.' || policyname, permissive, roles, cmd, qual, with_check
        FROM pg_policies
    """,
    "function": f"""
        SELECT p.oid::regprocedure, proowner::regrole, pg_get_functiondef(p.oid), {_acl("proacl")}
        FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname IN {SCHEMAS}
    """,
    "type": f"""
        SELECT t.oid::regtype, typtype, {_acl("typacl")},
          (SELECT string_agg(enumlabel, ' ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid)
        FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE nspname IN {SCHEMAS}
    """,
}


async def catalog(connection: asyncpg.Connection) -> dict[str, str]:
    """Such as ``{"column work.meeting.number": "…"}``, without alembic's own table, which only a migrated one has."""
    found = {}
    for kind, query in QUERIES.items():
        for row in await connection.fetch(query):
            name = f"{kind} {row[0]}"
            if "alembic_version" not in name:
                assert name not in found
                found[name] = " | ".join(str(value) for value in row.values())
    return found
