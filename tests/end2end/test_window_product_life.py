"""A product's life in the real window's editor: checked, changed, cut off, cloned, taken off sale and deleted."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import window_robot as robot
from test_window_products import catalog, editor
from window_acts import connect
from window_shops import Day, Seat, cups_home, print_server, quiet, the_day

from desktop.domain.profile import Profile
from desktop.platforms.registry import MANIFESTS
from desktop.sandbox.running import RunningSandbox
from desktop.services.build import build_services
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.product_window import ProductWindow
from desktop.ui.catalog.selection import Chosen, Spot

__all__ = ["cups_home", "print_server", "the_day"]
pytestmark = quiet
NAME, BETTER = "Kettle of the quiet hills", "Kettle of the quiet hills, with a lid"


def truth_of(shop: RunningSandbox, sku: str) -> dict[str, Any] | None:
    return next((one for one in shop.truth()["variants"] if one["sku"] == sku), None)


async def sku_chosen(page: CatalogPage) -> tuple[str, str]:
    """Choose the first SKU; its number here and at the platform."""
    await robot.until("the rows are read", lambda: page.model.row_at(0) is not None)
    row = page.model.row_at(0)
    assert row is not None
    page.grid.setFocus()
    page.grid.choose(Chosen().at(Spot(0, 0)))
    return row.stored.variant.sku, row.stored.variant.remote_id


async def opened(page: CatalogPage, action: str = "product_edit") -> ProductWindow:
    before = editor()
    page.actions_of_page.by_key[action].trigger()
    if action == "product_clone":
        await robot.press("Clone")
    found = await robot.until("the editor is open", lambda: None if editor() is before else editor())
    assert isinstance(found, ProductWindow)
    return found


async def sent(window: ProductWindow) -> None:
    await robot.until("it is saved and judged", lambda: window.writing.is_saved and window.send.isEnabled())
    window.send.click()
    await robot.until("the platform has it", lambda: "The marketplace has it" in window.state.text, 30)


def after_a_power_cut(folder: Path, copy: Path) -> list[str]:
    """The names of the products being written in the file as it lies on the disk this moment."""
    copy.mkdir()
    with sqlite3.connect(Profile(folder).database) as here, sqlite3.connect(Profile(copy).database) as there:
        here.backup(there)

    async def names() -> list[str]:
        services = build_services(Profile(copy), list(MANIFESTS), passphrase=lambda: "test")
        try:
            return [one.product.name for one in await services.products.drafts()]
        finally:
            await services.aclose()

    return asyncio.run(names())


def test_a_product_is_checked_changed_kept_through_a_power_cut_taken_off_sale_and_deleted(
    day: Day, tmp_path: Path
) -> None:
    shop = day.shop("lazada", 0)

    async def story() -> None:
        seat = day.sit_down()
        await connect(day, seat, "lazada")
        page = await catalog(seat)
        sku, remote_id = await sku_chosen(page)

        window = await opened(page)
        shop.happen("quality_checked", variant=remote_id, violation="The picture shows another brand.")
        await seat.services.sync.sync(full=True)
        await robot.until("the verdict is told", lambda: "shows another brand" in window.quality.text)
        shop.happen("quality_checked", variant=remote_id)
        await seat.services.sync.sync(full=True)
        await robot.until("so is its end", lambda: window.quality.isHidden())

        window.basics.name.setText(NAME)
        await robot.until("it is on disk", lambda: window.writing.is_saved)
        assert await asyncio.to_thread(after_a_power_cut, day.folder, tmp_path / "after") == [NAME]
        window.basics.name.setText(BETTER)
        await sent(window)
        assert (await asyncio.to_thread(truth_of, shop, sku) or {})["name"] == BETTER
        window.close()

        page.actions_of_page.by_key["product_deactivate"].trigger()
        await robot.press("Review changes (1)")
        await robot.press("Send 1 change")
        await robot.until("it is off sale", lambda: (truth_of(shop, sku) or {})["status"] == "inactive")
        page.actions_of_page.by_key["product_delete"].trigger()
        await robot.press("Delete")
        await robot.until("it is gone there", lambda: truth_of(shop, sku) is None)
        await day.assert_no_complaints()

    day.run(story)


def test_the_name_of_a_product_suggests_its_category(day: Day) -> None:
    day.shop("lazada", 0)

    async def story() -> None:
        seat = day.sit_down()
        await connect(day, seat, "lazada")
        page = await catalog(seat)
        page.actions_of_page.by_key["product_new"].trigger()
        await robot.press("Write it")
        window = await robot.until("the editor is open", editor)
        assert isinstance(window, ProductWindow)
        picker = window.attributes.picker
        await robot.until("the categories are there", lambda: bool(picker.index.leaves))
        assert picker._shown[0].path[-1] == "Kettles"
        for name, wanted in (("Iron pan for one", ["Pans"]), ("Umbrella", [])):
            window.basics.name.setText(name)
            await robot.until(
                f"{wanted} is suggested", lambda wanted=wanted: [one.path[-1] for one in picker.suggested] == wanted
            )
        window.close()
        await day.assert_no_complaints()

    day.run(story)


def test_a_product_of_one_platform_becomes_a_draft_on_another_with_all_that_is_missing(day: Day) -> None:
    day.shop("jumpseller", 0)
    day.shop("lazada", 0)

    async def story() -> None:
        seat = day.sit_down()
        for platform in ("jumpseller", "lazada"):
            await connect(day, seat, platform)
        await only_of(seat, "jumpseller")
        page = await catalog(seat)
        sku, _ = await sku_chosen(page)
        window = await opened(page, "product_clone")
        assert window.writing.abilities.platform == "Lazada"
        assert sku in {one.sku for one in window.writing.product.variants}
        await robot.until("it is judged", lambda: bool(window.writing.findings))
        assert "Not everything could be taken over" in window.missed.text
        assert not any(one.sku and one.remote_id for one in window.writing.product.variants)
        window.send.click()
        await robot.until("it is not sent", lambda: bool(window.trouble.text))
        window.close()
        await day.assert_no_complaints()

    day.run(story)


def shown_platforms(page: CatalogPage) -> set[str]:
    rows = [page.model.row_at(at) for at in range(page.model.rowCount())]
    return {row.stored.platform if row is not None else "" for row in rows}


async def only_of(seat: Seat, platform: str) -> None:
    """The grid shows this platform's shop only."""
    page = await catalog(seat)
    shop = next(one for one in seat.services.shops.list_now() if one.platform == platform)
    page.sidebar.shops.choose(shop.id)
    await robot.until(
        "only its SKUs are shown", lambda: page.listing.query.shop_ids == (shop.id,) and page.model.complete
    )
