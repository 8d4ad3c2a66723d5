"""A sandbox for tests and demos: started in a thread or a process, with the control API as plain methods."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from desktop.sandbox.clock import Clock
from desktop.sandbox.hosting import Options
from desktop.sandbox.hosts import ProcessHost, ThreadHost
from desktop.sandbox.simulator import Size


@dataclass(frozen=True, slots=True)
class Place:
    """Where a platform is served and how to get in."""

    base_url: str
    control_url: str
    credentials: dict[str, str]


class RunningSandbox:
    """One simulated platform on a free loopback port while the `with` block lasts.

    In a thread by default, which takes an injected `clock`; `process=True` runs `python -m desktop.sandbox` instead.
    Raises RuntimeError where it does not come up.
    """

    def __init__(
        self,
        platform: str = "jumia",
        *,
        seed: int = 1,
        orders: int = 150,
        skus: int = 60,
        port: int = 0,
        state: Path | None = None,
        clock: Clock | None = None,
        process: bool = False,
    ) -> None:
        self.options = Options((platform,), port, Size(seed, orders, skus), state)
        self._clock = clock
        self._host: ThreadHost | ProcessHost | None = None
        self._as_process = process
        self._place: Place | None = None

    def __enter__(self) -> "RunningSandbox":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start serving; returns once requests are answered."""
        self._host = ProcessHost(self.options) if self._as_process else ThreadHost(self.options, self._clock)
        document = self._host.start()
        found = document["platforms"][0]
        self._place = Place(found["base_url"], found["control_url"], found["credentials"])

    def stop(self) -> None:
        """Stop serving; the state file is written."""
        if self._host is not None:
            self._host.stop()
            self._host = None

    def kill(self) -> None:
        """End the process at once, without saving; only with `process=True`."""
        if not isinstance(self._host, ProcessHost):
            raise RuntimeError("only a process can be killed")
        self._host.kill()
        self._host = None

    @property
    def place(self) -> Place:
        """Where it is served. Raises RuntimeError before `start`."""
        if self._place is None:
            raise RuntimeError("the sandbox was not started")
        return self._place

    @property
    def base_url(self) -> str:
        """Root of the simulated platform."""
        return self.place.base_url

    @property
    def control_url(self) -> str:
        """Root of the control API."""
        return self.place.control_url

    @property
    def credentials(self) -> dict[str, str]:
        """What the connect form wants, as printed at the start; see `fresh_credentials` for later."""
        return self.place.credentials

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """One call of the control API. Raises urllib's HTTPError for what it refuses."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.control_url + path, data, method=method)  # noqa: S310 - always loopback http
        with urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)

    def truth(self, order: str | None = None) -> dict[str, Any]:
        """The whole truth, or that of one order by number or id."""
        query = "?" + urlencode({"order": order}) if order else ""
        document: dict[str, Any] = self.control("GET", "/truth" + query)
        return document

    def violations(self) -> list[dict[str, Any]]:
        """Every mistake of the client so far; empty is good."""
        found: list[dict[str, Any]] = self.control("GET", "/violations")["violations"]
        return found

    def requests(self, after: int = 0) -> list[dict[str, Any]]:
        """Requests in order, each with `n method path query status fault at`."""
        found: list[dict[str, Any]] = self.control("GET", f"/requests?after={after}")["requests"]
        return found

    def fresh_credentials(self) -> dict[str, str]:
        """Credentials that work now."""
        found: dict[str, str] = self.control("GET", "/credentials")
        return found

    def arm(self, kind: str, path: str | None = None, method: str | None = None, **rule: Any) -> None:
        """Arm a fault: `path` None is where the kind belongs; `count=1` (None: for ever), `after=0`, its settings."""
        where = {} if path is None else {"path": path}
        self.control("POST", "/faults", {"kind": kind, "method": method, **where, **rule})

    def disarm(self) -> None:
        """Disarm all faults and end a ban."""
        self.control("DELETE", "/faults")

    def quirks(self, **changes: Any) -> dict[str, Any]:
        """Turn switches; gives all of them."""
        found: dict[str, Any] = self.control("POST", "/quirks", changes)
        return found

    def unlimited(self) -> None:
        """Lift the rate limits, for tests that are not about pacing."""
        self.control("POST", "/limits", {"lifted": True})

    def advance(self, seconds: float) -> None:
        """Move the platform's clock."""
        self.control("POST", "/clock", {"advance_s": seconds})

    def set_clock(self, moment: datetime) -> None:
        """Make it that moment now on the platform."""
        self.control("POST", "/clock", {"set": moment.isoformat()})

    def happen(self, event: str, **what: Any) -> dict[str, Any]:
        """Something happens on the platform's side."""
        found: dict[str, Any] = self.control("POST", "/happen", {"event": event, **what})
        return found

    def reset(self, **size: int) -> dict[str, str]:
        """A fresh world (`seed`, `orders`, `skus` to change it), no faults, no violations; gives credentials."""
        found: dict[str, str] = self.control("POST", "/reset", size)
        return found
