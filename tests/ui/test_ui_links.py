"""Linked SKUs in the window: chosen rows become one shelf, typing counts it, the sheet shows it, undo undoes it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from back_room import NOW, BackRoom
from catalog_hand import catalog_page
from catalog_room import manifest, variant
from conftest import until
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.catalog import Variant
from desktop.domain.catalog_grid import Field, Only
from desktop.domain.money import Money
from desktop.domain.orders import ItemStatus, Order, OrderItem
from desktop.domain.profile import Profile
from desktop.domain.pushes import UNDO
from desktop.services.build import Services, build_services
from desktop.store import accounts, catalog_ingest, order_ingest
from desktop.ui.catalog import push_words
from desktop.ui.catalog.history_words import as_text
from desktop.ui.catalog.link_sheet import LinkSheet
from desktop.ui.catalog.link_suggestions_sheet import LinkSuggestionsSheet
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.selection import Block, Chosen, Spot
from desktop.ui.catalog.values import manner
from desktop.ui.main_window import MainWindow

SHOPS = ("Amina's Pots", "Bazaar North", "Corner Shop")
Open = Callable[..., MainWindow]


def sold_in(shop: int, at: int) -> Variant:
    """SKU number ``at`` as this shop sells it: the same SKU, another barcode for every fifth."""
    found = replace(variant(at), remote_id=f"{shop}-v{at}", shop_remote_id=f"s{shop}", stock=10 + shop, stocks=())
    return replace(found, offers=found.offers[:1], barcode=f"{shop}{at}" if at % 5 == 0 else found.barcode)


async def open_street(folder: Path) -> Services:
    """Three shops that sell the same twelve things."""
    services = build_services(Profile(folder), [manifest()], passphrase=lambda: "test", clock=lambda: NOW)
    account = Account("account-1", "south", "Shop of Amina", "https://south.invalid", identity="amina")
    found = [DiscoveredShop(f"s{at}", name) for at, name in enumerate(SHOPS)]
    variants = [sold_in(shop, at) for shop in range(3) for at in range(1, 13)]
    await services.db.write(lambda c: accounts.add_account(c, account, NOW))
    await services.db.write(lambda c: accounts.save_shops(c, account.id, found, NOW))
    await services.db.write(lambda c: catalog_ingest.save_variants(c, account.id, variants, at=NOW))
    await services.db.write(lambda c: accounts.mark_synced(c, account.id, NOW))
    return services


@pytest.fixture
def services(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[Services]:
    opened = loop.run_until_complete(open_street(tmp_path))
    yield opened
    loop.run_until_complete(opened.aclose())


@pytest.fixture
def play(services: Services, loop: asyncio.AbstractEventLoop, open_window: Open) -> Callable[..., None]:
    def whole(story: Callable[[MainWindow, CatalogPage], Awaitable[None]]) -> None:
        window = open_window(BackRoom(services, None))

        async def told() -> None:
            await story(window, await catalog_page(window, 36))

        loop.run_until_complete(told())

    return whole


def choose(page: CatalogPage, top: int, bottom: int) -> None:
    page.grid.choose(Chosen(Spot(top, 0), Spot(top, 0), (Block(top, 0, bottom, 0),)))


def shown(page: CatalogPage, row: int, key: str) -> str:
    found = page.model.row_at(row)
    assert found is not None
    return next(one for one in page.model.columns if one.key == key).cell(found).text


def do(page: CatalogPage, key: str) -> None:
    page.actions_of_page.by_key[key].trigger()


def button(window: MainWindow, title: str) -> QPushButton:
    """The button of a notice that stands on screen."""
    return next(one for notice in window.notices.standing() for one in notice.findChildren(QPushButton)
                if one.text() == title)  # fmt: skip


def has_button(window: MainWindow, title: str) -> bool:
    found = [one for notice in window.notices.standing() for one in notice.findChildren(QPushButton)]
    return any(one.text() == title for one in found)


def test_chosen_rows_become_one_shelf_and_what_is_typed_in_one_is_drafted_in_all(
    play: Callable[..., None], services: Services
) -> None:
    async def story(window: MainWindow, page: CatalogPage) -> None:
        choose(page, 0, 2)
        do(page, "link")
        await until(lambda: shown(page, 0, "linked") == "3")
        assert [shown(page, row, "linked") for row in range(4)] == ["3", "3", "3", ""]
        row = page.model.row_at(1)
        assert row is not None
        page.drafting.type({(row.id, Field.STOCK): "25"}, "Typing")
        await until(lambda: [shown(page, at, "stock") for at in range(3)] == ["25", "25", "25"])
        assert (await services.drafts.counts()).changed == 3
        page.drafting.undo()
        await until(lambda: [shown(page, at, "stock") for at in range(3)] == ["10", "11", "12"])
        page.sidebar.only.choose(Only.LINKED)
        await until(lambda: page.model.rowCount() == 3)
        page.sidebar.only.choose(Only.ALL)
        await until(lambda: page.model.rowCount() == 36 and page.model.row_at(0) is not None)
        await until(lambda: has_button(window, "Undo"))
        button(window, "Undo").click()
        await until(lambda: shown(page, 0, "linked") == "")

    play(story)


def test_the_sheet_of_a_shelf_counts_buffers_and_unlinks(play: Callable[..., None], services: Services) -> None:
    async def story(window: MainWindow, page: CatalogPage) -> None:
        rows = [page.model.row_at(at) for at in range(3)]
        linked = await services.links.link([row.stored.id for row in rows if row is not None])
        choose(page, 0, 0)
        do(page, "links")
        await until(lambda: bool(page.findChildren(LinkSheet)))
        (sheet,) = page.findChildren(LinkSheet)
        assert sheet.shelf.text() == "not counted yet", "the shops show different stocks"
        sheet.shelf.setValue(20)
        second = sheet.members.topLevelItem(1)
        assert second is not None
        assert second.text(4) == "20"
        list(sheet.buffers.values())[1].setValue(3)
        assert second.text(4) == "17"
        sheet.action.click()
        await until(lambda: shown(page, 1, "stock") == "17")
        (group,) = await services.links.groups()
        assert (group.stock, [one.buffer for one in group.members]) == (20, [0, 3, 0])
        titles = [one.change_set_id for one in await services.outbox.list()]
        assert len(titles) == 3, "one change for each shop, the two wishes for one of them are one"
        do(page, "links")
        await until(lambda: any(one.isVisible() for one in page.findChildren(LinkSheet)))
        sheet = next(one for one in page.findChildren(LinkSheet) if one.isVisible())
        first = sheet.members.topLevelItem(0)
        assert first is not None
        first.setCheckState(0, Qt.CheckState.Unchecked)
        sheet.action.click()
        await until(lambda: shown(page, 1, "linked") == "2")
        await services.links.dissolve(linked.group_ids[0])
        await until(lambda: shown(page, 1, "linked") == "")

    play(story)


def test_suggestions_are_linked_only_where_they_are_ticked(play: Callable[..., None], services: Services) -> None:
    async def story(window: MainWindow, page: CatalogPage) -> None:
        do(page, "link_suggestions")
        await until(lambda: bool(page.findChildren(LinkSuggestionsSheet)))
        (sheet,) = page.findChildren(LinkSuggestionsSheet)
        assert sheet.list.topLevelItemCount() == 12
        assert not sheet.action.isEnabled(), "nothing is ticked by itself"
        sheet.doubts.setCurrentIndex(2)
        assert sheet.list.topLevelItemCount() == 2, "every fifth has other barcodes"
        sheet.every.setChecked(True)
        sheet.refuse.click()
        await until(lambda: has_button(window, "Undo"))
        sheet.doubts.setCurrentIndex(0)
        assert sheet.list.topLevelItemCount() == 10
        for at in range(2):
            item = sheet.list.topLevelItem(at)
            assert item is not None
            item.setCheckState(0, Qt.CheckState.Checked)
        assert sheet.action.text() == "Link 2 groups"
        sheet.action.click()
        await until(lambda: [shown(page, at, "linked") for at in range(6)] == ["3"] * 6)
        assert len(await services.links.suggestions()) == 8

    play(story)


def test_overselling_is_said_with_the_shelf_and_its_orders(play: Callable[..., None], services: Services) -> None:
    async def story(window: MainWindow, page: CatalogPage) -> None:
        rows = [page.model.row_at(at) for at in range(3)]
        linked = await services.links.link([row.stored.id for row in rows if row is not None], "Big kettle")
        await services.links.count(linked.group_ids[0], 1)
        money = Money(Decimal(5), "KES")
        item = OrderItem("i1", "SKU-00001", "Kettle", 3, money, ItemStatus.TO_PACK, "new", shop_remote_id="s1")
        order = Order("o1", "3001", "new", money, NOW, NOW, shop_remote_ids=("s1",), items=(item,))
        await services.db.write(lambda c: order_ingest.save_orders(c, "account-1", [order], at=NOW))
        await services.guard.pass_on()
        said = "Big kettle is oversold by 2. The last orders: 3001. Restock it or cancel one of them."
        await until(lambda: has_button(window, "Look at it"))
        assert any(said in notice.accessibleName() for notice in window.notices.standing())
        window.go_to("orders")
        page.sidebar.only.choose(Only.CHANGED)
        await until(lambda: page.model.rowCount() == 0)
        button(window, "Look at it").click()
        await until(lambda: bool(page.findChildren(LinkSheet)))
        (sheet,) = page.findChildren(LinkSheet)
        assert window.pages.currentWidget() is page
        await until(lambda: page.model.rowCount() == 3 and shown(page, 0, "sku") == "SKU-00001")
        move = sheet.moves.topLevelItem(0)
        assert move is not None
        assert (move.text(1), move.text(2), move.text(3)) == ("Order 3001 sold", "Bazaar North", "-3")
        sheet.reject()
        push, counted = await services.pushes.list()
        assert push_words.title_of(counted) == "Counted: linked stock"
        row = page.model.row_at(0)
        assert row is not None
        story = await services.history.story(row.stored.id, row.place, Field.STOCK)
        assert story is not None
        said = "Order 3001 sold 3: linked stock"
        assert (push_words.title_of(push), as_text(story, manner()).count(said)) == (said, 1)
        undone = replace(push, title=f"{UNDO}{push.title}")
        assert push_words.title_of(undone) == f"Undo: {said}"

    play(story)
