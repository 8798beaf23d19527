"""Fifty rounds with a stub of a federated-learning framework in place of a real one: python3 drive.py ADDRESS [ROUNDS [BROKEN]].

Prints one line a round: who takes part, with how much bandwidth. In round BROKEN the framework's server ends after the
decision and is started again; it goes on with the same controller and the decision that was made.
"""

import json
import sys
import uuid
from types import SimpleNamespace

from driftlora_client import Client
from driftlora_strategy import DriftloraSelection

COUNT = 6


class Manager:
    """Stands for the framework's client manager."""

    def __init__(self) -> None:
        self._clients = {f"d{k}": SimpleNamespace(cid=f"d{k}") for k in range(COUNT)}

    def all(self):
        return self._clients


def describe(proxy, server_round):
    """A channel that changes from round to round; d5 cannot be reached in every third."""
    k = int(proxy.cid[1:])
    if k == 5 and server_round % 3 == 0:
        return None
    return {
        "share": 0.15,
        "snrHz": 1e7 * (1 + (7 * server_round + 3 * k) % 11),
        "uplinkBits": 1e6,
        "fixedDelayS": 0.05,
        "transmitPowerW": 0.2,
        "fixedEnergyJ": 0.01,
    }


def main() -> None:
    address, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 50
    request = {
        "name": "python",
        "seed": 7,
        "rules": {"horizon": rounds, "bandwidthHz": 10e6, "averageDelayS": 0.3, "deadlineS": 2},
    }
    key = str(uuid.uuid4())
    strategy = DriftloraSelection(Client(address), request, describe, key)
    manager = Manager()
    broken = int(sys.argv[3]) if len(sys.argv) > 3 else None
    for server_round in range(1, rounds + 1):
        chosen = strategy.configure_fit(server_round, parameters=None, client_manager=manager)
        if server_round == broken:
            # Started again, with other channels by now: who takes part was decided, and stays so.
            strategy = DriftloraSelection(Client(address), request, lambda proxy, _: describe(proxy, server_round + 1), key)
            chosen = strategy.configure_fit(server_round, parameters=None, client_manager=manager)
            strategy.describe = describe
        results = []
        for proxy, instructions in chosen:
            # A real client trains here, with this much bandwidth.
            metrics = {"delayS": 0.2 + 0.01 * (server_round % 5), "energyJ": 0.02}
            results.append((proxy, SimpleNamespace(metrics=metrics)))
        if chosen:
            # Flower skips the aggregation of a round without clients.
            strategy.aggregate_fit(server_round, results, failures=[])
        print(json.dumps({proxy.cid: ins.config["bandwidthHz"] for proxy, ins in chosen}))


if __name__ == "__main__":
    main()
