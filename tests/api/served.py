"""A centre in the middle of its work, served over the network, with browsers of everybody in front of it."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg
import requests
from litestar import Litestar

from sori.channels.webchat.device import DEVICE_COOKIE
from sori.people.http import SESSION_COOKIE
from sori.people.model import SESSION_LASTS
from sori.platform.token import new_token, token_hash


@dataclass
class Served:
    """Where it is, and what is there: ids by the name of the parameter."""

    app: Litestar
    base: str
    url: str
    device: str
    ids: dict[str, Any] = field(default_factory=dict)

    def browser(self, role: str) -> requests.Session:
        """A browser of somebody with this role, or of the citizen who talks."""
        browser = requests.Session()
        browser.get(f"{self.base}/api/demo", timeout=10)
        browser.headers["x-csrf-token"] = browser.cookies["sori_csrf"]
        if role == "public":
            browser.cookies.set(DEVICE_COOKIE, self.device)
        else:
            browser.cookies.set(SESSION_COOKIE, self._session("anna" if role == "counsellor" else role))
        return browser

    def known(self, path: str) -> dict[str, Any]:
        """The path's parameters, about what is there; none where something is not known."""
        names = re.findall(r"{(\w+)}", path)
        return {name: self.ids[name] for name in names} if all(name in self.ids for name in names) else {}

    def _session(self, login: str) -> str:
        token = new_token()
        now = datetime.now(UTC)
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                """insert into staff_session (token_hash, staff_id, created_at, last_seen_at, expires_at, user_agent)
                   select %s, id, %s, %s, %s, 'test' from staff where login = %s""",
                (token_hash(token), now, now, now + SESSION_LASTS, login),
            )
        return token
