"""Scan mode against practice shops and real printers: the last scan prints the one right label, a wrong one none."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pypdfium2
import window_robot as robot
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from window_acts import connect
from window_shops import Day, Seat, cups_home, print_server, quiet, the_day
from window_truth import numbers_on

from desktop.domain.order_views import OrderDetail, OrderQuery
from desktop.domain.orders import Bucket
from desktop.domain.papers import DocumentKind
from desktop.domain.scanning import ScanResult, Session
from desktop.services.papers import DocumentSetup
from desktop.ui.scanning.mode import ScanMode
from desktop.ui.scanning.page import ScanPage
from tests.fixtures.pdfium import alone
from tests.fixtures.zpl_reader import read_zpl

__all__ = ["cups_home", "print_server", "the_day"]
pytestmark = quiet


async def seated(day: Day, platform: str, printer: str, orders: int = 3) -> tuple[Seat, ScanPage]:
    """A connected shop with orders in their last state before the label, a label printer chosen, scan mode open."""
    day.shop(platform, orders)
    seat = day.sit_down()
    await connect(day, seat, platform)
    await seat.services.papers.setups.put(DocumentKind.LABEL, DocumentSetup(printer=printer))
    return seat, await scan_mode(seat)


async def scan_mode(seat: Seat) -> ScanPage:
    await robot.menu(seat.window, "Scan mode")
    mode = await robot.until("scan mode is open", lambda: seat.window.findChild(ScanMode))
    await robot.until("its line has the focus", lambda: seat.window.focusWidget() is mode.page.field)
    return mode.page


async def processed(seat: Seat, count: int) -> list[OrderDetail]:
    """All orders taken to their labels, by the services: the window's own way has tests of its own."""
    services = seat.services
    ids = list(await services.orders.ids(OrderQuery(Bucket.TO_SHIP)))
    choices = await services.orders.provider_options(ids)
    chosen = {id_: group.options[0].id for group in choices.groups for id_ in group.order_ids if group.options}
    results = await services.fulfilment.process(ids, provider=chosen)
    assert [result.ok for result in results] == [True] * count, results
    return list(await services.orders.details(ids))


async def scan(page: ScanPage, *codes: str) -> ScanResult:
    """As a scanner types; the result of the last one."""
    for code in codes:
        before = len(page.history.entries)
        QTest.keyClicks(page.focusWidget() or page, code)
        QTest.keyClick(page.focusWidget() or page, Qt.Key.Key_Return)
        await robot.until(f"{code} is told", lambda before=before: len(page.history.entries) > before)
    return page.history.entries[-1].outcome.result


async def said(page: ScanPage, result: ScanResult) -> None:
    await robot.until(f"it says {result}", lambda: page.history.entries[-1].outcome.result is result)


def skus(order: OrderDetail) -> list[str]:
    return [item.sku for item in order.items for _ in range(item.quantity)]


def tracking(order: OrderDetail) -> str:
    (parcel,) = order.parcels
    return parcel.tracking_number


def test_the_last_scan_prints_the_one_right_label(day: Day) -> None:
    roll = day.printer("scan-roll")

    async def story() -> None:
        seat, page = await seated(day, "jumia", roll.name)
        first, second, third = await processed(seat, 3)
        assert await scan(page, first.row.number) is ScanResult.OPENED
        wrong = next(sku for sku in skus(second) if sku not in skus(first))
        assert await scan(page, wrong) is ScanResult.WRONG_ITEM
        assert page.band.telling.headline == f"Wrong item: {wrong}"
        await scan(page, *skus(first))
        await said(page, ScanResult.LABEL_PRINTED)
        assert numbers_on(await roll.next()) == [tracking(first)]
        assert await scan(page, tracking(first)) is ScanResult.RIGHT_LABEL

        assert await scan(page, tracking(second)) is ScanResult.OPENED  # by the label this time
        await scan(page, *reversed(skus(second)))
        await said(page, ScanResult.LABEL_PRINTED)
        assert numbers_on(await roll.next()) == [tracking(second)]
        assert roll.idle

        assert await scan(page, first.row.number) is ScanResult.ALREADY_COMPLETE
        await scan(page, third.row.number)
        (order,) = await seat.services.orders.details([first.row.id])
        kinds = [event.kind for event in order.events]
        assert (kinds.count("scanned_complete"), kinds.count("printed")) == (1, 1)
        await day.assert_no_complaints()

    day.run(story)


def test_a_second_copy_comes_only_when_it_is_wanted(day: Day) -> None:
    roll = day.printer("scan-copy")

    async def story() -> None:
        seat, page = await seated(day, "jumia", roll.name, 1)
        (order,) = await processed(seat, 1)
        plan = await seat.services.labels.plan([order.row.id])
        setup = await seat.services.papers.setups.get(DocumentKind.LABEL)
        await seat.services.labels.to_printer(plan, roll.name, setup.stock)
        assert numbers_on(await roll.next()) == [tracking(order)]
        await scan(page, order.row.number, *skus(order))
        await said(page, ScanResult.LABEL_PRINTED_BEFORE)
        assert roll.idle
        await robot.press("Print a second copy")
        await said(page, ScanResult.LABEL_PRINTED)
        assert numbers_on(await roll.next()) == [tracking(order)]
        assert roll.idle

    day.run(story)


def test_without_a_line_the_vault_prints_and_what_is_not_in_it_says_so(day: Day) -> None:
    zebra = day.port()

    async def story() -> None:
        seat, page = await seated(day, "lazada", zebra.name, 2)
        kept, _late = await processed(seat, 2)
        day.shops["lazada"].happen("new_order", count=1)
        await seat.services.sync.sync()
        (fresh,) = await seat.services.orders.ids(OrderQuery(Bucket.TO_PACK))
        (unpacked,) = await seat.services.orders.details([fresh])
        seat.line.down = True
        await scan(page, kept.row.number, *skus(kept))
        await said(page, ScanResult.LABEL_PRINTED)
        assert read_zpl(await zebra.next()) == tracking(kept)
        await scan(page, unpacked.row.number, *skus(unpacked))
        await said(page, ScanResult.LABEL_NOT_PRINTED)
        assert page.band.telling.headline == f"No label: {unpacked.row.number}"
        assert zebra.idle
        seat.line.down = False

    day.run(story)


def test_the_last_item_takes_the_order_to_its_label_where_that_is_wanted(day: Day) -> None:
    roll = day.printer("scan-steps")

    async def story() -> None:
        seat, page = await seated(day, "lazada", roll.name, 1)
        page.work.choose_options(replace(page.work.options, take_steps=True))
        (id_,) = await seat.services.orders.ids(OrderQuery(Bucket.TO_SHIP))
        (order,) = await seat.services.orders.details([id_])
        await scan(page, order.row.number, *skus(order))
        await said(page, ScanResult.LABEL_PRINTED)
        (order,) = await seat.services.orders.details([id_])
        assert order.row.bucket is Bucket.LABEL_READY
        assert numbers_on(await roll.next()) == [tracking(order)]
        await day.assert_no_complaints()

    day.run(story)


def test_a_packing_slip_comes_with_the_label_where_that_is_wanted(day: Day) -> None:
    roll, sheets = day.printer("scan-label"), day.printer("scan-slip")

    async def story() -> None:
        seat, page = await seated(day, "jumia", roll.name, 1)
        page.work.choose_options(replace(page.work.options, packing_slip=True))
        (order,) = await processed(seat, 1)
        await scan(page, order.row.number, *skus(order))
        await said(page, ScanResult.LABEL_PRINTED)
        told = [entry.outcome.result for entry in page.history.entries]
        assert ScanResult.SLIP_NOT_PRINTED in told  # no printer was chosen for it
        assert numbers_on(await roll.next()) == [tracking(order)]

        slips = DocumentKind.PACKING_SLIP
        await seat.services.papers.setups.put(slips, DocumentSetup(printer=sheets.name, paper="a6"))
        page.work.start_over()
        await scan(page, *skus(order))
        await said(page, ScanResult.LABEL_PRINTED_BEFORE)
        text = words_on(await sheets.next())
        assert order.row.number in text
        assert all(sku in text for sku in skus(order))
        assert sheets.idle and roll.idle

    day.run(story)


def words_on(pdf: bytes) -> str:
    """All words of a paper."""

    def read() -> str:
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            return "\n".join(page.get_textpage().get_text_bounded() for page in document)

    return alone(read)


def test_a_platform_without_labels_gets_our_own(day: Day) -> None:
    roll = day.printer("scan-own")

    async def story() -> None:
        seat, page = await seated(day, "jumpseller", roll.name, 2)
        ids = list(await seat.services.orders.ids(OrderQuery(Bucket.TO_SHIP)))
        order, _other = await seat.services.orders.details(ids)
        await scan(page, order.row.number, *skus(order))
        await said(page, ScanResult.LABEL_PRINTED)
        printed = numbers_on(await roll.next())
        assert printed == [order.row.number]
        assert roll.idle

    day.run(story)


def test_two_windows_pack_the_same_order(day: Day) -> None:
    roll = day.printer("scan-two")

    async def story() -> None:
        seat, here = await seated(day, "jumia", roll.name, 2)
        orders = await processed(seat, 2)
        order = max(orders, key=lambda one: len(skus(one)))
        *most, last = skus(order)
        other = day.sit_down()
        there = await scan_mode(other)
        robot.turn_to(seat.window)
        await scan(here, order.row.number, *most)
        await scan(there, order.row.number)
        assert there.work.session.packing is not None
        assert there.work.session.packing.done == len(most)
        await scan(there, last)
        await said(there, ScanResult.LABEL_PRINTED)
        assert numbers_on(await roll.next()) == [tracking(order)]
        await robot.until("the first window sees it", lambda: here.work.session.packing.is_complete)
        assert await scan(here, last) is ScanResult.TOO_MANY
        assert roll.idle

    day.run(story)


def test_a_power_cut_keeps_every_tick(day: Day) -> None:
    """The scanner's process is killed with SIGKILL right after a tick was told: the next start still has it."""

    async def story() -> None:
        seat, _page = await seated(day, "jumia", "", 4)
        ids = list(await seat.services.orders.ids(OrderQuery(Bucket.TO_SHIP)))
        order = max(await seat.services.orders.details(ids), key=lambda one: len(skus(one)))
        codes = skus(order)[:-1] or skus(order)
        await asyncio.to_thread(kill_after, day.folder, [order.row.number, *codes])
        session, outcome = await seat.services.scanning.scan(Session(), order.row.number)
        assert outcome.done == len(codes)
        assert session.packing is not None

    day.run(story)


def kill_after(folder: Path, codes: list[str]) -> None:
    """Another process scans these; as soon as it has told the last, it is dead."""
    script = Path(__file__).with_name("doomed_packer.py")
    command = [sys.executable, str(script), str(folder), *codes]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as packer:
        assert packer.stdout is not None
        told = [packer.stdout.readline().strip() for _ in codes]
        packer.send_signal(signal.SIGKILL)
    assert told[0] == "opened"
    assert set(told[1:]) <= {"ticked", "complete"}
