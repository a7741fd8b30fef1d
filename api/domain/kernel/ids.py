"""Prefixed, sortable identifiers: a readable prefix and a UUIDv7 in base32 (the TypeID specification 0.3)."""

import re
from typing import Final, Literal, get_args

from typeid import TypeID

Prefix = Literal[
    "acc",  # account
    "att",  # attachment
    "body",
    "case",
    "doc",  # document
    "dver",  # document version
    "fig",  # key figure
    "hnd",  # handling of a case
    "imp",  # import
    "item",  # agenda item
    "mand",  # mandate
    "mtg",  # meeting
    "mun",  # municipality
    "org",
    "pers",
    "prog",  # programme slot
    "prop",  # proposal
    "pub",  # publication
    "sched",  # scheduled publication
    "ses",  # session
    "side",  # side event
    "sub",  # sub-item
]
PREFIXES: Final = frozenset(get_args(Prefix))
ID_PATTERN: Final = r"^[a-z]{2,5}_[0-7][0-9a-hjkmnp-tv-z]{25}$"


def new_id(prefix: Prefix) -> str:
    """A fresh identifier such as ``mtg_01k7x…``: 26 base32 characters after the prefix; later ones sort after."""
    return str(TypeID(prefix=prefix))


def is_id(value: str, prefix: Prefix) -> bool:
    """Whether ``value`` is well formed and carries ``prefix``; says nothing of whether it exists."""
    return value.startswith(f"{prefix}_") and re.match(ID_PATTERN, value) is not None
