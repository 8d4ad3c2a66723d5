"""What opens from the window, pressed as a seller would press it; the marketplace is the back room's North Market."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from back_room import NOW, BackRoom
from conftest import until
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.domain.accounts import AccountState
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.order_views import OrderQuery
from desktop.domain.orders import Bucket
from desktop.ui.doors import Doors
from desktop.ui.kit import tasks
from desktop.ui.kit.dialogs import Sheet
from desktop.ui.main_window import MainWindow
from desktop.ui.orders.export_sheet import ExportSheet
from desktop.ui.outbox.lines import OutboxLines
from desktop.ui.outbox.panel import OutboxPanel
from desktop.ui.shops.card import ShopCard
from desktop.ui.shops.connect import ConnectSheet
from desktop.ui.shops.work import _DisconnectSheet

Open = Callable[..., MainWindow]
Found = TypeVar("Found", bound=QWidget)


async def opened(kind: type[Found]) -> Found:
    """The dialog of this kind, as soon as it is on screen."""
    shown: list[Found] = []

    def look() -> bool:
        shown[:] = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
        return bool(shown)

    await until(look)
    return shown[0]


def furnished(open_window: Open, room: BackRoom) -> MainWindow:
    window = open_window(room)
    Doors(window, room.services)
    return window


def test_connecting_a_shop_shows_its_shops_and_takes_the_secret_off_the_screen(
    loop: asyncio.AbstractEventLoop, bare_room: BackRoom, open_window: Open
) -> None:
    window = furnished(open_window, bare_room)

    async def story() -> None:
        window.connect_wanted.emit()
        sheet = await opened(ConnectSheet)
        assert not sheet.forth.isEnabled()
        form = sheet._form
        assert form is not None
        field = form.fields["token"]
        field.setText("an-invented-token")
        assert sheet.forth.isEnabled()
        sheet.forth.click()
        await until(lambda: sheet.heading.text() == "Connected")
        shops = await bare_room.services.shops.list()
        assert {shop.name for shop in shops} == {"Lagos Home", "Nairobi Kitchen", "Casa Atlas"}
        assert not any("an-invented-token" in getattr(child, "text", str)() for child in sheet.findChildren(QWidget))
        sheet.forth.click()
        await until(lambda: not tasks._running)  # the first sync has begun and ended

    loop.run_until_complete(story())


def test_a_wrong_address_is_told_and_nothing_is_saved(
    loop: asyncio.AbstractEventLoop, bare_room: BackRoom, open_window: Open
) -> None:
    window = furnished(open_window, bare_room)

    async def story() -> None:
        window.connect_wanted.emit()
        sheet = await opened(ConnectSheet)
        assert sheet._form is not None
        sheet._form.fields["token"].setText("an-invented-token")
        sheet._form.address.setText("not an address")
        sheet.forth.click()
        await until(sheet.problem.isVisible)
        assert sheet.problem.text()
        assert sheet.forth.isEnabled()
        assert await bare_room.services.shops.list() == ()
        sheet.reject()

    loop.run_until_complete(story())


def test_a_shop_is_paused_resumed_and_disconnected_from_its_card(
    loop: asyncio.AbstractEventLoop, room: BackRoom, open_window: Open
) -> None:
    window = furnished(open_window, room)

    def cards() -> dict[str, ShopCard]:
        return {card.accessibleName(): card for card in window.pages.findChildren(ShopCard) if card.isVisible()}

    def state_shown(name: str) -> AccountState:
        return next(shop.state for shop in window._shops if shop.name == name)

    async def story() -> None:
        window.go_to("shops")
        await until(lambda: len(cards()) == 3)
        cards()["Lagos Home"].wanted.emit("pause")
        await until(lambda: state_shown("Lagos Home") is AccountState.PAUSED)
        cards()["Lagos Home"].wanted.emit("resume")
        await until(lambda: state_shown("Lagos Home") is AccountState.CONNECTED)
        await until(lambda: len(cards()) == 3)
        cards()["Lagos Home"].wanted.emit("disconnect")
        sheet = await opened(_DisconnectSheet)
        assert not sheet.wipe.isChecked()
        sheet.action.click()
        await until(lambda: not room.services.shops.list_now())
        kept = await room.services.orders.ids(OrderQuery(Bucket.ALL))
        assert len(kept) > 0, "orders stay on this computer unless the seller says otherwise"

    loop.run_until_complete(asyncio.wait_for(story(), 20))


def test_the_outbox_panel_shows_what_waits_and_takes_it_back(
    loop: asyncio.AbstractEventLoop, room: BackRoom, open_window: Open
) -> None:
    window = furnished(open_window, room)

    async def story() -> None:
        ids = list(await room.services.orders.ids(OrderQuery(Bucket.TO_PACK)))[:3]
        await room.services.orders.pack(ids, provider="p1")
        window.action_wanted.emit("outbox")
        panel = await opened(OutboxPanel)
        await until(lambda: panel.lines.topLevelItemCount() == 1)
        assert panel.lines.topLevelItem(0).childCount() == 3
        assert not panel.happened.isVisible()
        panel.lines.topLevelItem(0).setSelected(True)
        assert panel.take_back.isEnabled()
        panel.take_back.click()
        asked = await opened(Sheet)
        assert "3 steps wait and are withdrawn." in [one.text() for one in asked.findChildren(QLabel)]
        asked.back.click()
        await until(panel.take_back.isEnabled)
        assert len(await room.services.outbox.list()) == 3
        panel.take_back.click()
        asked = await opened(Sheet)
        assert asked.action.text() == "Withdraw 3 steps"
        asked.action.click()
        await until(lambda: "nothing" in panel.summary.text())
        states = {one.state for one in await room.services.outbox.list(open_only=False)}
        assert states == {OperationState.CANCELLED}
        assert not room.north.packed
        panel.close()

    loop.run_until_complete(asyncio.wait_for(story(), 20))


def test_orders_are_exported_to_a_file(
    loop: asyncio.AbstractEventLoop, room: BackRoom, open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = furnished(open_window, room)
    target = tmp_path / "out.csv"

    async def chosen(*_: object) -> Path:
        return target

    # the system's own file dialog is not ours to test
    monkeypatch.setattr("desktop.ui.orders.exporting.save_as", chosen)

    async def story() -> None:
        window.orders.table.clearSelection()
        window.action_wanted.emit("export")
        await until(lambda: bool(window.findChildren(ExportSheet)))
        (sheet,) = window.findChildren(ExportSheet)
        sheet.csv.setChecked(True)
        sheet.action.click()
        await until(target.exists)
        await until(lambda: len(target.read_text("utf-8-sig").splitlines()) > 1)
        tasks.cancel_all()

    loop.run_until_complete(asyncio.wait_for(story(), 20))


def test_products_of_one_change_are_counted_as_skus() -> None:
    lines = OutboxLines()
    gone = [
        Operation(f"op-{at}", "set-1", "a", "s", OperationKind.DELETE_PRODUCT, f"v{at}", f"SKU-{at}", {}, {},
                  OperationState.QUEUED, NOW)
        for at in range(2)
    ]  # fmt: skip
    lines.show_operations(gone, NOW)
    branch = lines.topLevelItem(0)
    assert branch is not None
    assert branch.text(0) == "Delete product: 2 SKUs"
    lines.deleteLater()
