"""Other languages are longer: a pretended one with a third more letters must not be cut off."""

import asyncio
from collections.abc import Callable

from back_room import BackRoom
from conftest import until
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from desktop.ui.main_window import MainWindow


def _cut(widget: QWidget) -> bool:
    return widget.isVisible() and widget.width() < widget.sizeHint().width() - 1


def test_a_longer_language_is_not_cut_off(
    stretched: None, room: BackRoom, open_window: Callable[..., MainWindow], loop: asyncio.AbstractEventLoop
) -> None:
    window = open_window(room)
    window.orders.table.selectRow(0)
    loop.run_until_complete(until(lambda: window.orders.detail.order_id is not None))
    picture = window.grab()
    assert picture.width() < 1500  # it did not help itself by growing wide
    assert any("~" in button.text() for button in window.findChildren(QAbstractButton))
    labels = [one for one in window.findChildren(QLabel) if not one.wordWrap() and not one.text().startswith("3")]
    cut = [
        f"{type(one).__name__}: {one.text()}" for one in (*window.findChildren(QAbstractButton), *labels) if _cut(one)
    ]
    assert cut == []


def test_everything_on_the_buttons_is_translated(
    stretched: None, room: BackRoom, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window(room)
    plain = [
        button.text()
        for button in window.findChildren(QAbstractButton)
        if button.text().strip() and not button.text().strip().startswith("[")
    ]
    assert plain == []
