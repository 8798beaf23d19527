"""A client of `driftlora serve` in one file: Python 3.9 or newer, standard library only. Copy it into your project.

    client = Client("http://127.0.0.1:8377")
    controller = client.create_controller({"rules": {"horizon": 50, "bandwidthHz": 10e6, "averageDelayS": 1, "deadlineS": 4}})
    answer = client.decide(controller["id"], 0, devices)
    ...                                   # the round happens
    client.end(controller["id"], 0, delay_s=0.7, energy_j={"phone-1": 0.1})

Every call may be repeated: the service gives the same answer to the same request, so a call whose answer is lost, or
that meets a service that is busy or starting again, is simply made again.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import Any, Callable, Iterator, Mapping, Optional, Sequence

Json = Mapping[str, Any]

#: Statuses after which the same request may do better: too many requests, no gateway, too much to do.
AGAIN = frozenset({429, 502, 503, 504})


#: Longest wait between two attempts.
MOST_WAIT_S = 5.0


class ServiceError(Exception):
    """What the service refused, as it said it (RFC 9457): status, and the field at fault where there is one."""

    def __init__(self, status: int, details: Json) -> None:
        super().__init__(details.get("detail") or f"status {status}")
        self.status = status
        self.details = details

    @property
    def field(self) -> Optional[str]:
        return self.details.get("field")


class Client:
    """A service at an address.

    token: of the service, or of one controller. timeout_s: of one attempt. attempts: of one call, waiting wait_s
    before the second and twice as long before each further one.
    """

    def __init__(
        self,
        address: str = "http://127.0.0.1:8377",
        token: Optional[str] = None,
        timeout_s: float = 60.0,
        attempts: int = 6,
        wait_s: float = 0.2,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.address = address.rstrip("/")
        self._token = token
        self._timeout_s = timeout_s
        self._attempts = attempts
        self._wait_s = wait_s
        self._sleep = sleep

    # One round, without a controller.

    def solve(self, problem: Json, solver: str = "exact", time_limit_s: Optional[float] = None) -> Json:
        """The solution of a round problem with its certificate."""
        query = {"solver": solver} if time_limit_s is None else {"solver": solver, "timeLimit": f"{time_limit_s:.6f}"}
        return self._json("POST", f"/v1/solve?{urllib.parse.urlencode(query)}", problem)

    def certify(self, problem: Json, solution: Json) -> Json:
        """{"valid": bool, "reasons": [str]} by the independent checker."""
        return self._json("POST", "/v1/certify", {"problem": problem, "solution": solution})

    def explain(self, problem: Json, solution: Optional[Json] = None, **options: Any) -> Json:
        """Why a decision is as it is; options: devices, best, proofs. Without a solution the best is explained."""
        body = {"problem": problem, **({} if solution is None else {"solution": solution}), **options}
        return self._json("POST", "/v1/explain", body)

    # A controller.

    def create_controller(self, request: Json, key: Optional[str] = None) -> Json:
        """Makes a controller; the same key and request make it once, so that a lost answer makes no second one."""
        return self._json("POST", "/v1/controllers", request, {"Idempotency-Key": key or str(uuid.uuid4())})

    def controller(self, controller_id: str) -> Json:
        return self._json("GET", self._path(controller_id))

    def controllers(self) -> Iterator[Json]:
        after: Optional[str] = ""
        while after is not None:
            page = self._json("GET", f"/v1/controllers?{urllib.parse.urlencode({'after': after})}")
            yield from page["controllers"]
            after = page["next"]

    def delete_controller(self, controller_id: str) -> None:
        self._ask("DELETE", self._path(controller_id))

    def decide(self, controller_id: str, round_number: int, devices: Sequence[Json]) -> Json:
        """Who takes part, with how much bandwidth, and the proof."""
        return self._json("POST", f"{self._path(controller_id)}/rounds/{round_number}/decision", {"devices": list(devices)})

    def end(
        self, controller_id: str, round_number: int, delay_s: float, energy_j: Optional[Mapping[str, float]] = None
    ) -> Json:
        """What really happened; moves queues and budgets exactly once."""
        body = {"delayS": delay_s, "energyJ": dict(energy_j or {})}
        return self._json("POST", f"{self._path(controller_id)}/rounds/{round_number}/outcome", body)

    def history(self, controller_id: str, start: int = 0) -> Iterator[Json]:
        """Observation, answer and outcome of every round from `start` on."""
        following: Optional[int] = start
        while following is not None:
            page = self._json("GET", f"{self._path(controller_id)}/rounds?{urllib.parse.urlencode({'from': following})}")
            yield from page["rounds"]
            following = page["next"]

    def export(self, controller_id: str) -> str:
        """Problem and solution of every round, one pair a line, as `driftlora certify` checks them."""
        return self._ask("GET", f"{self._path(controller_id)}/export")

    # How it is asked.

    @staticmethod
    def _path(controller_id: str) -> str:
        return f"/v1/controllers/{urllib.parse.quote(controller_id, safe='')}"

    def _json(self, method: str, path: str, body: Optional[Json] = None, headers: Mapping[str, str] = {}) -> Any:
        return json.loads(self._ask(method, path, body, headers))

    def _ask(self, method: str, path: str, body: Optional[Json] = None, headers: Mapping[str, str] = {}) -> str:
        data = None if body is None else json.dumps(body, allow_nan=False).encode()
        request = urllib.request.Request(self.address + path, data=data, method=method, headers=dict(headers))
        if data is not None:
            request.add_header("Content-Type", "application/json")
        if self._token is not None:
            request.add_header("Authorization", f"Bearer {self._token}")
        for attempt in range(1, self._attempts + 1):
            try:
                with urllib.request.urlopen(request, timeout=self._timeout_s) as reply:
                    return reply.read().decode()
            except urllib.error.HTTPError as error:
                refused = ServiceError(error.code, _details(error.read()))
                if error.code not in AGAIN or attempt == self._attempts:
                    raise refused from None
            except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError):
                if attempt == self._attempts:
                    raise
            self._sleep(min(MOST_WAIT_S, self._wait_s * 2 ** min(attempt - 1, 30)))
        raise AssertionError("not reached")


def _details(text: bytes) -> Json:
    """Problem details, or nothing where a proxy answered something else."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
