"""How much one caller may ask for, counted in this process's memory: N processes let N times as much through."""

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final, TypeVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.domain.kernel.errors import TooManyRequests
from api.http.csrf import SAFE_METHODS

MAX_CALLERS: Final = 20_000
Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Policy:
    """``quota`` requests per ``window_seconds``: all of them at once, or evenly."""

    name: str
    quota: int
    window_seconds: int

    @property
    def per_second(self) -> float:
        return self.quota / self.window_seconds


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class QuotaSpent(TooManyRequests):
    """429 with the headers that say when to come back."""

    def __init__(self, detail: str, *, headers: dict[str, str], retry_after_seconds: int) -> None:
        super().__init__(detail, extra={"retryAfterSeconds": retry_after_seconds})
        self.headers = headers


class RateLimit:
    """ASGI middleware: a token bucket per caller, told about in ``RateLimit`` and ``RateLimit-Policy``.

    The fields follow draft-ietf-httpapi-ratelimit-headers-10. A caller is an address (an IPv6 one counts as its /64,
    which is what one subscriber gets) until the application has set ``scope["state"]["actor"]`` to the id of the
    account behind the credentials; from then on those credentials count as that account. Invented credentials thus buy
    no new quota.

    ``by_path`` gives single paths a policy of their own for unsafe methods, always counted by address: signing in.
    Raises QuotaSpent.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        default: Policy,
        by_path: Mapping[str, Policy] | None = None,
        session_cookie: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app = app
        self.default = default
        self.by_path = by_path or {}
        self.session_cookie = session_cookie
        self.clock = clock
        self._buckets: OrderedDict[tuple[str, str], _Bucket] = OrderedDict()
        self._actors: OrderedDict[bytes, str] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        credentials = self._credentials(scope)
        policy = self.by_path.get(scope["path"]) if scope["method"] not in SAFE_METHODS else None
        actor = self._actors.get(credentials) if credentials is not None and policy is None else None
        policy = policy or self.default
        headers = self._take(policy, actor or _address(scope))

        async def send_with_quota(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await self.app(scope, receive, send_with_quota)
        known = state.get("actor")
        if credentials is not None and known is not None:
            _put(self._actors, credentials, known)

    def _take(self, policy: Policy, caller: str) -> dict[str, str]:
        """Takes one from the caller's bucket and tells what is left."""
        now = self.clock()
        key = (policy.name, caller)
        bucket = self._buckets.get(key) or _Bucket(policy.quota, now)
        tokens = min(policy.quota, bucket.tokens + (now - bucket.filled_at) * policy.per_second)
        allowed = tokens >= 1
        left = tokens - 1 if allowed else tokens
        _put(self._buckets, key, _Bucket(left, now))
        full_in = math.ceil((policy.quota - left) / policy.per_second)
        headers = {
            "RateLimit-Policy": f'"{policy.name}";q={policy.quota};w={policy.window_seconds}',
            "RateLimit": f'"{policy.name}";r={int(left)};t={full_in}',
        }
        if not allowed:
            retry_after = max(math.ceil((1 - left) / policy.per_second), 1)
            raise QuotaSpent(
                f"The limit is {policy.quota} requests in {policy.window_seconds} s. Try again in {retry_after} s.",
                headers={**headers, "Retry-After": str(retry_after)},
                retry_after_seconds=retry_after,
            )
        return headers

    def _credentials(self, scope: Scope) -> bytes | None:
        """A digest of what the caller authenticates with: enough to know it again, too little to use."""
        headers = Headers(scope=scope)
        secret = headers.get("authorization")
        if secret is None:
            cookies = (cookie.strip() for cookie in headers.get("cookie", "").split(";"))
            secret = next((cookie for cookie in cookies if cookie.startswith(f"{self.session_cookie}=")), None)
        return None if secret is None else hashlib.sha256(secret.encode()).digest()


def _address(scope: Scope) -> str:
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address.packed[:8] + bytes(8), 64)))
    return str(getattr(address, "ipv4_mapped", None) or address)


def _put(store: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    """Puts it last, and lets go of what has gone unused for longest."""
    store[key] = value
    store.move_to_end(key)
    if len(store) > MAX_CALLERS:
        store.popitem(last=False)
