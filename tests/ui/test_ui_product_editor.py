"""The product editor in the window: written and kept as one types, judged, sent, cloned and followed."""

import asyncio
import gc
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from back_room import BackRoom
from catalog_hand import catalog_page
from conftest import until
from product_room import KETTLES, Marketplace, open_products
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.domain.catalog_grid import CellState, Field
from desktop.domain.money import Money
from desktop.domain.operations import OperationState
from desktop.domain.products import Brand, Category, CategoryAttribute, Product, ProductFinding, ProductVariant
from desktop.services.build import Services
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.product_category import CategoryIndex
from desktop.ui.catalog.product_combining import CombiningSheet, combined, listed
from desktop.ui.catalog.product_places import ProductPart, part_of, sentence_of
from desktop.ui.catalog.product_shop_sheet import ProductShopSheet
from desktop.ui.catalog.product_window import ProductWindow
from desktop.ui.catalog.product_work import ProductWork
from desktop.ui.catalog.selection import Chosen, Spot
from desktop.ui.kit import tasks
from desktop.ui.kit.dialogs import Sheet
from desktop.ui.kit.theme import theme
from desktop.ui.main_window import MainWindow


@pytest.fixture
def market() -> Marketplace:
    return Marketplace()


@pytest.fixture
def services(loop: asyncio.AbstractEventLoop, tmp_path: Path, market: Marketplace) -> Iterator[Services]:
    opened = loop.run_until_complete(open_products(tmp_path, market))
    yield opened
    loop.run_until_complete(opened.aclose())


@pytest.fixture
def page(services: Services, loop: asyncio.AbstractEventLoop, open_window: Callable[..., MainWindow]) -> CatalogPage:
    window = open_window(BackRoom(services, None))

    async def filled() -> CatalogPage:
        found = await catalog_page(window, 12)
        found.grid.choose(Chosen().at(Spot(0, 1)))
        return found

    return loop.run_until_complete(filled())


def shown(kind: type) -> list:  # type: ignore[type-arg]
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


async def sheet_of(kind: type) -> Sheet:
    await until(lambda: bool(shown(kind)))
    found = shown(kind)[-1]
    assert isinstance(found, Sheet)
    return found


async def opened_window() -> ProductWindow:
    await until(lambda: bool(shown(ProductWindow)))
    window = shown(ProductWindow)[-1]
    assert isinstance(window, ProductWindow)
    await until(lambda: bool(window.attributes.picker.index.leaves) and (window.writing.product.category is None
                        or bool(window.writing.attributes)))  # fmt: skip
    return window


async def new_product(page: CatalogPage) -> ProductWindow:
    page.actions_of_page.by_key["product_new"].trigger()
    sheet = await sheet_of(ProductShopSheet)
    sheet.action.click()
    return await opened_window()


def type_into(field: QLineEdit, words: str) -> None:
    field.clear()
    QTest.keyClicks(field, words)


async def fill(window: ProductWindow) -> None:
    """Everything the marketplace asks of a kettle, by keyboard where a line takes it."""
    type_into(window.basics.name, "Kettle, steel")
    picker = window.attributes.picker
    type_into(picker.line, "small kettl")
    QTest.keyClick(picker.line, Qt.Key.Key_Return)
    await until(lambda: "power" in window.attributes.rows)
    line = window.attributes.control("power").inner
    assert isinstance(line, QLineEdit)
    type_into(line, "2200")
    window.attributes.control("material").edited.emit("steel")
    cells = {"sku": "KET-1", "price": "1,250.50", "stock": "7", "colour": "Red"}
    for at, column in enumerate(window.variants.table.columns):
        if column.key in cells:
            window.variants.table.item(0, at).setText(cells[column.key])
    await until(lambda: window.writing.is_saved)


def test_a_new_product_is_kept_with_each_letter_and_sent_as_it_was_written(
    page: CatalogPage, services: Services, market: Marketplace, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        window = await new_product(page)
        QTest.keyClicks(window.basics.name, "Ket")
        await until(lambda: window.saved.text() == "Saved on this computer")
        assert [one.product.name for one in await services.products.drafts()] == ["Ket"]
        await until(lambda: any(one.code == "category_missing" for one in window.writing.findings))
        await fill(window)
        await until(lambda: window.missing.words.text() == "Nothing is missing: it can be sent.")
        window.send.click()
        await until(lambda: "in the outbox" in window.state.text)
        assert not window.basics.isEnabled()
        await services.outbox.run_until_idle()
        await until(lambda: "The marketplace has it" in window.state.text)
        (made,) = market.created
        assert (made.name, made.category, made.attributes) == (
            "Kettle, steel", KETTLES, {"material": "steel", "power": "2200"},
        )  # fmt: skip
        price = Money(Decimal("1250.50"), "KES")
        assert made.variants == (ProductVariant("KET-1", price=price, stock=7, attributes={"colour": "red"}),)

    loop.run_until_complete(story())


def test_what_is_missing_leads_to_its_field_and_nothing_wrong_is_sent(
    page: CatalogPage, services: Services, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        window = await new_product(page)
        QTest.keyClicks(window.basics.name, "Kettle")
        window.send.click()
        await until(lambda: window.parts.currentRow() == 4 and window.missing.list.count() > 2)
        judged: list[bool] = []
        window.writing.judged.connect(lambda: judged.append(True))
        window.writing.look()
        await until(lambda: bool(judged))
        assert window.trouble.text, "why it was not sent has gone before anybody read it"
        assert await services.outbox.list() == ()
        at = next(
            row for row in range(window.missing.list.count()) if "Category" in window.missing.list.item(row).text()
        )
        window.missing.list.itemActivated.emit(window.missing.list.item(at))
        assert window.parts.currentRow() == 1
        assert not window.attributes.category_row.problem.isHidden()
        assert window.parts.item(1).text().endswith("(1)")
        QTest.keyClicks(window.basics.name, "s")
        assert not window.trouble.text

    loop.run_until_complete(story())


def test_closing_never_asks_and_the_draft_goes_on_where_it_was(
    page: CatalogPage, services: Services, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        window = await new_product(page)
        QTest.keyClicks(window.basics.name, "Half a kettle")
        window.parts.setFocus()
        for _part in range(4):  # with the arrows alone, from the first part to the last
            QTest.keyClick(window.parts, Qt.Key.Key_Down)
        assert (window.parts.currentRow(), window.stack.currentIndex(), window.parts.hasFocus()) == (4, 4, True)
        window.close()
        await until(lambda: not shown(ProductWindow))
        assert shown(Sheet) == []
        await until(lambda: not page.findChildren(ProductWindow) and bool(services.products))
        page.actions_of_page.by_key["product_drafts"].trigger()
        sheet = await sheet_of(Sheet)
        assert sheet.list.topLevelItem(0).text(0) == "Half a kettle"  # type: ignore[attr-defined]
        sheet.action.click()
        again = await opened_window()
        assert again.basics.name.text() == "Half a kettle"
        again.discard.click()
        question = await sheet_of(Sheet)
        question.action.click()
        await until(lambda: not shown(ProductWindow))
        assert await services.products.drafts() == ()

    loop.run_until_complete(story())


def test_a_window_that_was_closed_is_gone_and_another_theme_asks_nothing_of_it(
    page: CatalogPage, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> "weakref.ref[ProductWindow]":
        window = await new_product(page)
        seen = weakref.ref(window)
        window.close()
        await until(lambda: not tasks.alive(window))
        return seen

    seen = loop.run_until_complete(story())
    theme().changed.emit()
    gc.collect()
    assert seen() is None


def test_an_update_keeps_what_the_grid_sets_and_a_refusal_is_told_with_its_reason(
    page: CatalogPage, services: Services, market: Marketplace, loop: asyncio.AbstractEventLoop
) -> None:
    market.refuse = "The picture has a watermark"

    async def story() -> None:
        QTest.keyClick(page.grid.frozen, Qt.Key.Key_F2)  # on the name: the product's own editor
        window = await opened_window()
        assert window.basics.name.text() == "Kettle number 1"
        item = window.variants.table.item(0, 2)
        assert not item.flags() & Qt.ItemFlag.ItemIsEditable
        QTest.keyClicks(window.basics.name, ", new")
        window.send.click()
        await until(lambda: "in the outbox" in window.state.text)
        await services.outbox.run_until_idle()
        await until(lambda: "The picture has a watermark" in window.state.text)
        assert window.basics.isEnabled()
        assert (await services.products.drafts())[0].state == OperationState.REFUSED

    loop.run_until_complete(story())


def test_without_a_line_it_is_written_all_the_same(
    page: CatalogPage, services: Services, market: Marketplace, loop: asyncio.AbstractEventLoop
) -> None:
    market.offline = True

    async def story() -> None:
        page.actions_of_page.by_key["product_new"].trigger()
        sheet = await sheet_of(ProductShopSheet)
        sheet.action.click()
        await until(lambda: bool(shown(ProductWindow)))
        window: ProductWindow = shown(ProductWindow)[-1]
        await until(lambda: "connection" in window.attributes.picker.more.text())
        QTest.keyClicks(window.basics.name, "Kettle")
        await until(lambda: window.writing.is_saved and bool(window.writing.findings))
        assert [one.product.name for one in await services.products.drafts()] == ["Kettle"]

    loop.run_until_complete(story())


def test_a_clone_lists_what_could_not_be_taken_over(
    page: CatalogPage, services: Services, market: Marketplace, loop: asyncio.AbstractEventLoop
) -> None:
    product = market.products["v1"]
    market.products["v1"] = replace(product, category=Category("x", ("Elsewhere", "Samovars")))

    async def story() -> None:
        page.actions_of_page.by_key["product_clone"].trigger()
        sheet = await sheet_of(ProductShopSheet)
        assert [one.name for one in sheet._shops] == ["Casa Atlas, Household and Garden"]  # type: ignore[attr-defined]
        sheet.action.click()
        window = await opened_window()
        assert window.parts.currentRow() == 4
        assert "Samovars" in window.missed.text
        assert window.writing.draft.is_new

    loop.run_until_complete(story())


def test_deactivating_is_a_draft_in_the_grid_and_deleting_asks_first(
    page: CatalogPage, services: Services, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        page.actions_of_page.by_key["product_deactivate"].trigger()
        await until(lambda: "1 cell changed" in page.footer.words.text())
        (row,) = await services.catalog.grid_rows([page.model.ids[0]])
        assert row.cells[Field.STATUS].value == "inactive"
        assert row.cells[Field.STATUS].state in (CellState.DRAFT, CellState.WARNING)
        page.actions_of_page.by_key["product_delete"].trigger()
        question = await sheet_of(Sheet)
        assert question.heading.text() == "Delete 1 SKU?"
        question.back.click()
        await until(lambda: not shown(Sheet))
        assert await services.outbox.list() == ()
        page.actions_of_page.by_key["product_delete"].trigger()
        (await sheet_of(Sheet)).action.click()
        await until(lambda: not shown(Sheet))
        work = page.findChild(ProductWork)
        assert work is not None
        await until(lambda: work.under_way == 0)
        assert [one.kind.value for one in await services.outbox.list()] == ["delete_product"]

    loop.run_until_complete(story())


def test_a_late_answer_about_an_earlier_brand_is_dropped(
    page: CatalogPage, market: Marketplace, loop: asyncio.AbstractEventLoop
) -> None:
    market.slow["Nor"] = asyncio.Event()

    async def story() -> None:
        window = await new_product(page)
        brand = window.basics.brand
        QTest.keyClicks(brand, "Nor")
        await until(lambda: "Nor" in market.asked)
        QTest.keyClicks(brand, "thline")
        await until(lambda: window.writing.product.brand == Brand("b0", "Northline"))
        market.slow["Nor"].set()
        await until(lambda: market.asked[-1] == "Northline")
        assert brand._names.stringList() == ["Northline"]

    loop.run_until_complete(story())


def test_what_is_no_number_stays_in_its_cell_and_is_never_written(
    page: CatalogPage, loop: asyncio.AbstractEventLoop
) -> None:
    async def story() -> None:
        window = await new_product(page)
        table = window.variants.table
        at = next(place for place, one in enumerate(table.columns) if one.key == "stock")
        table.item(0, at).setText("12")
        assert window.writing.product.variants[0].stock == 12
        table.item(0, at).setText("a dozen")
        assert table.item(0, at).text() == "a dozen"
        assert window.variants.problem.text().startswith("This is not a number.")
        assert window.writing.product.variants[0].stock == 12
        window.variants.add.click()
        assert table.item(0, at).text() == "a dozen"
        table.item(0, at).setText("13")
        assert window.writing.product.variants[0].stock == 13

    loop.run_until_complete(story())


COLOUR = CategoryAttribute("colour", "Colour", makes_variants=True, of_variant=True)


def test_variants_are_made_of_every_combination_that_is_not_there(look: object, qapp: QApplication) -> None:
    red = ProductVariant("K-R", price=Money(Decimal(9), "KES"), attributes={"colour": "red", "size": "S"})
    made = combined((red,), {"colour": ("red", "blue"), "size": ("S", "1.7 l")}, "K")
    assert [one.sku for one in made] == ["K-R", "K-RED-17L", "K-BLUE-S", "K-BLUE-17L"]
    assert {one.price for one in made} == {red.price}
    assert combined((ProductVariant(""),), {"colour": ("a",)}, "")[0].attributes == {"colour": "a"}
    assert listed("Red, blue ;red\nred", COLOUR) == ("Red", "blue", "red")
    sheet = CombiningSheet(None, [COLOUR], (red,))  # type: ignore[arg-type]
    sheet._lines["colour"].setText(", ".join(str(at) for at in range(300)))
    assert not sheet.action.isEnabled()
    sheet._lines["colour"].setText("green")
    assert sheet.action.text() == "Make 1 variant"
    sheet.deleteLater()


def test_categories_are_found_by_any_part_of_their_path() -> None:
    index = CategoryIndex((Category("1", ("Home", "Kettle corner", "Lamps")), Category("2", ("Home", "Kettles")),
                           Category("3", ("Kettles",), is_leaf=False)))  # fmt: skip
    assert [one.id for one in index.find("kettle home")] == ["2", "1"]
    assert [one.id for one in index.find("")] == ["1", "2"]
    assert index.find("spoon") == []


def test_every_finding_has_its_place_and_names_the_variant_it_is_about() -> None:
    product = Product(variants=(ProductVariant("A-1"),))
    size = CategoryAttribute("size", "Size", of_variant=True)
    places = {where: part_of(ProductFinding("x", where), product, (size,)) for where in
              ("name", "category", "size", "A-1", "images", "material")}  # fmt: skip
    assert list(places.values()) == [
        ProductPart.BASICS, ProductPart.CATEGORY, ProductPart.VARIANTS, ProductPart.VARIANTS, ProductPart.IMAGES,
        ProductPart.CATEGORY,
    ]  # fmt: skip
    assert sentence_of(ProductFinding("price_missing", "", params={"sku": ""})).startswith("A variant without SKU")
