"""The actions of the Orders tab on the real outbox: what is done, refused, waits and can be taken back."""

import asyncio

from back_room import BackRoom
from conftest import until
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.domain.orders import Bucket, CancelReason
from desktop.services.cancelling import ReasonGroup
from desktop.ui.kit.dialogs import Sheet
from desktop.ui.main_window import MainWindow
from desktop.ui.orders.process_sheet import ProcessSheet
from desktop.ui.orders.step_sheets import CancelSheet
from desktop.ui.orders.views import next_sort


def choose(window: MainWindow, loop: asyncio.AbstractEventLoop, bucket: Bucket, count: int) -> list[int]:
    """Open a bucket and select its first orders."""
    window.orders.sidebar.buckets.choose(bucket)
    loop.run_until_complete(until(lambda: window.orders.listing.query.bucket is bucket and not loading(window)))
    ids = list(window.orders.model.ids[:count])
    window.orders.table.select_ids(ids, ids[0])
    return ids


def loading(window: MainWindow) -> bool:
    task = window.orders.listing._loading
    return task is not None and not task.done()


def sheet_of(window: MainWindow, loop: asyncio.AbstractEventLoop) -> Sheet:
    loop.run_until_complete(until(lambda: window.findChild(Sheet) is not None))
    sheet = window.findChild(Sheet)
    assert sheet is not None
    return sheet


def test_processing_reports_every_order_and_leaves_the_failed_selected(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    ids = choose(window, loop, Bucket.TO_PACK, 12)
    window.orders.actions_of_page.by_key["process"].trigger()
    sheet = sheet_of(window, loop)
    assert isinstance(sheet, ProcessSheet)
    sheet.accept()
    panel = window.orders.results
    loop.run_until_complete(until(lambda: panel.lines.topLevelItemCount() == 12))
    numbers = [row.number for row in loop.run_until_complete(room.services.orders.rows(ids))]
    refused = [number for number in numbers if int(number) % 5 == 0]
    told = {panel.lines.topLevelItem(at).text(0): panel.lines.topLevelItem(at).text(2) for at in range(12)}
    assert set(told) == set(numbers)
    assert all("Item is already packed" in told[number] for number in refused)
    assert all("no label" in sentence for number, sentence in told.items() if number not in refused)
    assert len(room.north.packed) == 2 * (12 - len(refused))  # each packed and made ready once, nothing twice
    assert not panel.retry.isHidden()


def test_without_a_line_the_work_waits_and_nothing_is_called_a_failure(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    room.north.offline = True
    choose(window, loop, Bucket.TO_PACK, 4)
    window.orders.work.do("process")
    sheet_of(window, loop).accept()
    panel = window.orders.results
    loop.run_until_complete(until(lambda: panel.lines.topLevelItemCount() == 4))
    assert panel.summary.text() == "0 done  \N{MIDDLE DOT}  4 go on by themselves"
    assert panel.retry.isHidden()
    assert room.north.packed == []
    assert sum(loop.run_until_complete(room.services.outbox.counts()).values()) == 8
    notice = next(one for one in window.notices.standing() if "4 go on by themselves" in one.text)
    next(button for button in notice.findChildren(QPushButton) if button.text() == "Take back").click()
    loop.run_until_complete(until(lambda: any("taken back" in one.text for one in window.notices.standing())))
    assert sum(loop.run_until_complete(room.services.outbox.counts()).values()) == 0


def test_packing_goes_through_the_outbox_and_can_be_taken_back(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    choose(window, loop, Bucket.TO_PACK, 3)
    window.orders.work.do("pack")
    sheet_of(window, loop).accept()
    loop.run_until_complete(until(lambda: bool(window.notices.standing())))
    notice = window.notices.standing()[-1]
    back = next(button for button in notice.findChildren(QPushButton) if button.text() == "Take back")
    assert sum(loop.run_until_complete(room.services.outbox.counts()).values()) == 3
    back.click()
    loop.run_until_complete(until(lambda: any("taken back" in one.text for one in window.notices.standing())))
    assert sum(loop.run_until_complete(room.services.outbox.counts()).values()) == 0
    assert room.north.packed == []


def test_cancelling_asks_first_and_the_safe_answer_is_the_default(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    choose(window, loop, Bucket.TO_PACK, 2)
    window.orders.work.do("cancel")
    sheet = sheet_of(window, loop)
    assert not sheet.action.isDefault()
    sheet.reject()
    loop.run_until_complete(until(lambda: not window.orders.work._busy))
    assert sum(loop.run_until_complete(room.services.outbox.counts()).values()) == 0


def test_actions_follow_what_is_selected(window: MainWindow, loop: asyncio.AbstractEventLoop) -> None:
    actions = window.orders.actions_of_page.by_key
    choose(window, loop, Bucket.TO_PACK, 1)
    assert actions["pack"].isEnabled()
    assert not actions["ready"].isEnabled()
    choose(window, loop, Bucket.DELIVERED, 1)
    assert not actions["process"].isEnabled()
    assert not actions["cancel"].isEnabled()
    window.orders.table.clearSelection()
    assert not any(action.isEnabled() for action in actions.values())


def test_a_private_note_is_kept_when_another_order_is_opened(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    first, second = choose(window, loop, Bucket.TO_PACK, 2)
    window.orders.table.select_ids([first], first)
    loop.run_until_complete(until(lambda: window.orders.detail.order_id == first))
    window.orders.detail.note.setPlainText("Gift wrap")
    window.orders.table.select_ids([second], second)
    loop.run_until_complete(until(lambda: window.orders.detail.order_id == second))

    async def note() -> str:
        detail = await room.services.orders.detail(first)
        return detail.private_note if detail else ""

    async def kept() -> None:
        while await note() != "Gift wrap":  # noqa: ASYNC110 - each look is a read of the file
            await asyncio.sleep(0)

    loop.run_until_complete(asyncio.wait_for(kept(), 10))


def test_copying_reads_also_the_rows_that_were_never_seen(window: MainWindow, loop: asyncio.AbstractEventLoop) -> None:
    window.orders.sidebar.buckets.choose(Bucket.ALL)
    loop.run_until_complete(until(lambda: window.orders.model.rowCount() == 300 and not loading(window)))
    window.orders.table.selectAll()
    assert window.orders.footer.words.text().startswith("All 300 orders of this view selected")
    window.orders.table.copy_wanted.emit()
    loop.run_until_complete(until(lambda: QGuiApplication.clipboard().text().count("\n") == 300))


def test_shift_and_click_adds_a_second_key() -> None:
    from desktop.domain.order_views import OrderSort, SortKey

    by_date = (SortKey(OrderSort.CREATED, descending=True),)
    assert next_sort(by_date, OrderSort.BUYER, further=False) == (SortKey(OrderSort.BUYER),)
    both = next_sort(by_date, OrderSort.BUYER, further=True)
    assert both == (*by_date, SortKey(OrderSort.BUYER))
    assert next_sort(both, OrderSort.BUYER, further=True) == (*by_date, SortKey(OrderSort.BUYER, descending=True))


def test_reasons_are_asked_shop_by_shop_and_go_with_their_orders(window: MainWindow) -> None:
    reasons = (CancelReason("10", "Out of stock"), CancelReason("11", "Wrong price"))
    groups = (
        ReasonGroup((1, 2), "Lagos Home", "NG", reasons),
        ReasonGroup((3,), "Casa Atlas", "MA"),
        ReasonGroup((4,), "Nairobi Kitchen", "KE", (), "no_connection"),
    )
    sheet = CancelSheet(window, "Cancel 4 orders?", "", groups)
    (box,) = sheet.boxes.values()
    assert box.accessibleName() == "Reason for Lagos Home, NG"
    box.setCurrentIndex(1)
    assert sheet.answer() == (((1, 2), "11"), ((3,), ""), ((4,), ""))
    assert any("No connection" in label.text() for label in sheet.findChildren(QLabel))


def test_steps_that_few_marketplaces_have_show_only_where_they_can_be_taken(
    window: MainWindow, loop: asyncio.AbstractEventLoop
) -> None:
    actions = window.orders.actions_of_page
    choose(window, loop, Bucket.TO_PACK, 1)
    assert not actions.by_key["ship"].isVisible()
    row = window.orders.model.row_at(0)
    assert row is not None
    actions.judge(1, [row], {row.platform: frozenset({"ship"})})
    assert actions.by_key["ship"].isVisible()
    assert actions.by_key["ship"].isEnabled()
    assert actions.by_key["process"].isEnabled()
    assert not actions.by_key["pack"].isVisible()
