"""Platforms with a way of their own: labels by the numbers a seller types, and orders that have no label at all."""

import window_robot as robot
from window_acts import all_printed, connect, open_bucket, print_labels, process, results_of
from window_shops import Day, cups_home, print_server, quiet, the_day
from window_truth import assert_on_paper, parcels_of

from tests.fixtures.label_papers import codes_of

__all__ = ["cups_home", "print_server", "the_day"]
pytestmark = quiet


def test_labels_by_the_numbers_a_seller_types(day: Day) -> None:
    hub = day.shop("uappi", 8)
    labels = day.printer("window-uappi")

    async def story() -> None:
        seat = day.sit_down()
        await connect(day, seat, "uappi")
        orders = [one for one in hub.truth()["orders"] if one["labels"] != "zpl"]
        numbers = [one["number"] for one in orders]
        await robot.menu(seat.window, "Labels by order number")
        await robot.fill_text("Order numbers", "\n".join(numbers))
        await robot.press("Fetch and print")
        assert len(await results_of(len(numbers))) == len(numbers)
        await print_labels(labels.name)
        printed = await labels.next()
        await all_printed()
        pieces = [piece.number for order in orders for piece in parcels_of(order)]
        assert len(pieces) > len(numbers)  # one travels in two pieces
        assert [{*codes} for codes in codes_of(printed)] == [{piece} for piece in pieces]  # in the order typed
        await day.assert_no_complaints()

    day.run(story)


def test_where_a_platform_has_no_labels_our_own_name_the_order(day: Day) -> None:
    day.shop("jumpseller", 4)
    labels = day.printer("window-jumpseller")

    async def story() -> None:
        seat = day.sit_down()
        await connect(day, seat, "jumpseller")
        await open_bucket(seat, "To ship", 4)
        await process(4)
        await print_labels(labels.name)
        pages = [{*codes} for codes in codes_of(await labels.next())]
        await all_printed()
        orders = await day.truth("jumpseller")
        assert {item["step"] for order in orders for item in order["items"]} == {"shipped"}
        assert sorted(map(sorted, pages)) == sorted([order["number"]] for order in orders)
        await day.assert_no_complaints()

    day.run(story)


def test_labels_that_are_web_pages_are_printed_or_told_never_guessed(day: Day) -> None:
    market = day.shop("lazada", 2)
    labels = day.printer("window-pages")

    async def story() -> None:
        seat = day.sit_down()
        await connect(day, seat, "lazada")
        market.quirks(awb_page="scripted", document_page="scripted")
        await open_bucket(seat, "To ship", 2)
        told = await process(2)
        assert all("browser" in words for *_, words in told), told
        assert robot.dialog_title() == ""  # there is nothing to print

        market.quirks(awb_page="static")
        await open_bucket(seat, "Label ready", 2)
        await process(2)
        await print_labels(labels.name)
        assert_on_paper(await labels.next(), await day.parcels())
        await all_printed()
        await day.assert_no_complaints()

    day.run(story)
