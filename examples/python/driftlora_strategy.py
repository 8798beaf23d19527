"""A strategy in the shape of Flower's: driftlora picks the clients of each round and gives each its bandwidth and deadline.

It imports no framework. `configure_fit` and `aggregate_fit` have the names and arguments that Flower's strategies have;
make a class of yours inherit from `DriftloraSelection` and from the strategy whose aggregation you want, as
docs/service.md shows. `describe` says what the radio of a client is like this round.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from driftlora_client import Client, Json

#: What a client reports of a round, under these names in the metrics of its fit result.
DELAY_METRIC = "delayS"
ENERGY_METRIC = "energyJ"


@dataclass
class FitConfig:
    """What a client is told: the model's parameters as the framework has them, and its part of the radio."""

    parameters: Any
    config: Dict[str, float] = field(default_factory=dict)


class DriftloraSelection:
    """Chooses the clients of a round by asking a controller, and tells it afterwards what happened."""

    def __init__(
        self,
        client: Client,
        request: Json,
        describe: Callable[[Any, int], Optional[Json]],
        key: Optional[str] = None,
        make_config: Callable[[Any, Dict[str, float]], Any] = FitConfig,
    ) -> None:
        """request: as POST /v1/controllers takes it. describe(client_proxy, round): the device of this round, or None
        where it cannot be reached. key: of the controller, so that a restarted server goes on with the same one.
        make_config: e.g. flwr.common.FitIns."""
        self._service = client
        self.describe = describe
        self._make_config = make_config
        controller = client.create_controller(request, key)
        self.controller_id: str = controller["id"]
        self._first_round: Optional[int] = None
        self._round_at_start: int = controller["round"]
        self._deadline_s: float = request["rules"]["deadlineS"]
        #: The round that a server before this one had decided and not ended; it is run as it was decided.
        self._unfinished: Optional[Json] = next(client.history(self.controller_id, self._round_at_start), None)

    def _round_of(self, server_round: int) -> int:
        """Frameworks count from 1, and a restarted one from 1 again; the controller counts on."""
        if self._first_round is None:
            self._first_round = server_round
        return self._round_at_start + server_round - self._first_round

    def configure_fit(self, server_round: int, parameters: Any, client_manager: Any) -> List[Tuple[Any, Any]]:
        """The clients of this round, each with its bandwidth in Hz and its deadline in s."""
        number = self._round_of(server_round)
        proxies = {str(proxy.cid): proxy for proxy in client_manager.all().values()}
        described = ((cid, self.describe(proxies[cid], server_round)) for cid in sorted(proxies))
        devices = [{**device, "id": cid} for cid, device in described if device is not None]
        if self._unfinished is not None and self._unfinished["round"] == number:
            answer = self._unfinished["answer"]
        else:
            answer = self._service.decide(self.controller_id, number, devices)
        decision = answer["decision"]
        chosen = [cid for cid in decision["scheduled"] if cid in proxies]
        if not chosen:
            # The framework skips a round without clients, its aggregation too: the round ends here, in no time.
            self._service.end(self.controller_id, number, 0.0, {})
        return [
            (
                proxies[cid],
                self._make_config(
                    parameters, {"bandwidthHz": decision["bandwidthHz"][cid], "deadlineS": self._deadline_s}
                ),
            )
            for cid in chosen
        ]

    def aggregate_fit(
        self, server_round: int, results: Sequence[Tuple[Any, Any]], failures: Sequence[Any]
    ) -> Tuple[Optional[Any], Mapping[str, float]]:
        """Reports delays and energies; the aggregation itself is the other base class's, where there is one."""
        metrics = {str(proxy.cid): result.metrics for proxy, result in results}
        delays = [float(found[DELAY_METRIC]) for found in metrics.values() if DELAY_METRIC in found]
        # A client that failed held the round up to its deadline.
        delay_s = max(delays + ([self._deadline_s] if failures else []), default=0.0)
        energies = {cid: float(found[ENERGY_METRIC]) for cid, found in metrics.items() if ENERGY_METRIC in found}
        self._service.end(self.controller_id, self._round_of(server_round), delay_s, energies)
        following = getattr(super(), "aggregate_fit", None)
        return (None, {}) if following is None else following(server_round, results, failures)
