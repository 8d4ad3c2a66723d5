"""The sheet before orders are processed: what will happen shop by shop, and one answer for all that must be chosen."""

import asyncio
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from back_room import NOW, BackRoom, North, open_with_orders, order
from conftest import until
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.operations import OperationKind
from desktop.domain.order_views import ActionResult, OrderQuery, OrderRow
from desktop.domain.orders import Bucket, ItemStatus, ProviderOption
from desktop.domain.progress import Progress, ShopProgress, Stage
from desktop.domain.traces import OrderTrace, ParcelTrace, TraceEvent
from desktop.platforms.kit.manifest import Can
from desktop.services.process_choices import ProcessGroup, ProcessPlan
from desktop.ui.kit.dialogs import Sheet
from desktop.ui.main_window import MainWindow
from desktop.ui.orders.actions import judgement
from desktop.ui.orders.item_picker import ItemPicker
from desktop.ui.orders.process_sheet import ProcessSheet
from desktop.ui.orders.results import ResultsPanel
from desktop.ui.orders.trace_section import TraceSection
from desktop.ui.orders.verbs import verbs
from desktop.ui.shops.work import ShopWork

STATION, VAN = ProviderOption("1", "Station 4"), ProviderOption("2", "Own van")
CODED = ProviderOption("3", "Rider", needs_tracking_code=True)
WAY = ((OperationKind.PACK, 2), (OperationKind.READY, 2))


@pytest.fixture
def rows(room: BackRoom, loop: asyncio.AbstractEventLoop) -> Sequence[OrderRow]:
    return loop.run_until_complete(room.services.orders.rows([1, 2, 3, 4, 5]))


@pytest.fixture
def host(look: object) -> QWidget:
    return QWidget()


def group(rows: Sequence[OrderRow], **more: object) -> ProcessGroup:
    return ProcessGroup(tuple(rows), "shop.NG", WAY, True, **more)  # type: ignore[arg-type]


def opened(host: QWidget, *groups: ProcessGroup, left_out: Sequence[ActionResult] = ()) -> ProcessSheet:
    sheet = ProcessSheet(host, "Process & print", ProcessPlan(tuple(groups), tuple(left_out)), action="Start")
    sheet.show()
    return sheet


def words_of(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


def test_it_says_what_will_happen_and_what_is_left_out(host: QWidget, rows: Sequence[OrderRow]) -> None:
    counted = replace(group(rows[:3]), steps=((OperationKind.PACK, 2), (OperationKind.READY, 3)))
    out = ActionResult(9, "1", "x", ok=False, state="not_possible", code="wrong_state")
    words = words_of(opened(host, counted, left_out=[out]))
    assert "Pack (2), ready to ship, label" in words
    assert any(one.startswith("1 order is left out: ") for one in words)


def test_the_courier_taken_last_is_chosen_already_and_can_be_kept(host: QWidget, rows: Sequence[OrderRow]) -> None:
    sheet = opened(host, group(rows[:2], options=(STATION, VAN), remembered="Own van"))
    (card,) = sheet.cards
    assert sheet.boxes[0].currentText() == "Own van"
    assert card.keep is not None
    card.keep.setChecked(True)
    answer = sheet.answer()
    assert answer.providers == {rows[0].id: "2", rows[1].id: "2"}
    assert answer.keep == {"shop.NG": True}


def test_one_courier_is_told_and_taken(host: QWidget, rows: Sequence[OrderRow]) -> None:
    sheet = opened(host, group(rows[:1], options=(STATION,)))
    assert sheet.boxes == ()
    assert "Courier: Station 4" in words_of(sheet)
    assert sheet.answer().providers == {rows[0].id: "1"}


def test_a_courier_with_codes_waits_for_one_for_each_order(host: QWidget, rows: Sequence[OrderRow]) -> None:
    sheet = opened(host, group(rows[:2], options=(CODED, STATION)))
    grid = sheet.cards[0].grid
    assert grid is not None
    assert not sheet.action.isEnabled()
    QGuiApplication.clipboard().setText("T-1\nT-2\n")
    grid.setCurrentCell(0, 1)
    grid.paste(QGuiApplication.clipboard().text())
    assert sheet.action.isEnabled()
    assert sheet.answer().tracking_codes == {rows[0].id: "T-1", rows[1].id: "T-2"}
    sheet.boxes[0].setCurrentIndex(1)  # the station wants none
    assert not grid.isVisible()
    assert sheet.action.isEnabled()
    assert sheet.answer().tracking_codes == {}


def test_who_ships_himself_may_name_courier_and_numbers_or_nothing(host: QWidget, rows: Sequence[OrderRow]) -> None:
    sheet = opened(host, group(rows[:2], own_courier=True, remembered="Chilexpress"))
    (card,) = sheet.cards
    assert sheet.action.isEnabled()
    assert card.courier is not None and card.grid is not None
    assert card.courier.text() == "Chilexpress"
    card.grid.paste("Starken\tT-9")
    answer = sheet.answer()
    assert answer.providers == {rows[0].id: "Starken", rows[1].id: "Chilexpress"}
    assert answer.tracking_codes == {rows[0].id: "T-9"}


def test_items_go_into_parcels_of_their_own_or_stay(host: QWidget) -> None:
    (first,) = order(2).items[:1]
    items = [replace(first, remote_id=one) for one in "abc"]
    picker = ItemPicker(items, parcels=True)
    assert (picker.parcels, picker.chosen) == ((), ())
    picker.boxes[1].setCurrentIndex(1)
    assert picker.parcels == (("a", "c"), ("b",))
    picker.ticks[2].setChecked(False)
    assert picker.parcels == (("a",), ("b",))
    picker.boxes[1].setCurrentIndex(0)
    assert (picker.parcels, picker.chosen) == ((("a", "b"),), ("a", "b"))
    for tick in picker.ticks:
        tick.setChecked(False)
    assert not picker.is_complete
    whole = ItemPicker(items, parcels=True, whole=True)
    assert whole.is_complete
    assert (whole.ticks, whole.parcels, whole.chosen) == ([], (), ())


def test_what_keeps_some_orders_from_a_step_is_told(rows: Sequence[OrderRow]) -> None:
    pack = next(verb for verb in verbs() if verb.key == "pack")
    mixed = [rows[0], replace(rows[0], platform="other"), rows[1]]  # the second of them is packed
    told = judgement(pack, 3, mixed, {"north": frozenset({"pack"}), "other": frozenset()})
    possible = any(row.bucket in pack.buckets for row in (rows[0], rows[1]))
    assert told.possible == possible
    assert "1 of 3 orders: their marketplace has no packing step." in told.why
    assert judgement(pack, 0, [], {}).why == "Choose orders first."
    alone = next(verb for verb in verbs() if verb.key == "invoice")
    assert judgement(alone, 2, rows[:2], {"north": frozenset({"set_invoice"})}).why == "One order at a time."


def test_progress_is_shown_shop_by_shop_with_the_time_left(host: QWidget) -> None:
    panel = ResultsPanel(host)
    panel.begin("Process & print", 10)
    shops = (ShopProgress("Lagos Home", 3, 6), ShopProgress("Casa Atlas", 1, 4))
    panel.report(Progress(Stage.SENDING, 4, 10, "1", shops, 130.0))
    assert panel.summary.text() == "Telling the marketplace: 4 of 10  \N{MIDDLE DOT}  about 2 min left"
    assert not panel.shops.isHidden()
    assert {"Lagos Home", "3 of 6", "Casa Atlas", "1 of 4"} <= set(words_of(panel.shops))
    refused = ActionResult(1, "77", "Lagos Home", ok=False, state="refused", code="wrong_state")
    panel.finish("Process & print", [refused])
    assert panel.shops.isHidden()
    assert panel.retry.text() == "Retry failed"
    panel.copy()
    assert QGuiApplication.clipboard().text().startswith("77\tLagos Home\tThis order is not in the right state")


def test_orders_that_came_through_by_themselves_are_offered_to_print(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    wanted: list[list[int]] = []
    window.orders.work.print_wanted.connect(wanted.append)
    room.services.changes.publish(Changes(ChangeKind.PROCESSED, ids=(3, 4)))
    (notice,) = [one for one in window.notices.standing() if "2 more labels are ready" in one.text]
    next(button for button in notice.findChildren(QPushButton) if button.text() == "Print").click()
    loop.run_until_complete(until(lambda: wanted == [[3, 4]]))


def test_the_way_of_a_parcel_is_told_station_by_station(look: object) -> None:
    section = TraceSection(lambda: NOW, can_ask=True)
    event = TraceEvent(NOW, "Collected", "The courier has it", "Hub 3")
    section.show_trace(OrderTrace(1, (ParcelTrace("T-1", (event,), "https://courier.example/T-1"),), NOW))
    assert any("Collected \N{MIDDLE DOT} Hub 3" in one for one in words_of(section))
    pages = [one for one in section.findChildren(QPushButton) if one.toolTip() == "https://courier.example/T-1"]
    assert len(pages) == 1
    section.show_trace(OrderTrace(1, (ParcelTrace("T-1", url="file:///etc/passwd"),), None, "no_connection"))
    assert not [one for one in section.findChildren(QPushButton) if one.toolTip() and one.isVisibleTo(section)]
    assert any("No connection" in one for one in words_of(section))


def test_tracing_one_order_shows_its_way_in_the_detail(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    ids = array("I", [window.orders.model.ids[0]])
    window.orders.table.select_ids(ids, ids[0])
    loop.run_until_complete(until(lambda: window.orders.detail.order_id == ids[0]))
    window.orders.work.do("trace", ids)
    told = "This marketplace does not tell where parcels are."
    loop.run_until_complete(until(lambda: told in words_of(window.orders.detail.journey)))


@pytest.fixture
def repacking_room(
    loop: asyncio.AbstractEventLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[BackRoom]:
    """Its marketplace can undo a packing, and has orders that it does not refuse to pack."""
    monkeypatch.setattr("back_room._CYCLE", (ItemStatus.DELIVERED, ItemStatus.TO_PACK) * 5)
    plain = North.manifest
    monkeypatch.setattr(North, "manifest", lambda self: replace(plain(self), can=plain(self).can | {Can.REPACK}))
    room = loop.run_until_complete(open_with_orders(tmp_path))
    yield room
    loop.run_until_complete(room.aclose())


def test_what_was_sent_cannot_be_taken_back_but_its_packing_can_be_undone(
    repacking_room: BackRoom, open_window: Callable[..., MainWindow], loop: asyncio.AbstractEventLoop
) -> None:
    window, services = open_window(repacking_room), repacking_room.services
    to_pack = loop.run_until_complete(services.orders.ids(OrderQuery(Bucket.TO_PACK)))
    rows = loop.run_until_complete(services.orders.rows(to_pack))
    ids = array("I", [row.id for row in rows if int(row.number) % 5][:2])  # every fifth is refused there
    window.orders.work.do("pack", ids)
    sheet_of(window, loop).accept()
    back = button_of(window, loop, "Take back")
    loop.run_until_complete(services.outbox.run_until_idle())
    assert len(repacking_room.north.packed) == 2
    back.click()
    offer = button_of(window, loop, "Repack")
    assert any("2 were sent already and cannot be taken back" in one.text for one in window.notices.standing())
    loop.run_until_complete(until(lambda: not window.orders.work._busy))
    offer.click()
    sheet = sheet_of(window, loop)
    assert sheet.heading.text() == "Undo the packing of 2 orders?"
    sheet.accept()
    loop.run_until_complete(until(lambda: not window.orders.work._busy))
    waiting = loop.run_until_complete(services.outbox.list())
    assert [one.kind for one in waiting] == [OperationKind.REPACK, OperationKind.REPACK]


def sheet_of(window: MainWindow, loop: asyncio.AbstractEventLoop) -> Sheet:
    loop.run_until_complete(until(lambda: any(one.isVisible() for one in window.findChildren(Sheet))))
    return next(one for one in window.findChildren(Sheet) if one.isVisible())


def button_of(window: MainWindow, loop: asyncio.AbstractEventLoop, title: str) -> QPushButton:
    def found() -> list[QPushButton]:
        return [
            button
            for one in window.notices.standing()
            for button in one.findChildren(QPushButton)
            if button.text() == title
        ]

    loop.run_until_complete(until(lambda: bool(found())))
    return found()[-1]


def test_the_shops_menu_asks_for_the_courier_again(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    services = room.services
    (shop, *_) = services.shops.list_now()
    loop.run_until_complete(services.orders.couriers.keep({f"{shop.id}.NG": True}))
    work = ShopWork(window, services)
    told: list[str] = []
    work.notice.connect(lambda words, *_: told.append(words))
    work.do("couriers", shop)
    loop.run_until_complete(until(lambda: len(told) == 1))
    assert loop.run_until_complete(services.orders.couriers.kept()) == frozenset()
    work.do("couriers", shop)
    loop.run_until_complete(until(lambda: len(told) == 2))
    assert "asked for again" in told[0]
    assert "asked for already" in told[1]
