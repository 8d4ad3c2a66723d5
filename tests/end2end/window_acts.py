"""What a seller does at the window, one act each, as words for the tests of a day."""

import asyncio

import window_robot as robot
from practice_shop import switches
from PySide6.QtWidgets import QAbstractButton, QToolButton
from window_shops import Day, Seat

from desktop.platforms.registry import BY_ID

RESULTS = "Result of each order"


async def connect(day: Day, seat: Seat, platform: str) -> None:
    """The sheet *Connect a shop*, filled in by hand, and the first sync to its end."""
    sandbox, manifest = day.shops[platform], BY_ID[platform]
    given = await asyncio.to_thread(sandbox.fresh_credentials)
    on = dict.fromkeys(switches(manifest), "on") if sandbox.quirks().get("assumed_reads") else {}
    await robot.menu(seat.window, "Connect a shop")
    await robot.press(manifest.title)
    for credential in manifest.credentials:
        if value := {**given, **on}.get(credential.key):
            await (robot.pick if credential.choices else robot.fill)(credential.title, value)
    await robot.press("Advanced")
    await robot.fill("Address of the marketplace", sandbox.base_url)
    await robot.press("Try and connect")
    await robot.press("Done")
    await robot.until(f"{platform} is synced", lambda: _synced(seat, platform))


def _synced(seat: Seat, platform: str) -> bool:
    mine = [shop for shop in seat.services.shops.list_now() if shop.platform == platform]
    return (
        bool(mine) and all(shop.synced_at for shop in mine) and not any(s.running for s in seat.services.sync.status())
    )


async def open_bucket(seat: Seat, name: str, count: int) -> None:
    """Click a bucket, wait for its orders and select them all."""
    await robot.go_to_line("Order buckets", name)
    model = seat.window.orders.model
    await robot.until(
        f"{name} shows {count} orders",
        lambda: seat.window.orders.bar.title.text() == name and model.complete and model.rowCount() == count,
    )
    await robot.select_all("Orders")


async def process(orders: int) -> list[tuple[str, ...]]:
    """Process & print with whatever it asks, to the results of each order; the print sheet may be open then."""
    if robot.lines_of(RESULTS):
        await robot.press("Close results")
    await robot.press("Process & print")
    return await results_of(orders)


async def results_of(orders: int) -> list[tuple[str, ...]]:
    """The results of so many orders, after whatever is asked before the work begins."""
    await robot.until("it asks or has done it", lambda: robot.dialog_title() or robot.lines_of(RESULTS))
    if robot.dialog_title() == "Process & print":
        await robot.press("Start")
    return await robot.until("every order has its result", lambda: _results_of(orders))


def _results_of(orders: int) -> list[tuple[str, ...]]:
    found = robot.lines_of(RESULTS)
    return found if len(found) == orders else []


async def print_labels(printer: str, *, paper: str = "") -> None:
    """The print sheet: choose printer and paper, look, print."""
    await choose_printer(printer, paper=paper)
    await robot.press("Print")


async def choose_printer(printer: str, *, paper: str = "") -> None:
    """The print sheet up to the moment before its button; ``zpl://host:port`` is a label printer's own address."""
    await robot.until("the print sheet is open", lambda: robot.dialog_title() == "Print")
    if printer.startswith("zpl://"):
        await robot.pick("Printer", "Label printer on the network")
        await robot.fill("Address of the label printer", printer.removeprefix("zpl://"))
    else:
        await robot.pick("Printer", printer)
    if paper:
        await robot.pick("Paper", paper)
    await robot.find(QAbstractButton, "Print")


async def all_printed() -> None:
    """Answer the question whether it printed."""
    await robot.until("it asks whether it printed", lambda: robot.dialog_title() == "Did it print?")
    await robot.press("Yes, all of them")


async def jammed(label: int) -> None:
    """Say that from this label on (the first is 1) nothing came out, and have it printed again."""
    await robot.until("it asks whether it printed", lambda: robot.dialog_title() == "Did it print?")
    await robot.choose_row("Printed labels, in the sequence of the pages", label - 1)
    await robot.press("Print again from the chosen label")


async def read_notice(words: str) -> None:
    """Wait until the window says this."""
    await robot.until(f"it says {words!r}", lambda: any(words in one for one in robot.words()))


async def drained() -> None:
    """Wait until nothing is open in the outbox, as the button in the top bar tells."""
    await robot.find(QToolButton, "Outbox, 0 waiting")
