"""The terminal's way in: finds the command, builds the services, runs it, and turns what happened into an exit code."""

import asyncio
import contextlib
import os
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path

from desktop.cli import arguments as typed
from desktop.cli import (
    care,
    catalog,
    catalog_files,
    exits,
    functions,
    links,
    orders,
    outbox,
    paper,
    products,
    promotions,
    restoring,
    shops,
    steps,
    value_history,
    values,
)
from desktop.cli.console import Console, Reply
from desktop.cli.messages import message
from desktop.domain.errors import BackshopError
from desktop.domain.profile import Profile
from desktop.platforms.kit.manifest import Manifest
from desktop.services.backups import restore
from desktop.services.build import Services, build_services

Command = Callable[[Services, Namespace, Console], Awaitable[Reply]]
OpenProfile = Callable[[Path | None, bool], Profile]

_COMMANDS: dict[tuple[str, str], Command] = {
    ("shops", "platforms"): shops.platforms,
    ("shops", "connect"): shops.connect,
    ("shops", "list"): shops.list_,
    ("shops", "functions"): functions.list_,
    ("shops", "call"): functions.call,
    ("shops", "pause"): shops.pause,
    ("shops", "resume"): shops.resume,
    ("shops", "disconnect"): shops.disconnect,
    ("sync", ""): shops.sync,
    ("orders", "list"): orders.list_,
    ("orders", "show"): orders.show,
    ("orders", "export"): orders.export,
    ("orders", "process"): steps.process,
    ("orders", "invoice"): steps.invoice,
    ("orders", "trace"): orders.trace,
    **{("orders", step): steps.step for step in typed.STEPS},
    ("labels", "print"): paper.print_,
    **{("papers", kind): paper.papers for kind in typed.PAPERS},
    ("catalog", "list"): catalog.list_,
    ("catalog", "history"): value_history.history,
    ("catalog", "links"): links.links,
    ("catalog", "restore"): restoring.restore,
    ("catalog", "import"): catalog_files.import_,
    ("catalog", "export"): catalog_files.export,
    ("stock", "set"): values.stock,
    ("price", "set"): values.price,
    ("status", "set"): values.status,
    ("products", "show"): products.show,
    ("products", "new"): products.form,
    ("products", "send"): products.send,
    ("products", "delete"): products.delete,
    ("products", "jobs"): products.jobs,
    ("promotions", "list"): promotions.list_,
    ("promotions", "create"): promotions.create,
    ("promotions", "end"): promotions.end,
    ("promotions", "delete"): promotions.delete,
    ("outbox", "list"): outbox.list_,
    ("outbox", "run"): outbox.run,
    ("outbox", "retry"): outbox.retry,
    ("outbox", "discard"): outbox.discard,
    ("outbox", "resolve"): outbox.resolve,
    ("outbox", "undo"): outbox.undo,
    ("doctor", ""): care.doctor,
    ("backup", ""): care.backup,
    ("diagnostics", ""): care.diagnostics,
}
PASSPHRASE_VARIABLE = "BACKSHOP_PASSPHRASE"  # noqa: S105 - the name of a variable


def main(argv: Sequence[str], *, open_profile: OpenProfile, manifests: Iterable[Manifest]) -> int:
    """Run one command and return its exit code.

    ``open_profile(folder or None, verbose)`` makes the folder and starts the log; both belong to ``app``.
    """
    place = typed.command_at(argv)
    if place is not None and argv[place] == "sandbox":
        from desktop.sandbox.server import main as serve

        return serve(argv[place + 1 :])
    _speak_utf8()
    console = Console(as_json="--json" in argv)
    try:
        given = typed.parse(argv)
        profile = open_profile(given.profile, given.verbose)
        reply = asyncio.run(_run(profile, tuple(manifests), given, console))
    except BackshopError as error:
        reply = _failed(error)
        console.say(reply.text)
        reply = Reply(reply.document, "", reply.exit_code)
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    try:
        console.answer(reply)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read us has seen enough; the work is done all the same
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return reply.exit_code


async def _run(profile: Profile, manifests: tuple[Manifest, ...], given: Namespace, console: Console) -> Reply:
    if given.command == "restore":
        return await _restore(profile, given.file)
    services = build_services(profile, manifests, passphrase=_passphrase)
    try:
        return await _COMMANDS[given.command, getattr(given, "action", "")](services, given, console)
    finally:
        await services.aclose()


async def _restore(profile: Profile, file: Path) -> Reply:
    """Works on the file itself, so no service may have it open."""
    kept = await restore(profile, file)
    text = f"{file} is back." + (f" What was there before is kept as {kept}." if kept else "")
    return Reply({"file": str(file), "kept": str(kept) if kept else None}, text)


def _failed(error: BackshopError) -> Reply:
    text = message(error.code or type(error).__name__, error.params)
    return Reply({"error": {"code": error.code, "message": text}}, text, exits.code_of_error(error))


def _passphrase() -> str | None:
    """Where there is no keyring: from the environment, else asked for on a terminal. It is never echoed."""
    if given := os.environ.get(PASSPHRASE_VARIABLE):
        return given
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    from getpass import getpass

    return getpass("Passphrase for the credentials of this profile: ", stream=sys.stderr) or None


def _speak_utf8() -> None:
    """Names of buyers and shops are written in every script; a terminal that cannot show one must not end the work."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):  # a test may have put something simpler there
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
