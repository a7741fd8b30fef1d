"""What the HTTP layer keeps in the database: answers already given, by Idempotency-Key."""

from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from api.domain.kernel.tables import Created, WorkTable, json_column


class IdempotencyKey(Created, WorkTable, table=True):
    """The answer that a change was given, written in the transaction of the change itself."""

    __tablename__: ClassVar[str] = "idempotency_key"
    __table_args__ = (
        # rows are forgotten by age
        sa.Index(None, "created_at"),
        sa.CheckConstraint("status BETWEEN 200 AND 299", name="status"),
        sa.CheckConstraint("octet_length(fingerprint) = 32", name="fingerprint"),
    )

    actor: str = Field(primary_key=True, sa_type=sa.Text)
    key: str = Field(primary_key=True, sa_type=sa.Text)
    fingerprint: bytes = Field(sa_type=sa.LargeBinary)
    """SHA-256 of method, address and body."""
    status: int = Field(sa_type=sa.SmallInteger)
    headers: list[list[str]] = json_column()
    """Pairs of name and value."""
    body: bytes = Field(sa_type=sa.LargeBinary)
