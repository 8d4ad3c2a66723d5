"""Pictures of a product in the editor: unchecked files, in an order of their own, each with what is wrong with it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import until
from product_room import Marketplace, open_products
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from desktop.domain.products import ImageLimits, ProductImage
from desktop.services.build import Services
from desktop.ui.catalog.product_images import AddressSheet, ProductImages, rules_of
from desktop.ui.catalog.product_thumbnails import SIDE, Thumbnails, read
from desktop.ui.catalog.product_writing import ProductWriting


@pytest.fixture
def services(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[Services]:
    opened = loop.run_until_complete(open_products(tmp_path / "profile", Marketplace(), 1))
    yield opened
    loop.run_until_complete(opened.aclose())


@pytest.fixture
def part(services: Services, loop: asyncio.AbstractEventLoop, qapp: QApplication) -> Iterator[ProductImages]:
    """The part on a new product, in a window."""
    owner = QWidget()

    async def made() -> ProductImages:
        shop = (await services.shops.list())[0]
        draft = await services.products.new(shop.id)
        writing = ProductWriting(owner, services.products, draft, await services.products.can(shop.id))
        found = ProductImages(writing, Thumbnails(services.pictures, shop.account_id))
        found.setParent(owner)
        owner.resize(800, 600)
        owner.show()
        found.show()
        return found

    yield loop.run_until_complete(made())
    owner.close()
    owner.deleteLater()


def picture(path: Path, colour: str, width: int = 300, height: int = 200) -> str:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    assert image.save(str(path))
    return str(path)


def names(part: ProductImages) -> list[str]:
    return [Path(one.source).name for one in part._writing.product.images]


def lines(part: ProductImages) -> list[str]:
    return [part.list.item(row).text() for row in range(part.list.count())]


def test_pictures_are_ordered_by_key_and_the_first_is_the_main_one(
    part: ProductImages, tmp_path: Path, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        part.add([picture(tmp_path / f"{name}.png", name) for name in ("red", "green", "blue")])
        assert lines(part)[0].startswith("1. red.png, main picture")
        part.list.setCurrentRow(2)
        QTest.keyClick(part.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        QTest.keyClick(part.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert names(part) == ["blue.png", "red.png", "green.png"]
        assert part.list.currentRow() == 0
        assert lines(part)[0].startswith("1. blue.png, main picture")
        assert not part.up.isEnabled()
        QTest.keyClick(part.list, Qt.Key.Key_Delete)
        assert names(part) == ["red.png", "green.png"]
        await until(lambda: part._writing.is_saved)

    loop.run_until_complete(story())


def test_files_are_dropped_in_and_a_picture_is_dragged_to_its_place(
    part: ProductImages, tmp_path: Path, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        data = QMimeData()
        paths = [picture(tmp_path / f"{name}.png", name) for name in ("red", "green")]
        data.setUrls([QUrl.fromLocalFile(one) for one in paths] + [QUrl("https://img.example/kettle.jpg")])
        part.list.dropEvent(dropped(data))
        assert [one.source for one in part._writing.product.images] == [*paths, "https://img.example/kettle.jpg"]
        part.list.dropEvent(dropped(data))  # the same ones again
        assert len(part._writing.product.images) == 3
        await until(lambda: part._writing.is_saved)

    loop.run_until_complete(story())


def dropped(data: QMimeData) -> QDropEvent:
    return QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )


@pytest.mark.qt_log_ignore(
    "propagateSizeHints", "Not a JPEG file", "jpeg|JPEG"
)  # Qt says what it finds in the broken file
def test_each_picture_says_what_is_wrong_with_it(
    part: ProductImages, tmp_path: Path, loop: asyncio.AbstractEventLoop
) -> None:
    small = picture(tmp_path / "small.png", "red", 300, 40)
    good, twin = picture(tmp_path / "good.png", "blue"), picture(tmp_path / "twin.png", "blue")
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8 no picture at all")

    async def story() -> None:
        part.add([good, small, twin, str(broken), str(tmp_path / "gone.png")])
        await until(lambda: bool(part._writing.findings))
        said = lines(part)
        assert said[0].endswith(str(tmp_path)[-90:])
        assert "300" in said[1] and "40" in said[1]
        assert all(part.list.item(row).toolTip() for row in (1, 2, 3, 4))
        assert not part.list.item(0).toolTip()

    loop.run_until_complete(story())


def test_thumbnails_are_small_and_files_that_are_none_or_too_large_are_not_unpacked(
    part: ProductImages, services: Services, tmp_path: Path, loop: asyncio.AbstractEventLoop, qapp: QApplication
) -> None:
    tall = read(picture(tmp_path / "tall.png", "red", 200, 800))
    assert tall is not None
    assert (tall.width(), tall.height()) == (SIDE // 4, SIDE)
    assert read(picture(tmp_path / "wall.png", "red", 7_600, 2)) is None
    (tmp_path / "text.png").write_text("a text")
    assert read(str(tmp_path / "text.png")) is None
    assert read(str(tmp_path)) is None
    assert read("no\0path") is None

    async def story() -> None:
        small = Thumbnails(services.pictures, "account-1")
        wide = ProductImage(picture(tmp_path / "wide.png", "green", 900, 300))
        several = await asyncio.gather(*(small.of(wide) for _ in range(5)))
        assert {None if one is None else one.width() for one in several} == {SIDE}
        assert await small.of(ProductImage("https://nowhere.invalid/a.png")) is None

    loop.run_until_complete(story())


def test_addresses_and_files_are_asked_for(
    part: ProductImages, tmp_path: Path, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        part.address.click()
        await until(lambda: any(isinstance(one, AddressSheet) for one in QApplication.topLevelWidgets()))
        (sheet,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, AddressSheet)]
        assert not sheet.action.isEnabled()
        sheet.line.setText("ftp://x/y.png  https://img.example/1.jpg https://img.example/2.jpg")
        sheet.action.click()
        await until(lambda: len(part._writing.product.images) == 2)
        path = picture(tmp_path / "mine.png", "red")
        part.files.click()
        await until(lambda: bool(dialogs()))
        dialog = dialogs()[-1]
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setDirectory(str(tmp_path))
        dialog.selectFile(path)
        dialog.done(QFileDialog.DialogCode.Accepted)
        await until(lambda: len(part._writing.product.images) == 3)
        assert names(part)[-1] == "mine.png"

    loop.run_until_complete(story())


def dialogs() -> list[QFileDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog)]


def test_the_rules_of_a_marketplace_are_said_in_a_line(look: object) -> None:
    words = rules_of(ImageLimits(("JPEG",), 3 * 1024 * 1024, 500, 5_000, 8))
    assert words.split("  \N{MIDDLE DOT}  ") == [
        "JPEG", "at least 500 pixels on each side", "at most 5,000 pixels on each side", "at most 3 MB",
        "up to 8 pictures", "by their address on the web only",
    ]  # fmt: skip
