"""Why is this 3, in the window: the chain of the current cell, and a past moment that comes back as changes."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from back_room import NOW
from catalog_room import open_catalog, variant
from conftest import until
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.domain.catalog import ListingStatus, Offer, Variant
from desktop.domain.catalog_grid import Field, key_of
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.money import Money
from desktop.domain.operations import OperationState
from desktop.domain.orders import ItemStatus, Order, OrderItem
from desktop.services.build import Services
from desktop.services.draft_judgement import Manner
from desktop.services.restoring import Restored
from desktop.store import catalog_ingest, order_ingest, outbox_moves
from desktop.store.outbox_moves import Verdict
from desktop.store.values import to_ms
from desktop.ui.catalog.history_sheet import HistorySheet
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.restore_sheet import RestoreSheet
from desktop.ui.catalog.selection import Spot
from desktop.ui.kit.format import moment
from desktop.ui.state import UiState

KETTLE = variant(1)  # SKU-00001, a stock of 1, KES 101.50
COUNT = 12
HOUR = timedelta(hours=1)
K, M = Qt.Key, Qt.KeyboardModifier
S = TypeVar("S", HistorySheet, RestoreSheet)


async def read(services: Services, at: datetime, *variants: Variant) -> None:
    """A sync reads these."""
    await services.db.write(lambda c: catalog_ingest.save_variants(c, "account-1", variants, at=at))


async def order(
    services: Services, number: str, at: datetime, quantity: int, status: ItemStatus = ItemStatus.TO_PACK
) -> None:
    price = Money(Decimal("101.50"), "KES")
    line = OrderItem(f"i{number}", "SKU-00001", "Kettle", quantity, price, status, "", shop_remote_id="s1")
    found = Order(f"o{number}", number, "", price, at, at, shop_remote_ids=("s1",), items=(line,))
    await services.db.write(lambda c: order_ingest.save_orders(c, "account-1", [found], at=at))


async def push(services: Services, quantity: int, state: OperationState, at: datetime, message: str = "") -> None:
    """The seller types a stock and sends it, and the marketplace answers."""
    (stored,) = (await services.catalog.find(["SKU-00001"]))["SKU-00001"]
    await services.drafts.type({(key_of(stored.id), Field.STOCK): str(quantity)}, Manner())
    pushed = await services.review.push("Changes in the catalog")
    (one,) = await services.outbox.of_change_set(pushed.change_set_id)
    told = Verdict(one.id, OperationState.SENDING, state, "refused" if message else "", {"message": message})
    for verdict in (Verdict(one.id, one.state, OperationState.SENDING), told):
        await services.db.write(lambda c, verdict=verdict: outbox_moves.record(c, "account-1", [verdict], (), at))  # type: ignore[misc]


@pytest.fixture
def services(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[Services]:
    """A shop that is known for ten days."""
    opened = loop.run_until_complete(open_catalog(tmp_path, [variant(at) for at in range(1, COUNT + 1)]))
    long_ago = to_ms(NOW - timedelta(days=10))
    known = "UPDATE variants SET known_from = ?"
    loop.run_until_complete(opened.db.write(lambda c: c.exec_driver_sql(known, (long_ago,)).rowcount))
    yield opened
    loop.run_until_complete(opened.aclose())


class Seller:
    """Whoever sits before the catalog."""

    def __init__(self, loop: asyncio.AbstractEventLoop, page: CatalogPage) -> None:
        self.loop, self.page, self.grid = loop, page, page.grid
        self.told: list[str] = []
        page.notice.connect(lambda *notice: self.told.append(notice[0]))

    def wait(self, true: Callable[[], object]) -> None:
        self.loop.run_until_complete(until(lambda: bool(true())))

    def go(self, row: int, column: str) -> None:
        keys = [self.page.model.columns[at].key for at in self.grid.order]
        self.grid.choose(self.grid.chosen.at(Spot(row, keys.index(column))))

    def do(self, what: Callable[[], object], true: Callable[[], object]) -> None:
        """As the program does everything: while the loop runs, until something is so."""

        async def act() -> None:
            what()
            await until(lambda: bool(true()))

        self.loop.run_until_complete(act())

    def open(self, what: Callable[[], object], kind: type[S]) -> S:
        """The sheet that this opens."""

        def found() -> list[S]:
            return [one for one in self.page.findChildren(kind) if one.isVisible()]

        self.do(what, found)
        return found()[0]

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        QTest.keyClick(self.page.window().focusWidget(), key, modifiers)

    def choose(self, action: str) -> None:
        self.page.actions_of_page.by_key[action].trigger()

    def close(self, sheet: HistorySheet | RestoreSheet, *, agree: bool = True) -> None:
        """Press a button of it, and wait until all that follows is on disk and on screen."""
        button = sheet.action if agree else sheet.back
        click = lambda: QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # noqa: E731
        self.do(click, lambda: not self.page.findChildren(type(sheet)) and self.is_idle())

    def is_idle(self) -> bool:
        return not self.page.drafting._waiting

    def cell(self, at: int, of: Field) -> str:
        row = self.page.model.row_at(at)
        return row.cells[of].value if row is not None else ""


@pytest.fixture
def seller(loop: asyncio.AbstractEventLoop, services: Services) -> Iterator[Seller]:
    page = CatalogPage(UiState())
    page.resize(1400, 800)
    page.show()
    page.activateWindow()
    page.grid.setFocus()

    async def start() -> None:
        page.show_shops(await services.shops.list())
        page.start(services)
        await until(lambda: page.model.rowCount() == COUNT and page.model.complete)

    loop.run_until_complete(start())
    yield Seller(loop, page)
    page.deleteLater()


def lines(sheet: HistorySheet | RestoreSheet) -> list[tuple[str, ...]]:
    """What its list shows, without the first column."""
    items = [sheet.list.topLevelItem(at) for at in range(sheet.list.topLevelItemCount())]
    return [tuple(item.text(at) for at in range(1, sheet.list.columnCount())) for item in items if item]


# --- why --------------------------------------------------------------------------------------------------------------
def test_the_chain_of_a_cell_is_read_and_copied(
    seller: Seller, services: Services, loop: asyncio.AbstractEventLoop
) -> None:
    async def happens() -> None:
        await read(services, NOW - 9 * HOUR, replace(KETTLE, stock=5))
        await order(services, "3001", NOW - 8 * HOUR, 2)
        await read(services, NOW - 7 * HOUR, replace(KETTLE, stock=3))
        await push(services, 7, OperationState.DONE, NOW - 6 * HOUR)
        await push(services, 8, OperationState.REFUSED, NOW - 5 * HOUR, "This SKU is locked.")
        await read(services, NOW - 4 * HOUR, replace(KETTLE, stock=3))
        await order(services, "3002", NOW - 6.5 * HOUR, 4, ItemStatus.CANCELLED)

    loop.run_until_complete(happens())
    seller.go(0, "stock")
    sheet = seller.open(lambda: seller.press(K.Key_I, M.ControlModifier | M.ShiftModifier), HistorySheet)
    assert sheet.heading.text() == "Why is this 3?"
    arrow, dot = "\N{RIGHTWARDS ARROW}", "\N{MIDDLE DOT}"
    rest = "Something else changed {} between these two readings"
    assert lines(sheet) == [
        ("Sent from here, refused", f"7 {arrow} 8", f"This SKU is locked.  {dot}  Changes in the catalog"),
        ("Read at the marketplace", f"7 {arrow} 3", rest.format(-4)),
        ("Sent from here, accepted", f"3 {arrow} 7", "Changes in the catalog"),
        ("Order 3002", "4 ordered", "Cancelled"),
        ("Read at the marketplace", f"5 {arrow} 3", "Orders in between took 2"),
        ("Order 3001", "2 sold", "To pack"),
        ("Read at the marketplace", f"1 {arrow} 5", rest.format("+4")),
        ("First reading", "1", ""),
    ]
    assert sheet.detail.text().endswith(f"7 {arrow} 8 (This SKU is locked.  {dot}  Changes in the catalog)")
    sheet.copy()
    text = QGuiApplication.clipboard().text().splitlines()
    assert text[:2] == ["Why is this 3?", f"SKU-00001  {dot}  Amina's Pots  {dot}  Stock"]
    assert f"{moment(NOW - 8 * HOUR)} - Order 3001: 2 sold (To pack)" in text
    seller.close(sheet)


def test_a_value_that_never_changed_says_so(seller: Seller) -> None:
    seller.go(1, "price")
    sheet = seller.open(lambda: seller.choose("why"), HistorySheet)
    assert sheet.heading.text() == "Why is this KES\N{NO-BREAK SPACE}102.50?"
    assert lines(sheet) == [("First reading", "KES\N{NO-BREAK SPACE}102.50", "")]
    assert "Nothing has changed since the first reading" in sheet.said.text()
    seller.close(sheet)


def test_a_draft_stands_first_and_a_name_has_no_history(seller: Seller) -> None:
    key = seller.page.model.ids[0]
    seller.do(lambda: seller.page.drafting.type({(key, Field.STOCK): "four"}, "Typing"), seller.is_idle)
    seller.go(0, "stock")
    sheet = seller.open(lambda: seller.choose("why"), HistorySheet)
    assert lines(sheet)[0] == ("Typed, not sent yet", "1 \N{RIGHTWARDS ARROW} four", "")
    seller.close(sheet)
    seller.go(0, "name")
    words = "Choose a cell with a stock, a price or a status: its history is told."
    seller.do(lambda: seller.choose("why"), lambda: words in seller.told)


# --- restore ----------------------------------------------------------------------------------------------------------
def test_a_past_moment_of_a_shop_comes_back_as_changes_and_goes_with_one_undo(
    seller: Seller, services: Services, loop: asyncio.AbstractEventLoop
) -> None:
    cheap = (Offer("", Money(Decimal(90), "KES"), status=ListingStatus.ACTIVE),)
    late = replace(variant(COUNT + 1), sku="SKU-NEW")

    async def happens() -> None:
        await read(services, NOW - 4 * HOUR, replace(KETTLE, stock=5), late)
        await read(services, NOW - 2 * HOUR, replace(KETTLE, stock=9, offers=cheap))
        await read(services, NOW - 2 * HOUR, replace(variant(2), status=ListingStatus.INACTIVE))

    loop.run_until_complete(happens())
    news = lambda: services.changes.publish(Changes(ChangeKind.CATALOG))  # noqa: E731
    seller.do(news, lambda: seller.cell(0, Field.STOCK) == "9" and seller.page.model.rowCount() == COUNT + 1)
    seller.go(5, "stock")
    sheet = seller.open(lambda: seller.choose("restore"), RestoreSheet)
    assert [sheet.choice.itemText(at) for at in range(sheet.choice.count())] == ["The chosen SKU", "Amina's Pots"]
    seller.wait(lambda: sheet.plan is not None)
    assert not sheet.action.isEnabled() and sheet.summary.text().startswith("Nothing was another value then.")

    def ask() -> None:
        sheet.choice.setCurrentIndex(1)
        assert sheet.plan is None and not sheet.action.isEnabled()  # what is seen is not what is asked for
        sheet.boxes[Restored.PRICE].setChecked(True)
        sheet.boxes[Restored.STATUS].setChecked(True)
        sheet.moment.setDateTime(QDateTime.fromSecsSinceEpoch(int((NOW - 5 * HOUR).timestamp())))

    seller.do(ask, lambda: sheet.plan is not None)
    assert sorted(lines(sheet)) == [
        ("Amina's Pots", "Price", "KES\N{NO-BREAK SPACE}90", "KES\N{NO-BREAK SPACE}101.50", ""),
        ("Amina's Pots", "Status", "Inactive", "Active", ""),
        ("Amina's Pots", "Stock", "9", "1", ""),
    ]
    assert "1 SKU is not known as far back: SKU-NEW" in sheet.summary.text()
    assert sheet.action.text() == "Restore 3 values"
    seller.close(sheet)
    assert (seller.cell(0, Field.STOCK), seller.cell(1, Field.STATUS)) == ("1", "active")
    assert (seller.cell(0, Field.PRICE), seller.told[-1].partition(" ")[0]) == ("101.50", "3")
    assert loop.run_until_complete(services.outbox.list(open_only=False)) == ()
    assert seller.page.drafting.undo_title.startswith("Restore to")
    seller.do(lambda: seller.choose("undo"), lambda: seller.cell(0, Field.STOCK) == "9" and seller.is_idle())
    assert seller.cell(1, Field.STATUS) == "inactive"
    assert loop.run_until_complete(services.drafts.counts()).changed == 0


def test_nothing_can_be_agreed_to_without_something_to_restore(seller: Seller) -> None:
    sheet = seller.open(lambda: seller.choose("restore"), RestoreSheet)
    for box in sheet.boxes.values():
        box.setChecked(False)
    seller.wait(lambda: sheet.summary.text() == "Choose what is to be restored.")
    assert not sheet.action.isEnabled()
    seller.close(sheet, agree=False)
    assert seller.page.drafting.undo_title == ""


def test_both_actions_are_in_the_palette_and_their_sheets_name_their_parts(seller: Seller) -> None:
    titles = [action.text() for action in seller.page.every_action()]
    assert "Why is this value so?" in titles
    assert "Restore to a moment\N{HORIZONTAL ELLIPSIS}" in titles
    sheet = seller.open(lambda: seller.choose("restore"), RestoreSheet)
    assert sheet.choice.accessibleName() and sheet.ago.accessibleName() and sheet.moment.accessibleName()
    sheet.ago.activated.emit(2)
    assert sheet.moment.dateTime().toSecsSinceEpoch() == int((NOW - timedelta(days=7)).timestamp())
    seller.close(sheet, agree=False)
