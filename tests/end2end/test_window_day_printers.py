"""Printers as they are: a jam, four labels on a sheet, a label printer's own port, a second window in the house."""

import asyncio

import window_robot as robot
from till import Till
from window_acts import (
    all_printed,
    choose_printer,
    connect,
    jammed,
    open_bucket,
    print_labels,
    process,
    read_notice,
    results_of,
)
from window_shops import Day, Seat, cups_home, print_server, quiet, the_day
from window_truth import Truth, assert_on_paper, numbers_on, parcels_of, places_on

__all__ = ["cups_home", "print_server", "the_day"]
pytestmark = quiet
FOUR_UP = "A4, four on a sheet"


async def labels_ready(day: Day, platform: str, orders: int) -> Seat:
    """A window whose print sheet is open on so many labels."""
    day.shop(platform, orders)
    seat = day.sit_down()
    await connect(day, seat, platform)
    await open_bucket(seat, "To ship", orders)
    await process(orders)
    return seat


async def printed_times(seat: Seat) -> dict[str, int]:
    """How often the label of each tracking number went to paper."""
    ids = list(seat.window.orders.model.ids)
    plan = await seat.services.labels.plan(ids)
    return {entry.tracking_number: entry.label.printed for entry in plan.printable if entry.label}


def test_after_a_jam_the_rest_is_printed_again(day: Day) -> None:
    roll = day.printer("window-jam")

    async def story() -> None:
        seat = await labels_ready(day, "jumia", 6)
        await print_labels(roll.name)
        first = numbers_on(await roll.next())
        await jammed(4)
        rest = numbers_on(await roll.next())
        await all_printed()
        assert len(first) == 6
        assert rest == first[3:]
        await open_bucket(seat, "Label ready", 6)
        assert await printed_times(seat) == dict.fromkeys(first[:3], 1) | dict.fromkeys(rest, 2)
        assert roll.idle
        await day.assert_no_complaints()

    day.run(story)


def test_a_sheet_of_four_goes_on_where_it_ended(day: Day) -> None:
    laser = day.printer("window-laser")

    async def story() -> None:
        seat = await labels_ready(day, "lazada", 3)
        await print_labels(laser.name, paper=FOUR_UP)
        first = places_on(await laser.next())
        await all_printed()
        assert [sorted(sheet) for sheet in first] == [[0, 1, 2]]

        day.shops["lazada"].happen("new_order", count=3)
        await robot.press("Sync")
        await open_bucket(seat, "To ship", 3)
        await process(3)
        await print_labels(laser.name)
        second = places_on(await laser.next())
        await all_printed()
        assert [sorted(sheet) for sheet in second] == [[3], [0, 1]]
        parcels = {one.number for one in await day.parcels()}
        assert {number for sheet in [*first, *second] for number in sheet.values()} == parcels
        await day.assert_no_complaints()

    day.run(story)


def test_zpl_reaches_the_label_printer_as_the_hub_wrote_it(day: Day) -> None:
    hub, zebra = day.shop("uappi", 8), day.port()

    async def story() -> None:
        seat = day.sit_down()
        await connect(day, seat, "uappi")
        orders = [one for one in hub.truth()["orders"] if one["labels"] == "zpl"]
        await robot.menu(seat.window, "Labels by order number")
        await robot.fill_text("Order numbers", " ".join(one["number"] for one in orders))
        await robot.press("Fetch and print")
        await results_of(len(orders))
        await print_labels(zebra.name)
        assert await zebra.next() == b"".join(zpl for order in orders for zpl in zpl_of(order))
        await all_printed()
        await day.assert_no_complaints()

    day.run(story)


def zpl_of(order: Truth) -> list[bytes]:
    """What the practice hub hands out for an order, label by label."""
    numbers = [parcel.number for parcel in parcels_of(order)]
    return [f"^XA^PW812^LL1218^FO50,200^BY3^BCN,200,Y,N,N^FD{one}^FS^XZ".encode() for one in numbers]


def test_of_two_windows_one_prints_and_the_other_says_why_not(day: Day) -> None:
    roll = day.printer("window-two")

    async def story() -> None:
        here = await labels_ready(day, "jumia", 4)
        await robot.until("the sheet is open", lambda: robot.dialog_title() == "Print")
        there = day.sit_down()
        await open_bucket(there, "Label ready", 4)
        await robot.press("Print labels")
        await choose_printer(roll.name)

        robot.turn_to(here.window)
        await print_labels(roll.name)
        printed = await roll.next()
        await all_printed()
        robot.turn_to(there.window)
        await robot.press("Print")
        await read_notice("Another window has just printed this label")
        assert_on_paper(printed, await day.parcels())
        assert roll.idle
        assert set((await printed_times(there)).values()) == {1}

    day.run(story)


def test_what_a_terminal_printed_meanwhile_is_not_printed_again(day: Day) -> None:
    roll = day.printer("window-terminal")

    async def story() -> None:
        await labels_ready(day, "jumia", 2)
        await choose_printer(roll.name)
        numbers = [order["number"] for order in await day.truth("jumia")]
        paper = day.folder.parent / "terminal.pdf"
        words = ("labels", "print", *numbers, "--pdf", str(paper))
        done = await asyncio.to_thread(Till(day.folder).json, *words)
        assert all(one["ok"] for one in done["results"]), done

        await robot.press("Print")
        await read_notice("Another window has just printed this label")
        assert roll.idle
        assert sorted(numbers_on(paper.read_bytes())) == sorted(one.number for one in await day.parcels())

    day.run(story)
