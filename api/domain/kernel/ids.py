"""Prefixed, sortable identifiers: a readable prefix and a UUIDv7 in base32 (the TypeID specification 0.3)."""

import re
from typing import Final, Literal, get_args

from typeid import TypeID

Prefix = Literal[
    "acc",  # account
    "agrv",  # version of a cost-sharing agreement
    "arep",  # accounts report
    "att",  # attachment
    "bed",  # board edition
    "blin",  # line of a budget
    "bmov",  # move within the frame of a budget
    "body",
    "bud",  # budget
    "bver",  # version of a budget
    "cagr",  # cost-sharing agreement
    "cal",  # calendar date
    "calc",  # saved calculation
    "cans",  # answer in a consultation
    "case",
    "case",
    "cer",  # ceremony of a passkey
    "cinp",  # input in a consultation
    "cli",  # API client
    "cons",  # consultation
    "cver",  # earlier wording of an input
    "dlv",  # webhook delivery
    "doc",  # document
    "dver",  # document version
    "eform",  # form of a body's evaluations
    "entry",  # entry of a work plan
    "evl",  # evaluation of a meeting
    "ext",  # identity at a provider
    "fig",  # key figure
    "fmov",  # movement on a fund
    "fund",
    "fup",  # follow-up
    "hnd",  # handling of a case
    "hook",  # webhook
    "hver",  # version of a handling's texts
    "imp",  # import
    "inh",  # inhability
    "item",  # agenda item
    "lock",  # edit lock
    "mail",  # mail to a subscriber
    "mand",  # mandate
    "mcom",  # comment on minutes
    "mins",  # minutes
    "mpub",  # published minutes
    "mtg",  # meeting
    "mun",  # municipality
    "mver",  # version of minutes
    "note",
    "ntc",  # notice record
    "org",
    "pers",
    "pkey",  # passkey
    "plan",  # work plan
    "prog",  # programme slot
    "prop",  # proposal
    "pub",  # publication
    "rec",  # recovery link
    "rem",  # reminder
    "res",  # resolution
    "role",  # role granted to an account
    "rver",  # version of a resolution
    "sbsc",  # subscription
    "sched",  # scheduled publication
    "ses",  # session
    "sia",  # attempt to sign in at a provider
    "side",  # side event
    "stand",  # standing item
    "sub",  # sub-item
    "wans",  # answer in a written procedure
    "wpr",  # written procedure
    "wsea",  # seat in a written procedure
]
PREFIXES: Final = frozenset(get_args(Prefix))
ID_PATTERN: Final = r"^[a-z]{2,5}_[0-7][0-9a-hjkmnp-tv-z]{25}$"


def new_id(prefix: Prefix) -> str:
    """A fresh identifier such as ``mtg_01k7x…``: 26 base32 characters after the prefix; later ones sort after."""
    return str(TypeID(prefix=prefix))


def is_id(value: str, prefix: Prefix) -> bool:
    """Whether ``value`` is well formed and carries ``prefix``; says nothing of whether it exists."""
    return value.startswith(f"{prefix}_") and re.match(ID_PATTERN, value) is not None
