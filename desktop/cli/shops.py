"""The commands around shops: platforms, connect, list, pause, resume, disconnect; and sync."""

import asyncio
import sys
from argparse import Namespace
from collections.abc import Mapping

from desktop.cli import choices, exits, shapes
from desktop.cli.console import Console, Reply, table
from desktop.cli.messages import message
from desktop.domain.errors import StoreError
from desktop.services.browser_login import listening
from desktop.services.build import Services
from desktop.services.shop_views import ShopView
from desktop.services.sync.status import SyncResult, SyncStage
from desktop.store.secrets import SecretsKept


async def platforms(services: Services, _arguments: Namespace, _console: Console) -> Reply:
    """What can be connected, and what it takes."""
    known = services.shops.platforms()
    rows = [(one.id, one.title, ", ".join(field.key for field in one.credentials)) for one in known]
    text = table(("PLATFORM", "NAME", "FIELDS FOR --set"), rows, empty="No platforms.")
    return Reply({"platforms": [shapes.platform(one) for one in known]}, text)


async def connect(services: Services, arguments: Namespace, console: Console) -> Reply:
    """Try a login and keep it.

    Where credentials would be forgotten when the command ends, nothing is tried, so that no token is used up for
    nothing. Raises ``StoreError("no_keyring")``.
    """
    if await services.secrets.open() is SecretsKept.MEMORY:
        raise StoreError("no_keyring")
    typed = choices.credentials(arguments.credentials)
    if arguments.browser:
        typed = await _in_browser(services, arguments, console, typed)
    connected = await services.shops.connect(
        arguments.platform, typed, base_url=arguments.base_url, name=arguments.name
    )
    views = [view for view in await services.shops.list() if view.account_id == connected.account.id]
    document = {
        "account": connected.account.id,
        "name": connected.account.name,
        "known": connected.known,
        "shops": [shapes.shop(view) for view in views],
    }
    done = "has new credentials" if connected.known else "is connected"
    return Reply(document, f"{connected.account.name} {done}.\n{_table(views)}")


async def _in_browser(
    services: Services, arguments: Namespace, console: Console, typed: Mapping[str, str]
) -> dict[str, str]:
    """What a login in the browser brings: by itself on this computer, or pasted where ``--redirect`` names a page."""
    if arguments.redirect:
        login = services.shops.browser_login(arguments.platform, typed, arguments.redirect)
        console.say(f"Open this address and log in:\n{login.address()}\nThen paste the address you were sent to:")
        return login.credentials(await asyncio.to_thread(sys.stdin.readline))
    async with listening() as (address, came):
        login = services.shops.browser_login(arguments.platform, typed, address)
        console.say(f"Open this address and log in:\n{login.address()}")
        return login.credentials(await came)


async def list_(services: Services, _arguments: Namespace, _console: Console) -> Reply:
    """Every shop and how it stands."""
    return _listed(await services.shops.list())


async def pause(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """No more syncing and sending for a shop."""
    await services.shops.pause(await choices.target_named(services, arguments.shop))
    return _listed(await services.shops.list())


async def resume(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """Go on with a shop."""
    await services.shops.resume(await choices.target_named(services, arguments.shop))
    return _listed(await services.shops.list())


async def disconnect(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """Leave the account of a shop."""
    target = await choices.target_named(services, arguments.shop)
    await services.shops.disconnect(target, wipe=arguments.wipe)
    return _listed(await services.shops.list())


async def sync(services: Services, arguments: Namespace, console: Console) -> Reply:
    """Read everything due and wait for it."""
    views = await services.shops.list()
    if arguments.shop is not None:
        views = await choices.shops_named(services, arguments.shop)
    names = {view.account_id: view.account for view in views}
    stop_watching = services.changes.subscribe(lambda _changes: _show(services, names, console))
    try:
        results = await services.sync.sync(list(names) if arguments.shop else None, full=arguments.full)
    finally:
        stop_watching()
    for result in results:  # no routine runs in a terminal
        if result.ok:
            await services.guard.after_sync(result.account_id)
    await services.deadlines.reckon()
    text = "\n".join(_told(result, names) for result in results) or "No shop to sync; see 'shops list'."
    document = {"accounts": [shapes.sync(result, names) for result in results]}
    return Reply(document, text, exits.code_of_syncs(results))


def _listed(views: tuple[ShopView, ...]) -> Reply:
    return Reply({"shops": [shapes.shop(view) for view in views]}, _table(views))


def _table(views: "tuple[ShopView, ...] | list[ShopView]") -> str:
    rows = [
        (view.name, view.platform_title, view.account, _state(view), shapes.moment(view.synced_at) or "never", view.id)
        for view in views
    ]
    return table(("SHOP", "PLATFORM", "ACCOUNT", "STATE", "SYNCED", "ID"), rows, empty="No shop is connected.")


def _state(view: ShopView) -> str:
    words = view.state.value.replace("_", " ")
    return f"{words}: {message(view.code, view.params)}" if view.code else words


def _told(result: SyncResult, names: dict[str, str]) -> str:
    name = names.get(result.account_id, result.account_id)
    if result.elsewhere:
        return f"{name}: another window has just done it."
    counts = f"{result.orders} orders read, {result.changed} new or changed"
    return f"{name}: {counts}." if result.ok else f"{name}: {counts}. {message(result.code, result.params)}"


def _show(services: Services, names: dict[str, str], console: Console) -> None:
    running = [status for status in services.sync.status() if status.running]
    console.progress(
        ", ".join(f"{names.get(s.account_id, '')}: {_stage(s.progress.stage)} {s.progress.done}" for s in running)
    )


def _stage(stage: SyncStage) -> str:
    return stage.value.replace("_", " ")
