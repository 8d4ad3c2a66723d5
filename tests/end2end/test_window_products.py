"""A product written in the real window's editor, made by the platform, and opened again as the platform tells it."""

import asyncio
from typing import Any

import pytest
import window_robot as robot
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from window_acts import connect
from window_shops import Day, Seat, cups_home, print_server, quiet, the_day

from desktop.domain.products import CategoryAttribute
from desktop.sandbox.running import RunningSandbox
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.product_controls import ChoiceControl
from desktop.ui.catalog.product_places import ProductPart
from desktop.ui.catalog.product_window import ProductWindow
from desktop.ui.catalog.selection import Chosen, Spot

__all__ = ["cups_home", "print_server", "the_day"]
pytestmark = quiet
SKU = "CAMP-KETTLE-1"


async def catalog(seat: Seat) -> CatalogPage:
    """The tab, with its SKUs."""
    seat.window.go_to("catalog")
    page = seat.window.pages.currentWidget()
    assert isinstance(page, CatalogPage)
    await robot.until("the grid has rows", lambda: page.model.complete and page.model.rowCount() > 2)
    return page


def editor() -> ProductWindow | None:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, ProductWindow) and one.isVisible()]
    return found[-1] if found else None


def value_of(attribute: CategoryAttribute) -> str:
    return attribute.choices[0].label if attribute.choices else "10"


def write(window: ProductWindow, key: str, words: str) -> None:
    """Into an attribute's own control."""
    control = window.attributes.control(key)
    if isinstance(control, ChoiceControl) and not control._is_free:
        control._box.setCurrentIndex(control._box.findText(words))
        control._box.activated.emit(control._box.currentIndex())
    elif isinstance(control, ChoiceControl):
        control._box.setEditText(words)
    elif isinstance(control.inner, QPlainTextEdit):
        control.inner.setPlainText(words)
    else:
        assert isinstance(control.inner, QLineEdit)
        control.inner.setText(words)


async def write_product(window: ProductWindow) -> None:
    """What a seller types, part by part."""
    await robot.fill("Name, needed", "Copper kettle for the camp")
    await robot.fill_text("Description", "Boils a litre of water.")
    brands = await window._services.products.brands(window.writing.draft.shop_id, "")
    await robot.fill("Brand", brands[0].name if brands else "Harmattan")
    picker = window.attributes.picker
    window.go_to(ProductPart.CATEGORY)
    await robot.until("the categories are there", lambda: bool(picker.index.leaves))
    QTest.keyClick(picker.line, Qt.Key.Key_Return)
    await robot.until("the category's attributes are there", lambda: bool(window.writing.attributes))
    for one in window.writing.attributes:
        if one.is_mandatory and not one.of_variant:
            write(window, one.key, value_of(one))
    window.go_to(ProductPart.VARIANTS)
    cells = {"sku": SKU, "price": "25", "stock": "7"}
    cells |= {one.key: value_of(one) for one in window.writing.attributes if one.of_variant and one.is_mandatory}
    for at, column in enumerate(window.variants.table.columns):
        if column.key in cells and (item := window.variants.table.item(0, at)) is not None:
            item.setText(cells[column.key])
    window.images.add(["https://pictures.example/kettle-front.jpg"])


def held(shop: RunningSandbox) -> list[dict[str, Any]]:
    return [one for one in shop.truth()["variants"] if one["sku"] == SKU]


@pytest.mark.parametrize("platform", ["lazada", "jumia"])
def test_a_product_is_made_through_the_window_and_opened_again(day: Day, platform: str) -> None:
    shop = day.shop(platform, 0)

    async def story() -> None:
        seat = day.sit_down()
        await connect(day, seat, platform)
        page = await catalog(seat)
        page.actions_of_page.by_key["product_new"].trigger()
        await robot.press("Write it")
        window = await robot.until("the editor is open", editor)
        assert isinstance(window, ProductWindow)
        await write_product(window)
        await robot.until(
            "nothing is missing", lambda: window.missing.words.text() == "Nothing is missing: it can be sent."
        )
        window.send.click()
        await robot.until("the platform has it", lambda: "The marketplace has it" in window.state.text, 30)
        (made,) = await asyncio.to_thread(held, shop)
        assert (made["name"], made["stock"]) == ("Copper kettle for the camp", 7)
        window.close()
        await seat.services.sync.sync()
        page.search_wanted.emit(SKU)
        await robot.until("it stands in the grid", lambda: page.model.complete and page.model.rowCount() >= 1)
        await robot.until("its row is read", lambda: _sku(page) == SKU)
        page.grid.choose(Chosen().at(Spot(0, 1)))
        page.actions_of_page.by_key["product_edit"].trigger()
        window = await robot.until("the editor is open again", editor)
        assert isinstance(window, ProductWindow)
        assert window.basics.name.text() == "Copper kettle for the camp"
        window.close()
        await day.assert_no_complaints()

    day.run(story)


def _sku(page: CatalogPage) -> str:
    row = page.model.row_at(0)
    return row.stored.variant.sku if row is not None else ""
