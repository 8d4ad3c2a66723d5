"""How the packing table looks and speaks: in longer languages, from right to left, larger, in words and in tones."""

import asyncio
from collections.abc import Callable

import pytest
from back_room import BackRoom, order
from conftest import until
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QListWidget, QWidget
from scan_table import BIG, NUMBER, enter, save, scan

from desktop.domain.scanning import ScanResult
from desktop.ui.kit import theme
from desktop.ui.main_window import MainWindow
from desktop.ui.scanning.fitting import FittingLabel
from desktop.ui.scanning.mode import ScanMode
from desktop.ui.scanning.page import ScanPage
from desktop.ui.scanning.sounds import _TUNES, write_tune
from desktop.ui.scanning.wedge import ScanField
from desktop.ui.scanning.words import telling


@pytest.fixture
def page(room: BackRoom, window: MainWindow, loop: asyncio.AbstractEventLoop) -> ScanPage:
    return loop.run_until_complete(enter(room, window))


def test_everything_has_a_name_and_the_lines_are_read_out(page: ScanPage, loop: asyncio.AbstractEventLoop) -> None:
    async def story() -> None:
        await scan(page, NUMBER, "MUG-RED")
        for kind in (QAbstractButton, QListWidget, ScanField):
            for widget in page.findChildren(kind):
                found = QAccessible.queryAccessibleInterface(widget)
                assert found is not None and found.text(QAccessible.Text.Name).strip(), widget
        lines = QAccessible.queryAccessibleInterface(page.card.lines)
        assert lines is not None
        read = [lines.child(at).text(QAccessible.Text.Name) for at in range(lines.childCount())]
        assert "MUG-RED, Mug, red: 1 of 3" in read
        assert "SOAP-OLIVE, Olive soap: cancelled, must stay out" in read

    loop.run_until_complete(story())


def fits(widget: QWidget) -> bool:
    """Whether there is room for its words; some grow smaller first."""
    return isinstance(widget, FittingLabel) or widget.width() >= widget.sizeHint().width() - 1


def test_a_longer_language_is_not_cut_off(
    stretched: None, room: BackRoom, open_window: Callable[..., MainWindow], loop: asyncio.AbstractEventLoop
) -> None:

    window = open_window(room)

    async def story() -> None:
        before = window.width()
        page = ScanMode(window, room.services)
        page.enter()
        await save(room, BIG)
        for code in (NUMBER, "MUG-RED", order(12).number):
            await scan(page.page, code)
        window.grab()
        assert window.width() == before  # it did not help itself by growing wide
        shown = [one for kind in (QAbstractButton, QLabel) for one in page.page.findChildren(kind) if one.isVisible()]
        short = [
            one.text() for one in shown
            if one.text() and not (isinstance(one, QLabel) and one.wordWrap()) and not fits(one)
        ]  # fmt: skip
        assert short == []
        plain = [one.text() for one in shown if isinstance(one, QAbstractButton) and "[" not in one.text()]
        assert plain == []

    loop.run_until_complete(story())


def test_no_change_of_colours_or_size_cuts_the_scanner_line(
    page: ScanPage, window: MainWindow, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        for width, height in ((1920, 1080), (1280, 800)):
            window.resize(width, height)
            await until(lambda width=width: page.width() == width)
            bar = page.title.parentWidget()
            assert bar is not None
            theme.theme().dress(bar)  # as new colours do
            await asyncio.sleep(0)
            assert page.field.height() >= page.field.fontMetrics().height() + 12

    loop.run_until_complete(story())


def test_right_to_left_mirrors_the_lines(qapp: QApplication, page: ScanPage, loop: asyncio.AbstractEventLoop) -> None:
    async def story() -> None:
        await scan(page, NUMBER)
        left = page.card.lines.grab().toImage()
        qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        try:
            await until(lambda: page.side.x() < page.middle.x())
            right = page.card.lines.grab().toImage()
            accent = theme.color("accent").name()
            assert left.pixelColor(1, 20).name() == accent
            assert right.pixelColor(right.width() - 2, 20).name() == accent
        finally:
            qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    loop.run_until_complete(story())


@pytest.mark.parametrize("result", list(ScanResult))
def test_every_result_has_words(result: ScanResult, look: theme.Theme) -> None:
    from desktop.domain.packing import OrderHit
    from desktop.domain.scanning import Outcome
    from desktop.ui.kit import icons

    hit = OrderHit(1, NUMBER, "Lagos Home")
    told = telling(Outcome(result, "CODE", hit, "MUG-RED", "Mug", 1, 3, choices=(hit,), reason="no_label"))
    assert told.headline
    assert "{" not in told.headline + told.sentence
    assert not icons.pixmap(told.icon, told.tone).isNull()


def test_the_tones_are_whole_sound_files(tmp_path: object) -> None:
    import wave
    from pathlib import Path

    lengths = []
    for tone, tune in _TUNES.items():
        path = Path(str(tmp_path)) / f"{tone}.wav"
        write_tune(path, tune)
        with wave.open(str(path)) as file:
            lengths.append(file.getnframes() / file.getframerate())
            assert max(file.readframes(file.getnframes())) > 0
    assert lengths == sorted(lengths)  # the worse, the longer
