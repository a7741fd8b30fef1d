"""An issuer of tokens on a port of its own: its description, its keys, and tokens that are really signed."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

AnyKey = RSAKey | ECKey | OctKey


def rsa(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@dataclass
class LocalIssuer:
    """``keys`` are published; what ``sign`` signs with may be another one."""

    url: str
    keys: list[AnyKey]
    asked: list[str] = field(default_factory=list)
    """The paths that were asked for, in order."""
    is_up: bool = True
    algorithm: str = "RS256"
    id_token: str = ""
    """What the token endpoint answers with, whatever the code."""

    def sign(self, claims: dict[str, Any], key: AnyKey | None = None, **header: Any) -> str:
        """A token with these claims beside ``iss``, ``iat`` and ``exp``; a claim or header that is None is left out."""
        key = key or self.keys[0]
        now = int(time.time())
        every = {"iss": self.url, "iat": now, "exp": now + 120, **claims}
        named = {"alg": self.algorithm, "kid": key.kid, **header}
        return jwt.encode(
            {name: value for name, value in named.items() if value is not None},
            {name: value for name, value in every.items() if value is not None},
            key,
            algorithms=["RS256", "PS256", "ES256", "HS256", "RS512"],
        )


@contextmanager
def local_issuer(*keys: AnyKey) -> Iterator[LocalIssuer]:
    """Runs until the context ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked.append(self.path)
            if not issuer.is_up:
                self.send_error(503)
                return
            if self.path == "/jwks":
                found: Any = {"keys": [key.as_dict(private=isinstance(key, OctKey)) for key in issuer.keys]}
            else:
                found = {
                    "issuer": issuer.url,
                    "jwks_uri": f"{issuer.url}jwks",
                    "authorization_endpoint": f"{issuer.url}authorize",
                    "token_endpoint": f"{issuer.url}token",
                }
            self.answer(found)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            if not issuer.is_up:
                self.send_error(503)
                return
            self.answer({"access_token": "x", "token_type": "Bearer", "id_token": issuer.id_token})

        def answer(self, found: Any) -> None:
            body = json.dumps(found).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        issuer = LocalIssuer(f"http://127.0.0.1:{server.server_port}/", list(keys))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            thread.join()
