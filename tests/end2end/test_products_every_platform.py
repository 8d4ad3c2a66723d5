"""A whole product's life on every platform that takes one: written, judged, sent over a bad line, shown, changed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from practice_shop import PracticeShop, SharedTime, simulated, told
from true_state import assert_all_is_well

from desktop.domain.catalog_views import CatalogQuery, StoredVariant
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationState
from desktop.domain.product_drafts import ProductDraft
from desktop.domain.products import AttributeKind, Brand, CategoryAttribute, Product, ProductImage, ProductVariant
from desktop.platforms.kit.manifest import Can, Manifest
from desktop.platforms.registry import MANIFESTS

EDITING = [one for one in MANIFESTS if Can.EDIT_PRODUCTS in one.can]
SKUS = ("COPPER-1", "COPPER-2")
PICTURE = "https://pictures.example/copper-kettle.jpg"
BY_KIND = {AttributeKind.NUMBER: "10", AttributeKind.YES_NO: "yes", AttributeKind.DATE: "2026-03-10"}
Story = Callable[[PracticeShop], Awaitable[None]]


@pytest.fixture(params=EDITING, ids=lambda manifest: manifest.id)
def manifest(request: pytest.FixtureRequest) -> Manifest:
    found: Manifest = request.param
    return found


def live(manifest: Manifest, folder: Path, story: Story) -> None:
    """Tell a story about a shop that is connected and read."""

    async def told_there(shop: PracticeShop) -> None:
        shop.open()
        try:
            await shop.connect()
            assert (await shop.sync()).ok
            await story(shop)
        finally:
            await shop.close()

    clock = SharedTime()
    with simulated(manifest, clock, orders=0, skus=8) as sandbox:
        sandbox.unlimited()
        asyncio.run(told_there(PracticeShop(manifest, sandbox, clock, folder)))


async def written(shop: PracticeShop, **changes: object) -> ProductDraft:
    """A new product with two variants and everything that is mandatory, as a draft."""
    products, shop_id = shop.services.products, shop.shop_ids[0]
    category = next(one for one in await products.categories(shop_id) if one.is_leaf)
    attributes = await products.attributes(shop_id, category)
    brands = await products.brands(shop_id, "")
    currency = (await products.can(shop_id)).currency
    product = Product(
        name="Copper kettle for the long evening",
        description="Boils a litre of water, and keeps it warm for longer than you think.",
        category=category,
        brand=brands[0] if brands else None if shop.manifest.id == "jumpseller" else Brand("", "Harmattan"),
        attributes=_values(attributes, of_variant=False),
        images=(ProductImage(PICTURE),),
        variants=tuple(
            ProductVariant(
                sku,
                price=Money(Decimal(25_000), currency),
                stock=7 + number,
                attributes=_values(attributes, of_variant=True, number=number),
            )
            for number, sku in enumerate(SKUS)
        ),
    )
    draft = await products.new(shop_id)
    return await products.save(replace(draft, product=replace(product, **changes)))  # type: ignore[arg-type]


def _values(attributes: tuple[CategoryAttribute, ...], *, of_variant: bool, number: int = 0) -> dict[str, str]:
    told_by = [one for one in attributes if one.of_variant is of_variant]
    wanted = [one for one in told_by if one.is_mandatory or (of_variant and one.makes_variants)]
    return {one.key: _value(one, number if one.makes_variants else 0) for one in wanted}


async def _completed(shop: PracticeShop, product: Product) -> Product:
    """With what is mandatory by now, and was not yet when this product was made."""
    assert product.category is not None
    attributes = await shop.services.products.attributes(shop.shop_ids[0], product.category)
    of_variants = _values(attributes, of_variant=True)
    missing = {one.key: of_variants[one.key] for one in attributes if one.of_variant and one.is_mandatory}
    variants = tuple(replace(one, attributes={**missing, **one.attributes}) for one in product.variants)
    own = {**_values(attributes, of_variant=False), **product.attributes}
    return replace(product, attributes=own, variants=variants)


def _value(attribute: CategoryAttribute, number: int) -> str:
    if attribute.choices:
        return attribute.choices[number % len(attribute.choices)].value
    return BY_KIND.get(attribute.kind, f"Steel {number + 1}")


async def sent(shop: PracticeShop, draft: ProductDraft) -> Operation:
    """Send a draft and let the outbox come to rest; what became of it."""
    assert [one for one in await shop.services.products.judge(draft) if one.is_error] == []
    known = {one.id for one in await shop.operations()}
    result = await shop.services.products.send(draft.id)
    assert result.state == "queued", result
    await shop.drain()
    (operation,) = [one for one in await shop.operations() if one.id not in known]
    return operation


async def shown(shop: PracticeShop) -> dict[str, StoredVariant]:
    """What the grid's file holds, by SKU, after another sync."""
    await shop.synced()
    catalog = shop.services.catalog
    return {one.variant.sku: one for one in await catalog.variants(await catalog.ids(CatalogQuery()))}


@pytest.mark.parametrize("fault", ["lost_answer", "status"])
def test_a_product_is_made_once_and_shown_whatever_befalls_its_first_write(
    manifest: Manifest, fault: str, tmp_path: Path
) -> None:
    async def story(shop: PracticeShop) -> None:
        draft = await written(shop)
        shop.sandbox.arm(fault, "*", "POST")
        operation = await sent(shop, draft)
        shop.sandbox.disarm()
        assert operation.state is OperationState.DONE, told(operation)
        there = await shown(shop)
        assert set(SKUS) <= there.keys()
        assert [there[sku].variant.stock for sku in SKUS] == [7, 8]
        assert {there[sku].variant.product_remote_id for sku in SKUS} == {there[SKUS[0]].variant.product_remote_id}
        skus = [one["sku"] for one in shop.sandbox.truth()["variants"]]
        assert [skus.count(sku) for sku in SKUS] == [1, 1]
        assert await shop.services.products.drafts() == ()
        await assert_all_is_well(shop, [operation.id])

    live(manifest, tmp_path, story)


def test_a_product_is_changed_and_nothing_else_moves(manifest: Manifest, tmp_path: Path) -> None:
    async def story(shop: PracticeShop) -> None:
        before = await shown(shop)
        sku = sorted(before)[0]
        draft = await shop.services.products.open(before[sku].id)
        renamed = await _completed(shop, replace(draft.product, name=f"{draft.product.name}, the large one"))
        operation = await sent(shop, await shop.services.products.save(replace(draft, product=renamed)))
        assert operation.state is OperationState.DONE, told(operation)
        after = await shown(shop)
        moved = {key for key in after if after[key].variant.product_name != before[key].variant.product_name}
        assert moved == {one.sku for one in draft.product.variants}
        assert {key: (one.variant.stock, one.variant.offers) for key, one in after.items()} == {
            key: (one.variant.stock, one.variant.offers) for key, one in before.items()
        }
        await assert_all_is_well(shop, [operation.id])

    live(manifest, tmp_path, story)


def test_what_is_wrong_is_told_before_anything_is_sent(manifest: Manifest, tmp_path: Path) -> None:
    async def story(shop: PracticeShop) -> None:
        draft = await written(shop, images=(ProductImage(PICTURE), ProductImage(PICTURE)))
        market = draft.product.category.market if draft.product.category else ""
        there = (await shown(shop)).items()
        known = next(sku for sku, one in there if not market or one.variant.offers[0].market == market)
        taken = replace(draft.product, variants=(replace(draft.product.variants[0], sku=known),))
        draft = await shop.services.products.save(replace(draft, product=taken))
        codes = {one.code for one in await shop.services.products.judge(draft)}
        assert {"sku_taken", "image_twice"} <= codes
        shop.wire.sent.clear()
        assert (await shop.services.products.send(draft.id)).state == "not_possible"
        assert [one for one in shop.wire.sent if one.is_write] == []
        assert await shop.operations() == []

    live(manifest, tmp_path, story)
