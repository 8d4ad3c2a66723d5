"""Every platform where whole products are edited: described, created once, changed, taken away; told true each time."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from scenes import containing, where
from shop_floor import Floor, work
from wishing import done, settled, true_variants, variants

from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.errors import Gone, Unsure
from desktop.domain.identity import new_id
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.product_changes import changed
from desktop.domain.product_documents import as_json, from_json
from desktop.domain.products import (
    AttributeKind,
    Brand,
    Category,
    CategoryAttribute,
    Product,
    ProductImage,
    ProductVariant,
)
from desktop.platforms.kit.contract import DescribesProducts
from desktop.platforms.kit.manifest import Can
from desktop.services.product_judgement import judged

pytestmark = pytest.mark.needs(Can.EDIT_PRODUCTS)
_S = OperationState
PICTURE = "https://pictures.example/kettle-front.jpg"


# --- a product that this platform takes -------------------------------------------------------------------------------
async def _leaf(floor: Floor, shop: str) -> tuple[Category, tuple[CategoryAttribute, ...]]:
    leaves = [one for one in await floor.connector.categories(shop) if one.is_leaf]
    return leaves[0], await floor.connector.category_attributes(shop, leaves[0])


def _value(attribute: CategoryAttribute, number: int = 0) -> str:
    if attribute.choices:
        return attribute.choices[number % len(attribute.choices)].value
    by_kind = {AttributeKind.NUMBER: "10", AttributeKind.YES_NO: "yes", AttributeKind.DATE: "2026-03-10"}
    return by_kind.get(attribute.kind, f"Steel {number + 1}")


def _values(attributes: tuple[CategoryAttribute, ...], of_variant: bool, number: int = 0) -> dict[str, str]:
    return {
        one.key: _value(one, number if one.makes_variants else 0)
        for one in attributes
        if one.of_variant is of_variant and (one.is_mandatory or (one.makes_variants and one.of_variant))
    }


async def invented(floor: Floor, variant_count: int = 1) -> tuple[Product, str]:
    """A new product with everything mandatory, and the shop it is for."""
    known: tuple[Variant, ...] = await variants(floor)
    (shop, *_), price = (
        await floor.connector.discover(),
        next(one.price for v in known for one in v.offers if one.price),
    )
    category, attributes = await _leaf(floor, shop.remote_id)
    found = await floor.connector.brands(shop.remote_id, "")
    made = tuple(
        ProductVariant(
            sku=f"NEW-KETTLE-{number}",
            price=Money(Decimal(25_000), price.currency),
            stock=7,
            attributes=_values(attributes, of_variant=True, number=number),
        )
        for number in range(variant_count)
    )
    product = Product(
        name="Copper kettle for the camp",
        description="Boils a litre of water.",
        category=category,
        brand=found[0] if found else Brand("", "Harmattan"),
        attributes=_values(attributes, of_variant=False),
        images=(ProductImage(PICTURE),),
        variants=made,
    )
    return product, shop.remote_id


def creation(floor: Floor, product: Product, shop: str) -> Operation:
    """The wish for it, as the outbox carries it."""
    price = product.variants[0].price
    after = {
        "product": as_json(product),
        "shop": shop,
        "sku": product.variants[0].sku,
        "currency": price.currency if price else "",
    }
    return _operation(floor, OperationKind.CREATE_PRODUCT, new_id(), product.variants[0].sku, {}, after)


def change(floor: Floor, seen: Product, wished: Product, variant: Variant) -> Operation:
    after = {
        "product": as_json(wished),
        "shop": variant.shop_remote_id,
        "sku": variant.sku,
        "currency": "",
        "ref": {"remote_id": variant.remote_id, "extra": dict(variant.extra)},
    }
    before = {"product": as_json(seen)}
    return _operation(floor, OperationKind.UPDATE_PRODUCT, seen.remote_id, variant.sku, before, after)


def deletion(floor: Floor, made: Variant) -> Operation:
    after = {
        "sku": made.sku,
        "shop": made.shop_remote_id,
        "product": made.product_remote_id,
        "extra": dict(made.extra),
    }
    return _operation(floor, OperationKind.DELETE_PRODUCT, made.remote_id, made.sku, {}, after)


def _operation(
    floor: Floor,
    kind: OperationKind,
    subject: str,
    label: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> Operation:
    return Operation(new_id(), "c", "a", "s", kind, subject, label, before, after, _S.SENDING, floor.wall())


def _ref(variant: Variant) -> VariantRef:
    return VariantRef(variant.remote_id, variant.sku, variant.shop_remote_id, variant.extra)


async def by_sku(floor: Floor) -> dict[str, Variant]:
    return {one.sku: one for one in await variants(floor)}


async def _one_done(floor: Floor, wish: Operation) -> Outcome:
    (ended,) = await done(floor, [wish])
    return ended


# --- the promises -----------------------------------------------------------------------------------------------------
def test_what_products_may_say_is_told(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        assert isinstance(floor.connector, DescribesProducts)
        shop = (await floor.connector.discover())[0].remote_id
        tree = await floor.connector.categories(shop)
        assert any(one.is_leaf for one in tree)
        assert all(one.path and all(one.path) for one in tree)
        _, attributes = await _leaf(floor, shop)
        assert attributes == tuple(sorted(attributes, key=lambda one: not one.is_mandatory))
        assert len({(one.key, one.of_variant) for one in attributes}) == len(attributes)

    work(floor, job)


def test_a_document_keeps_every_word(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        product, _ = await invented(floor, 2)
        assert from_json(as_json(product)) == product

    work(floor, job)


def test_a_product_is_created_and_shown(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        product, shop = await invented(floor, 2)
        ended = await _one_done(floor, creation(floor, product, shop))
        assert ended.state is _S.DONE, ended
        there = await by_sku(floor)
        skus = {one.sku for one in product.variants}
        assert skus <= there.keys()
        assert {one["sku"] for one in true_variants(floor).values()} >= skus
        told = await floor.connector.read_product(_ref(there["NEW-KETTLE-0"]))
        assert told.remote_id
        assert (told.name, told.category and told.category.id) == (
            product.name,
            product.category and product.category.id,
        )
        assert {one.sku for one in told.variants} == skus
        assert told.images
        for key, value in product.attributes.items():
            assert told.attributes.get(key) == value, key

    work(floor, job)


def test_what_is_mandatory_is_missed_here_and_there(floor: Floor) -> None:
    """Our own judgement says it before anything is sent; the platform refuses it and nothing is made."""

    async def job(floor: Floor) -> None:
        product, shop = await invented(floor)
        assert product.category is not None
        attributes = await floor.connector.category_attributes(shop, product.category)
        mandatory = [one for one in attributes if one.is_mandatory and not one.of_variant]
        if not mandatory:  # then its own fields are: a product without a name is nowhere taken
            product = replace(product, name="")
        else:
            left = {key: value for key, value in product.attributes.items() if key != mandatory[0].key}
            product = replace(product, attributes=left)
        codes = {one.code for one in judged(product, attributes)}
        assert codes & {"attribute_missing", "product_name_missing"}
        ended = await _one_done(floor, creation(floor, product, shop))
        assert ended.state is _S.REFUSED, ended
        assert "NEW-KETTLE-0" not in await by_sku(floor)

    work(floor, job)


def test_a_product_is_changed(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        variant = (await variants(floor))[0]
        seen = await floor.connector.read_product(_ref(variant))
        wished = replace(seen, name=f"{seen.name} for the whole house", description="Now with a longer handle.")
        ended = await _one_done(floor, change(floor, seen, wished, variant))
        assert ended.state is _S.DONE, ended
        now = await floor.connector.read_product(_ref(variant))
        assert set(changed(seen, now)) == {"name", "description"}
        assert changed(wished, now) == ()
        assert {one.sku: (one.price, one.stock) for one in now.variants} == {
            one.sku: (one.price, one.stock) for one in seen.variants
        }

    work(floor, job)


def test_a_variant_is_added_beside_another_change(floor: Floor) -> None:
    """Where the marketplace takes none into a product that is there, its rules say so before anything is sent."""

    async def job(floor: Floor) -> None:
        variant = _of_several(await variants(floor))
        seen = await floor.connector.read_product(_ref(variant))
        assert seen.category is not None
        attributes = await floor.connector.category_attributes(variant.shop_remote_id, seen.category)
        values = {**_values(attributes, of_variant=True, number=1), **_free(seen, attributes)}
        added = replace(
            seen.variants[0], sku="NEW-LID", remote_id="", attributes=values, barcode="", images=(), extra={}
        )
        wished = replace(
            seen, description="Now with a lid that closes well.", variants=(*seen.variants, replace(added, stock=4))
        )
        check = floor.manifest.check_product
        if check and "new_variant_not_taken" in {one.code for one in check(wished, attributes, "")}:
            ended = await _one_done(floor, change(floor, seen, wished, variant))
            assert ended.state is _S.REFUSED, ended
            return
        for _ in range(3):
            ended = await _one_done(floor, change(floor, seen, wished, variant))
            if ended.state is not _S.QUEUED:
                break
        assert ended.state is _S.DONE, ended
        now = await floor.connector.read_product(_ref(variant))
        assert {one.sku for one in now.variants} == {*(one.sku for one in seen.variants), "NEW-LID"}
        assert now.description == "Now with a lid that closes well."
        assert changed(wished, now) == ()

    work(floor, job)


def _of_several(found: tuple[Variant, ...]) -> Variant:
    """One of a product that has variants already."""
    products = Counter(one.product_remote_id for one in found)
    return next(one for one in found if products[one.product_remote_id] > 1)


def _free(seen: Product, attributes: tuple[CategoryAttribute, ...]) -> dict[str, str]:
    """Values of what tells variants apart that none of these has yet."""
    found: dict[str, str] = {}
    for one in attributes:
        if one.makes_variants and one.choices:
            taken = {variant.attributes.get(one.key) for variant in seen.variants}
            found[one.key] = next(choice.value for choice in one.choices if choice.value not in taken)
    return found


@pytest.mark.parametrize("worked", [True, False], ids=["after the work", "before the work"])
def test_a_lost_answer_makes_no_second_product(floor: Floor, worked: bool) -> None:
    async def job(floor: Floor) -> None:
        product, shop = await invented(floor, 2)
        wish = creation(floor, product, shop)
        method, path = where(floor.manifest.id, OperationKind.CREATE_PRODUCT)
        fault = "lost_answer" if worked else "reset"
        floor.sandbox.arm(fault, path, method, **containing(floor.manifest.id, OperationKind.CREATE_PRODUCT))
        with pytest.raises(Unsure):
            await floor.connector.send([wish])
        ended = await _settled_by_reading(floor, wish)
        if ended.state is _S.QUEUED:
            ended = await _one_done(floor, replace(wish, attempts=2))
        assert ended.state is _S.DONE, ended
        made = [one["sku"] for one in true_variants(floor).values() if one["sku"].startswith("NEW-KETTLE")]
        assert sorted(made) == ["NEW-KETTLE-0", "NEW-KETTLE-1"]

    work(floor, job)


async def _settled_by_reading(floor: Floor, wish: Operation) -> Outcome:
    """As the outbox does: two readings some time apart before it may be sent again."""
    unsure = replace(wish, state=_S.UNSURE, attempts=1)
    ended = Outcome(wish.id, _S.UNSURE)
    for _ in range(2):
        await floor.sleep(20)
        (ended,) = await settled(floor, [unsure], (await floor.connector.verify([unsure])).outcomes)
        if ended.state is _S.DONE:
            break
    return ended


@pytest.mark.needs(Can.EDIT_PRODUCTS, Can.DELETE_PRODUCT)
def test_it_is_taken_away_where_that_can_be(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        product, shop = await invented(floor, 2)
        assert (await _one_done(floor, creation(floor, product, shop))).state is _S.DONE
        made = (await by_sku(floor))["NEW-KETTLE-1"]
        wish = deletion(floor, made)
        ended = await _one_done(floor, wish)
        assert ended.state is _S.DONE, ended
        assert made.sku not in {one["sku"] for one in true_variants(floor).values() if one["status"] != "deleted"}
        (again,) = (await floor.connector.verify([replace(wish, state=_S.UNSURE)])).outcomes
        assert again.state is _S.DONE

    work(floor, job)


def test_a_product_that_is_gone_is_told_as_gone(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        if Can.DELETE_PRODUCT in floor.manifest.can:
            product, shop = await invented(floor, 2)
            assert (await _one_done(floor, creation(floor, product, shop))).state is _S.DONE
            there = await by_sku(floor)
            last, made = there["NEW-KETTLE-0"], there["NEW-KETTLE-1"]
            assert (await _one_done(floor, deletion(floor, made))).state is _S.DONE
            ended = await _one_done(floor, deletion(floor, last))
            assert ended.state is _S.DONE or ended.code == "all_deleted", ended  # some keep a product's last SKU
            ref = _ref(made)
        else:
            variant = (await variants(floor))[0]
            ref = VariantRef(f"{variant.remote_id}9", "NO-SUCH-SKU", variant.shop_remote_id)
        with pytest.raises(Gone):
            await floor.connector.read_product(ref)

    work(floor, job)
