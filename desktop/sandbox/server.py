"""The sandbox as a command: serves until Ctrl+C, termination, or the end of the process that started it."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop.sandbox.clock import Clock
from desktop.sandbox.hosting import SIMULATORS, Options, Sandbox
from desktop.sandbox.parent import wait_until_gone
from desktop.sandbox.simulator import DEFAULT_SIZE, Size


async def serve(options: Options, clock: Clock | None = None) -> None:
    """Serve, print where, and stop on Ctrl+C, on termination, or when the parent process is gone."""
    sandbox = Sandbox(options, clock)
    before = {number: signal.signal(number, lambda *_: sandbox.stop()) for number in (signal.SIGINT, signal.SIGTERM)}
    watch = asyncio.create_task(_outlive(options.parent_pid, sandbox))
    try:
        await sandbox.serve(lambda: print(json.dumps(sandbox.document()), flush=True))
    finally:
        watch.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)


async def _outlive(parent_pid: int | None, sandbox: Sandbox) -> None:
    """Stop soon after the parent is gone."""
    if parent_pid is not None:
        await wait_until_gone(parent_pid)
        sandbox.stop()


def parser() -> argparse.ArgumentParser:
    """The arguments of `python -m desktop.sandbox` and of `backshop sandbox`."""
    found = argparse.ArgumentParser(prog="sandbox", description="Serve practice platforms on this computer.")
    found.add_argument("--platform", choices=[*SIMULATORS, "all"], default="all")
    found.add_argument("--port", type=int, default=0, help="0: any free port; further platforms take the next ones")
    found.add_argument("--seed", type=int, default=DEFAULT_SIZE.seed, help="the same seed makes the same shops")
    found.add_argument("--orders", type=int, default=DEFAULT_SIZE.orders)
    found.add_argument("--skus", type=int, default=DEFAULT_SIZE.skus, help="at least 54 are made")
    found.add_argument("--state", type=Path, help="keep the world in this file from run to run")
    found.add_argument("--parent-pid", type=int, help="stop when this process is gone")
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until stopped. Exit codes: 0 stopped in good order, 1 the port is taken."""
    given = parser().parse_args(argv)
    platforms = tuple(SIMULATORS) if given.platform == "all" else (given.platform,)
    size = Size(given.seed, given.orders, given.skus)
    try:
        asyncio.run(serve(Options(platforms, given.port, size, given.state, given.parent_pid)))
    except OSError as error:
        print(f"sandbox: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0
