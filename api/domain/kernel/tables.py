"""The ground under every table: constraint names, the two schemas, and the column kinds that all aggregates share.

A table class validates nothing (SQLModel skips it for ``table=True``): values are validated in ``schemas.py`` on their
way in, and whatever must hold whoever writes is a constraint in the database.
"""

# ruff: noqa: ANN401 -- a field's specifier stands for a value of whatever type its annotation says, as SQLModel's own Field does

from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum as PyEnum
from typing import Any, ClassVar, Final, Literal, get_args, get_origin

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

from api.domain.kernel.ids import Prefix, new_id

WORK: Final = "work"
PUBLISHED: Final = "published"

# 26 base32 characters after the prefix; the first carries three bits, so it never passes 7.
_ID_TAIL: Final = "_[0-7][0-9a-hjkmnp-tv-z]{25}$"


def _check_name(constraint: sa.Constraint, _table: sa.Table) -> str:
    """The given name, or the column's own for a check that comes with a column's type (as every enumeration's does)."""
    if isinstance(constraint.name, str):
        return str(constraint.name)
    return "_".join(column.name for column in getattr(constraint, "columns", ()))


# SQLAlchemy applies a convention to constraints that have a name only if it contains the words "constraint_name".
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(check_constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
    "check_constraint_name": _check_name,
}


class _InSchema(SQLModel):
    """Puts the table's schema into ``__table_args__``, so that a table class lists only its constraints and indexes."""

    __pg_schema__: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        given = cls.__dict__.get("__table_args__", ())
        *constraints, options = given if given and isinstance(given[-1], dict) else (*given, {})
        schema = getattr(cls, "__pg_schema__", None)
        if schema is not None:
            cls.__table_args__ = (*constraints, {**options, "schema": schema})


class WorkTable(_InSchema):
    """A table of the working side.

    ``class Meeting(Versioned, WorkTable, table=True)`` with ``__tablename__ = "meeting"`` lives in ``work.meeting``;
    ``__table_args__`` is a tuple of constraints and indexes, without the schema. Foreign keys name the schema:
    ``"work.meeting.id"``.
    """

    __pg_schema__ = WORK


class PublishedTable(_InSchema):
    """A table of the published side: everyone may read every row, and a row once inserted is never changed or removed.

    It has no foreign key into ``work``, and none of what was not published.
    """

    __pg_schema__ = PUBLISHED


def now() -> datetime:
    """The moment, aware, in UTC: the default of every time stamp that Python sets."""
    return datetime.now(UTC)


def id_column(prefix: Prefix) -> Any:
    """The primary key ``id``: text of the form ``<prefix>_<26 base32 characters>``, made when the object is made.

    Collated "C", so that order is byte order (which is order of creation) on every server, with or without ICU.
    """

    def fresh() -> str:
        return new_id(prefix)

    return Field(
        default_factory=fresh,
        primary_key=True,
        sa_type=id_type(),
        sa_column_args=[sa.CheckConstraint(f"id ~ '^{prefix}{_ID_TAIL}'", name="id")],
    )


def id_type() -> Any:
    """The type of a column that holds an identifier: give it as ``sa_type`` of a column that is no foreign key."""
    return sa.Text(collation="C")


def reference(target: str, *, nullable: bool = False, ondelete: Any = None, index: bool = True, **field: Any) -> Any:
    """A foreign key to ``target`` (``"work.meeting.id"``), indexed because PostgreSQL doesn't do that by itself.

    With ``nullable`` the default is None.
    """
    if nullable:
        field.setdefault("default", None)
    return Field(foreign_key=target, nullable=nullable, ondelete=ondelete, index=index, sa_type=id_type(), **field)


def choice(values: Any, *, nullable: bool = False, **field: Any) -> Any:
    """A column of text that holds one of ``values`` (a ``Literal`` or an ``Enum`` of strings), held by a CHECK.

    Text and a CHECK, not PostgreSQL's own enumerations: those can't lose or rename a value in a transaction.
    """
    if nullable:
        field.setdefault("default", None)
    return Field(sa_type=choice_type(values), nullable=nullable, **field)


def choice_type(values: Any) -> Any:
    """The column type behind ``choice``."""
    options: dict[str, Any] = {"native_enum": False, "create_constraint": True, "length": None}
    if get_origin(values) is Literal:
        return sa.Enum(*get_args(values), **options)
    return sa.Enum(values, values_callable=_values, **options)


def _values(enumeration: type[PyEnum]) -> list[str]:
    return [str(member.value) for member in enumeration]


def json_column(*, default_factory: Callable[[], Any] | None = None, nullable: bool = False, **field: Any) -> Any:
    """A JSONB column. Treat its value as immutable and assign a new one: a change in place is not seen and not stored.

    None is stored as SQL NULL.
    """
    if default_factory is not None:
        field["default_factory"] = default_factory
    elif nullable:
        field.setdefault("default", None)
    return Field(sa_type=json_type(), nullable=nullable, **field)


def json_type() -> Any:
    """The column type behind ``json_column``."""
    return JSONB(none_as_null=True)


def instant(*, nullable: bool = False, **field: Any) -> Any:
    """A timestamptz column: takes aware datetimes only (a naive one raises ValueError at flush) and gives UTC back."""
    if nullable:
        field.setdefault("default", None)
    return Field(sa_type=UTCDateTime, nullable=nullable, **field)


class Created(SQLModel):
    """``created_at``: when the row was made."""

    created_at: datetime = instant(default_factory=now, sa_column_kwargs={"server_default": sa.text("now()")})


class Versioned(Created):
    """``created_at``, ``updated_at`` and ``revision``, which is 1 for a new row and one more for every change.

    The mapper puts the revision it read into the WHERE of every UPDATE and DELETE (``version_id_col``): whoever writes
    on top of an unseen change gets ``sqlalchemy.orm.exc.StaleDataError``. ETags of the working API are made of it.
    """

    updated_at: datetime = instant(
        default_factory=now, sa_column_kwargs={"server_default": sa.text("now()"), "onupdate": now}
    )
    revision: int = Field(default=1, sa_column_kwargs={"server_default": sa.text("1")})

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.__table__.c.revision}  # type: ignore[attr-defined]
