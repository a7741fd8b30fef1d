"""Sealing files as the organisation (PAdES, ETSI EN 319 142-1)."""

from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from api.sealing.identity import SealIdentity, SealNotConfigured, identity
from api.sealing.seal import Seal, seal

__all__ = ["Seal", "SealIdentity", "SealNotConfigured", "TimestampRequestError", "identity", "seal"]
