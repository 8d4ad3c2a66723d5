"""For tests of the packing table: an order of two SKUs, scan mode entered, and a scanner's typing."""

from dataclasses import replace
from decimal import Decimal

from back_room import NOW, BackRoom, order
from conftest import until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.money import Money
from desktop.domain.orders import ItemStatus, Order, OrderItem
from desktop.store import order_ingest
from desktop.ui.doors import Doors
from desktop.ui.kit import tasks
from desktop.ui.main_window import MainWindow
from desktop.ui.scanning.mode import ScanMode
from desktop.ui.scanning.page import ScanPage

NUMBER = "300987654"


def item_of(number: int, sku: str, name: str, quantity: int, status: ItemStatus = ItemStatus.READY) -> OrderItem:
    price = Money(Decimal("12.50"), "NGN")
    return OrderItem(
        f"x{number}", sku, name, quantity, price, status, "", shop_remote_id="s1", tracking_number="NL-77001X"
    )


BIG = replace(
    order(2),
    remote_id="big",
    number=NUMBER,
    note="Please wrap the mugs well.",
    items=(
        item_of(1, "KET-BLU-17", "Electric kettle", 1),
        item_of(2, "MUG-RED", "Mug, red", 3),
        item_of(3, "SOAP-OLIVE", "Olive soap", 1, ItemStatus.CANCELLED),
    ),
)


async def enter(room: BackRoom, window: MainWindow) -> ScanPage:
    """Scan mode, just entered, with one more order of two SKUs."""
    await save(room, BIG)
    Doors(window, room.services)
    window.activateWindow()
    window.actions_by_key["scan"].trigger()
    mode = window.findChild(ScanMode)
    assert mode is not None
    await until(lambda: mode.page.field.hasFocus() and not tasks._running)
    return mode.page


async def save(room: BackRoom, new: Order) -> None:
    await room.services.db.write(lambda c: order_ingest.save_orders(c, room.account_id, [new], at=NOW))


async def scan(page: ScanPage, *codes: str) -> str:
    """Type at scanner speed, wherever the focus is, and wait until all is told; the last headline."""
    told: list[object] = []
    page.work.logged.connect(told.append)
    for code in codes:
        QTest.keyClicks(page.focusWidget() or page, code)
        QTest.keyClick(page.focusWidget() or page, Qt.Key.Key_Return)
    await until(lambda: len(told) >= len(codes))
    page.work.logged.disconnect(told.append)
    return page.band.headline.text()
