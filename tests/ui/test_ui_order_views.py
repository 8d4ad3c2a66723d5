"""Filters, search and saved views in the real window, on the real file."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from back_room import NOW, BackRoom
from order_room import settled, sheet_of, tag, wait
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QDateEdit,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
)
from test_ui_access import name_of, qt_made

from desktop.domain.labels import LabelState
from desktop.domain.order_filters import NO_FILTERS, OrderFilters, OutboxFilter
from desktop.domain.order_views import OrderQuery, OrderSort
from desktop.domain.orders import Bucket
from desktop.domain.tags import Tag, TagColour
from desktop.ui.doors import Doors
from desktop.ui.kit.progress_sheet import ProgressSheet
from desktop.ui.main_window import MainWindow
from desktop.ui.orders import filter_words
from desktop.ui.orders.export_sheet import ExportSheet
from desktop.ui.orders.filter_sheets import AmountSheet, PlacedSheet
from desktop.ui.orders.name_sheet import NameSheet
from desktop.ui.orders.tag_sheet import TagSheet
from desktop.ui.state import UiState

OpenWindow = Callable[..., MainWindow]


def notice(window: MainWindow, words: str) -> QPushButton:
    """The button of the notice that begins with these words."""
    standing = next(one for one in window.notices.standing() if one.text.startswith(words))
    return next(one for one in standing.findChildren(QPushButton) if one.text())


def choose_in_menu(window: MainWindow, *titles: str) -> None:
    """As a seller does: open the filter menu, go into it, take the entry."""
    menu: QMenu = window.orders.filters.menu
    menu.fill()
    for title in titles:
        action = next(one for one in menu.actions() if one.text() == title)
        if (deeper := action.menu()) is not None:
            assert isinstance(deeper, QMenu)
            menu = deeper
    action.trigger()


def chips(window: MainWindow) -> list[str]:
    return [chip.text().strip() for chip in window.orders.filters._chips]


def test_filters_are_chips_and_each_can_be_taken_away(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    tag(room, loop, [1, 2, 11], "fragile")
    loop.run_until_complete(room.services.orders.set_private_note(1, "call"))
    wait(loop, lambda: "fragile" in window.orders.filters.menu.choices.tags)
    window.orders.sidebar.buckets.choose(Bucket.ALL)
    choose_in_menu(window, "Tag", "fragile")
    choose_in_menu(window, "Private note", "With a private note")
    wait(loop, lambda: settled(window))
    assert list(window.orders.model.ids) == [1]
    assert chips(window) == ["Tag: fragile", "With a private note"]
    wait(loop, lambda: window.orders.footer.words.text().startswith("1 shown"))
    window.orders.filters._chips[1].click()
    wait(loop, lambda: settled(window))
    assert sorted(window.orders.model.ids) == [1, 2, 11]
    window.orders.filters.clear.click()
    wait(loop, lambda: settled(window) and window.orders.model.rowCount() == 300)
    assert chips(window) == []


def test_a_choice_again_takes_the_filter_back(window: MainWindow, loop: asyncio.AbstractEventLoop) -> None:
    for expected in (True, False):
        choose_in_menu(window, "Printed", "Not printed")
        assert (window.orders.looking.query.filters.printed is False) is expected


def test_ranges_are_typed(window: MainWindow, loop: asyncio.AbstractEventLoop) -> None:
    choose_in_menu(window, "Amount\N{HORIZONTAL ELLIPSIS}")
    amounts = sheet_of(window, loop, AmountSheet)
    amounts.least.setText("abc")
    assert not amounts.action.isEnabled()
    amounts.least.setText("1,300")
    amounts.most.setText("1300.75")
    amounts.action.click()
    wait(loop, lambda: bool(chips(window)))
    assert chips(window) == ["Amount: 1,300 \N{EN DASH} 1,300.75"]
    choose_in_menu(window, "Placed", "From \N{HORIZONTAL ELLIPSIS} to \N{HORIZONTAL ELLIPSIS}")
    days = sheet_of(window, loop, PlacedSheet)
    days.until.setChecked(True)
    days.action.click()
    wait(loop, lambda: len(chips(window)) == 2)
    filters = window.orders.looking.query.filters
    assert filters.placed_from is not None and filters.placed_to is not None
    assert filters.placed_to - filters.placed_from == timedelta(days=7), "both days are part of it"
    assert filters.placed_from.astimezone().hour == 0


def test_nothing_left_offers_to_clear_the_filters(window: MainWindow, loop: asyncio.AbstractEventLoop) -> None:
    window.orders.looking.ask(filters=OrderFilters(buyer="Nobody"))
    wait(loop, lambda: window.orders.middle.currentWidget() is window.orders.states)
    assert window.orders.states.heading.text() == "No order passes these filters"
    window.orders.states.chosen.emit("clear")
    wait(loop, lambda: window.orders.middle.currentWidget() is window.orders.table)
    assert window.orders.looking.query.filters == NO_FILTERS


def test_search_knows_tags_notes_and_addresses(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    tag(room, loop, [5], "Wedding")
    loop.run_until_complete(room.services.orders.set_private_note(8, "wedding too"))
    window.orders.sidebar.buckets.choose(Bucket.ALL)
    for words, found in (("wedding", [5, 8]), ("harbour northline 300007919", [1])):
        window.top.search.setText(words)
        wait(loop, lambda: settled(window))
        assert sorted(window.orders.model.ids) == found


def test_a_saved_view_keeps_bucket_words_filters_sort_and_columns(
    window: MainWindow, room: BackRoom, open_window: OpenWindow, loop: asyncio.AbstractEventLoop
) -> None:
    orders = window.orders
    orders.sidebar.buckets.choose(Bucket.SHIPPED)
    orders.looking.ask(filters=OrderFilters(providers=("Northline",)))
    window.top.search.setText("mug")
    orders.table.sort_wanted.emit("total", False)
    hidden = [column.key for column in orders.model.columns].index("status")
    orders.table.setColumnHidden(hidden, True)
    orders.filters.save.click()
    sheet = sheet_of(window, loop, NameSheet)
    assert sheet.line.text() == "Northline"
    sheet.line.setText("Kettles under way")
    sheet.action.click()
    wait(loop, lambda: orders.bar.title.text() == "Kettles under way")
    kept = orders.looking.query

    orders.sidebar.buckets.choose(Bucket.TO_PACK)
    wait(loop, lambda: settled(window))
    assert (window.top.search.text(), orders.looking.query.filters) == ("", NO_FILTERS)
    assert orders.bar.title.text() == "To pack"
    orders.table.setColumnHidden(hidden, False)

    orders.sidebar.views.choose("own:1")
    wait(loop, lambda: settled(window) and orders.looking.query == kept)
    assert window.top.search.text() == "mug"
    assert orders.table.isColumnHidden(hidden)
    assert kept.sort[0].by is OrderSort.TOTAL and kept.bucket is Bucket.SHIPPED
    shown = str(orders.model.rowCount())
    wait(
        loop, lambda: str(orders.sidebar.views.item(3).data(Qt.ItemDataRole.AccessibleTextRole)).endswith(f", {shown}")
    )
    assert shown != "0"

    orders.sidebar.buckets.choose(Bucket.TO_PACK)
    assert not orders.table.isColumnHidden(hidden), "the columns of the buckets come back"


def test_a_view_is_updated_renamed_moved_deleted_and_brought_back(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    from desktop.domain.saved_views import SavedView

    views = window.orders.sidebar.views
    for name in ("First", "Second"):
        loop.run_until_complete(room.services.saved_views.save(SavedView(0, name, OrderQuery(Bucket.SHIPPED))))
    wait(loop, lambda: views.count() == 5)
    views.choose("own:1")
    wait(loop, lambda: window.orders.looking.view_key == "own:1" and settled(window))
    window.orders.looking.ask(filters=OrderFilters(printed=False))
    assert window.orders.filters.save.menu() is not None, "what was changed can be put into the view"
    window.orders.filters.update_wanted.emit()
    wait(loop, lambda: bool(window.notices.standing()))
    saved = loop.run_until_complete(room.services.saved_views.all())
    assert saved[0].query.filters == OrderFilters(printed=False)
    notice(window, "View updated").click()
    wait(loop, lambda: window.orders.looking.query.filters == NO_FILTERS)

    views.wanted.emit("down", "own:1")
    wait(loop, lambda: views.keys()[3:] == ["own:2", "own:1"])
    views.wanted.emit("rename", "own:1")
    sheet = sheet_of(window, loop, NameSheet)
    sheet.line.setText("Third")
    sheet.action.click()
    wait(loop, lambda: views.title_of("own:1") == "Third" and window.orders.bar.title.text() == "Third")
    views.wanted.emit("delete", "own:2")
    wait(loop, lambda: views.count() == 4)
    notice(window, "View deleted").click()
    wait(loop, lambda: views.keys()[3:] == ["own:2", "own:1"])


def test_the_view_of_the_last_time_is_there_at_the_next_start(
    room: BackRoom, open_window: OpenWindow, loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    first = open_window(room, UiState(tmp_path / "window.json"))
    first.orders.sidebar.shops.choose(first.orders.sidebar.shops.keys()[2])
    first.orders.sidebar.views.choose("to_print")
    wait(loop, lambda: first.orders.looking.view_key == "to_print" and settled(first))
    first.orders.table.sort_wanted.emit("buyer", False)
    first.remember()
    second = open_window(room, UiState(tmp_path / "window.json"))
    assert second.orders.sidebar.views.key() == "to_print"
    assert second.orders.bar.title.text() == "To print"
    assert second.orders.looking.query.sort[0].by is OrderSort.BUYER
    assert chips(second) == ["Label: Ready", "Not printed", "Still to send"]
    wait(loop, lambda: second.orders.looking.view is not None)
    second.orders.looking.ask(filters=OrderFilters(tags=("fragile",)))
    assert second.orders.sidebar.buckets.key() == Bucket.ALL, "with other filters it is not that view any more"
    second.remember()
    third = open_window(room, UiState(tmp_path / "window.json"))
    assert (third.orders.bar.title.text(), chips(third)) == ("All orders", ["Tag: fragile"])


def test_the_usual_views_are_what_their_names_say(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    ids = list(window.orders.model.ids)
    numbers = {row.id: row.number for row in loop.run_until_complete(room.services.orders.rows(ids))}
    packed = loop.run_until_complete(room.services.orders.pack(ids, provider="p1"))
    loop.run_until_complete(room.services.outbox.run_until_idle())
    window.orders.sidebar.views.choose("refused")
    wait(loop, lambda: window.orders.looking.view_key == "refused" and settled(window))
    refused = {order_id for order_id in packed.order_ids if int(numbers[order_id]) % 5 == 0}
    assert refused and set(window.orders.model.ids) == refused
    window.orders.sidebar.views.choose("to_print")
    wait(loop, lambda: window.orders.looking.view_key == "to_print" and settled(window))
    rows = loop.run_until_complete(room.services.orders.rows(window.orders.model.ids))
    assert rows and {(row.bucket, row.label.value, row.printed) for row in rows} == {(Bucket.LABEL_READY, "ready", 0)}


def test_views_can_be_gone_to_from_the_palette(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    Doors(window, room.services)
    window.go_to("shops")
    action = next(one for one in window.orders.every_action() if one.text() == "View: Refused by the marketplace")
    action.trigger()
    wait(loop, lambda: window.orders.looking.view_key == "refused")
    assert window.pages.currentWidget() is window.orders
    assert window.orders.bar.title.text() == "Refused by the marketplace"


def test_everything_in_the_sheets_has_a_name(window: MainWindow) -> None:
    sheets = (
        TagSheet(window, 2, [Tag("gift", TagColour.RED, 1)], {"gift": 1}),
        ExportSheet(window, 3, None),
        ProgressSheet(window, "Exporting orders", "{done} of {total} orders", 3),
        PlacedSheet(window, NO_FILTERS, NOW),
        AmountSheet(window, NO_FILTERS),
        NameSheet(window, "Save view", "Save", "", "Name"),
    )
    kinds = (QAbstractButton, QAbstractItemView, QLineEdit, QDateEdit, QProgressBar)
    nameless = [
        f"{type(widget).__name__} in {type(sheet).__name__}"
        for sheet in sheets
        for kind in kinds
        for widget in sheet.findChildren(kind)
        if not qt_made(widget) and not name_of(widget).strip()
    ]
    assert nameless == []


_EACH = {
    "platforms": ("jumia",),
    "countries": ("KE", "NG", "MA", "EG"),
    "providers": ("A & B",),
    "tags": ("gift",),
    "labels": tuple(LabelState),
    "printed": True,
    "open": True,
    "outbox": OutboxFilter.REFUSED,
    "noted": False,
    "buyer": "Amina",
    "placed_from": NOW,
    "placed_to": NOW,
    "placed_within": timedelta(days=3),
    "ship_within": timedelta(hours=6),
    "breach_within": timedelta(0),
    "amount_from": Decimal("1.50"),
    "amount_to": Decimal(1000),
}


def test_every_filter_has_words_and_can_be_taken_away() -> None:
    assert _EACH.keys() == OrderFilters.__dataclass_fields__.keys(), "a new filter needs a chip"
    for name, value in _EACH.items():
        filters = replace(NO_FILTERS, **{name: value})
        (chip,) = filter_words.chips(filters, {"jumia": "Jumia"})
        assert chip.words and "{" not in chip.words
        assert filter_words.without(filters, chip.key) == NO_FILTERS
    everything = replace(NO_FILTERS, **_EACH)
    words = [chip.words for chip in filter_words.chips(everything, {"jumia": "Jumia"})]
    assert words[:2] == ["Marketplace: Jumia", "Country: KE, NG, MA and 1 more"]
    for chip in list(filter_words.chips(everything, {})):
        everything = filter_words.without(everything, chip.key)
    assert everything == NO_FILTERS
