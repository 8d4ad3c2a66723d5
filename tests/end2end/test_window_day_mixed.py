"""The whole house at once: five shops in one selection, and a morning on which the line goes down in the middle."""

import asyncio

import window_robot as robot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from window_acts import all_printed, connect, drained, open_bucket, print_labels, process
from window_shops import Day, Seat, cups_home, print_server, quiet, the_day
from window_truth import assert_on_paper, numbers_on

from desktop.domain.order_views import OrderDetail

__all__ = ["cups_home", "print_server", "the_day"]
pytestmark = quiet
PLATFORMS = ("jumia", "lazada", "jumpseller", "uappi", "sirclo")


def test_five_shops_in_one_selection(day: Day) -> None:
    """Their labels come as one walk along the shelves, whichever marketplace they are from."""
    roll = day.printer("window-mixed")
    for platform in PLATFORMS:
        day.shop(platform, 3, switched_on=platform == "uappi")
    for order in day.shops["uappi"].truth()["orders"]:
        if order["labels"] == "zpl":  # for another printer; the buyers think better of it
            day.shops["uappi"].happen("order_cancelled", order=order["number"])

    async def story() -> None:
        seat = day.sit_down()
        for platform in PLATFORMS:
            await connect(day, seat, platform)
        await open_bucket(seat, "All orders", 15)
        await process(15)
        await print_labels(roll.name)
        printed = await roll.next()
        await all_printed()
        parcels = [parcel for parcel in await day.parcels() if parcel.steps]
        assert {one.order for one in parcels} >= {order["number"] for order in await day.truth("jumpseller")}
        assert_on_paper(printed, parcels)
        assert roll.idle
        await day.assert_no_complaints()

    day.run(story)


async def noted(seat: Seat, order_id: int, words: str) -> OrderDetail:
    """The order once this note is kept: it is saved as soon as the typing rests."""
    async with asyncio.timeout(10):
        while True:
            detail = await seat.services.orders.detail(order_id)
            if detail is not None and detail.private_note == words:
                return detail


def test_a_morning_without_a_line(day: Day) -> None:
    """What was fetched is printed again from the vault, what is wished waits, and goes out when the line is back."""
    roll = day.printer("window-offline")
    day.shop("jumia", 3)
    day.shop("lazada", 3)

    async def story() -> None:
        seat = day.sit_down()
        await connect(day, seat, "jumia")
        await connect(day, seat, "lazada")
        await open_bucket(seat, "To ship", 6)
        await process(6)
        await print_labels(roll.name)
        first = numbers_on(await roll.next())
        await all_printed()
        day.shops["jumia"].happen("new_order", count=2)
        day.shops["lazada"].happen("new_order", count=2)
        await robot.press("Sync")
        await open_bucket(seat, "To ship", 4)

        seat.line.down = True
        results = await process(4)
        assert all("connection" in words.casefold() for *_, words in results), results

        await robot.go_to_line("Order buckets", "All orders")
        await robot.fill("Search", first[2])
        await open_bucket(seat, "All orders", 1)
        await robot.press("Print labels")
        await robot.press("Print again what was printed before (1)")
        await print_labels(roll.name)
        assert numbers_on(await roll.next()) == [first[2]]
        await all_printed()
        note = await robot.find(QPlainTextEdit, "Private note")
        QTest.keyClicks(note, "Jammed once")
        (order_id,) = seat.window.orders.model.ids
        assert {order["number"] for order in await day.truth("jumia")} == {
            order["number"] for order in await day.truth("jumia")
        }

        seat.line.down = False
        await robot.press("Sync")
        await drained()
        detail = await noted(seat, order_id, "Jammed once")
        assert detail.row.printed == 2
        parcels = await day.parcels()
        assert {step for one in parcels for step in one.steps} == {"ready"}
        assert len({one.order for one in parcels}) == 10
        await day.assert_no_complaints()

    day.run(story)
