"""The account as a JSON document for the state file, and back."""

from dataclasses import asdict, fields
from typing import Any

from desktop.sandbox.sirclo.account import Account, Job
from desktop.sandbox.sirclo.broker import Broker
from desktop.sandbox.sirclo.quirks import Quirks
from desktop.sandbox.sirclo.world import World


def dump(account: Account) -> dict[str, Any]:
    """What is to come is kept with the seconds until then; tokens are not kept."""
    tick = account.harness.clock.ticks()
    kept = [one.name for one in fields(World) if not one.name.startswith("_")]
    return {
        "world": {name: getattr(account.world, name) for name in kept},
        "broker": account.broker.dump(),
        "quirks": asdict(account.quirks),
        "jobs": [[one.due - tick, one.name, one.what] for one in account.jobs],
    }


def load(account: Account, dumped: dict[str, Any]) -> None:
    """What `dump` gave, read back from JSON."""
    tick = account.harness.clock.ticks()
    account.world = World(**dumped["world"])
    account.world.index()
    account.broker = Broker.loaded(dumped["broker"])
    account.quirks = Quirks(**dumped["quirks"])
    account.jobs = [Job(tick + wait, name, what) for wait, name, what in dumped["jobs"]]
