"""Products being written are kept, judged and sent once; nobody's change is overwritten unasked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from stocked_shop import CUP, NOON, Stocked, manifest, stocked, tell, variant

from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.errors import Gone, NotPossible, Unreachable
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.product_documents import as_json, from_json, wished_product
from desktop.domain.products import (
    AttributeKind,
    Brand,
    Category,
    CategoryAttribute,
    Choice,
    ImageLimits,
    Product,
    ProductImage,
    ProductVariant,
)
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.manifest import Can, Manifest
from desktop.services.product_cloning import Destination, cloned, mapped_category

LEAF = Category("k", ("Home", "Kettles"))
ROOT = Category("h", ("Home",), is_leaf=False)
MATERIAL = CategoryAttribute(
    "material",
    "Material",
    AttributeKind.CHOICE,
    is_mandatory=True,
    choices=(Choice("steel", "Steel"),),
    takes_other=False,
)
SIZE = CategoryAttribute("size", "Size", of_variant=True, makes_variants=True, longest=3)
NEVER = ProductImage("https://pictures.example/cup.png")


class Writer:
    """A platform in memory that knows one product by the SKU CUP, and makes new ones of what it is sent."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.sent: list[Operation] = []
        self.there = Product(
            "A cup", "product of 1", "For tea.", LEAF, Brand("7", "Sahel"), {"material": "steel"}, (NEVER,),
            (ProductVariant("CUP", "1", price=Money(Decimal("10.00"), "KES"), stock=5),),
        )  # fmt: skip
        self.is_down = False

    async def categories(self, _shop: str) -> tuple[Category, ...]:
        self.asked.append("categories")
        return ROOT, LEAF

    async def category_attributes(self, _shop: str, _category: Category) -> tuple[CategoryAttribute, ...]:
        self.asked.append("attributes")
        return MATERIAL, SIZE

    async def brands(self, _shop: str, search: str) -> tuple[Brand, ...]:
        return tuple(
            one for one in (Brand("7", "Sahel"), Brand("8", "Savanna")) if search.casefold() in one.name.casefold()
        )

    async def read_product(self, ref: VariantRef) -> Product:
        self.asked.append(ref.remote_id)
        if self.is_down:
            raise Unreachable("no_connection")
        if ref.remote_id != "1":
            raise Gone("not_found")
        return self.there

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        return tuple((one,) for one in operations)

    async def send(self, batch: Sequence[Operation]) -> Sent:
        self.sent += batch
        if batch[0].kind is OperationKind.DELETE_PRODUCT:
            return Sent(tuple(Outcome(one.id, OperationState.DONE) for one in batch))
        made = tuple(
            variant(f"new {one.sku}", one.sku) for one in wished_product(batch[0]).variants if not one.remote_id
        )
        return Sent(tuple(Outcome(one.id, OperationState.DONE, remote_ref="feed-1") for one in batch), variants=made)

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        raise AssertionError("nothing is in doubt here")

    async def variant_pages(self) -> None:
        raise AssertionError("nobody walks here")

    async def read_variants(self, _refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        return (CUP,)

    async def aclose(self) -> None:
        return None


def platform_of(writer: Writer) -> Manifest:
    can = frozenset({*manifest().can, Can.EDIT_PRODUCTS, Can.DELETE_PRODUCT})
    made = replace(manifest(can), images=ImageLimits(most_images=2))
    return replace(made, make=lambda _session: writer)  # type: ignore[arg-type, return-value]


@pytest.fixture
def writer() -> Writer:
    return Writer()


@pytest.fixture
def shop(tmp_path: Path, writer: Writer) -> Iterator[Stocked]:
    with stocked(tmp_path, platform_of(writer)) as opened:
        yield opened


def new_product(sku: str = "MUG") -> Product:
    price = Money(Decimal(12), "KES")
    mug = ProductVariant(sku, price=price, stock=3, attributes={"size": "S"})
    return Product("A mug", category=LEAF, attributes={"material": "steel"}, images=(NEVER,), variants=(mug,))


def test_a_document_holds_every_word_of_a_product() -> None:
    whole = replace(new_product(), brand=Brand("7", "Sahel"), description="Two\nlines", extra={"parent": "M"})
    assert from_json(as_json(whole)) == whole


def test_a_product_is_opened_as_it_is_there_and_a_look_leaves_no_draft(shop: Stocked, writer: Writer) -> None:
    async def story(shop: Stocked) -> None:
        draft = await shop.services.products.open((await shop.stored("CUP")).id)
        assert (draft.product, draft.product_remote_id, draft.is_new) == (writer.there, "product of 1", False)
        assert await shop.services.products.drafts() == ()
        changed = replace(draft, product=replace(draft.product, name="A better cup"))
        await shop.services.products.save(changed)
        again = await shop.services.products.open((await shop.stored("CUP")).id)
        assert (again.id, again.product.name) == (draft.id, "A better cup")
        assert [one.id for one in await shop.services.products.drafts()] == [draft.id]
        assert writer.asked.count("1") == 1
        await shop.services.products.discard(draft.id)
        assert await shop.services.products.drafts() == ()

    tell(shop, story)


def test_the_tree_is_asked_once_a_week(shop: Stocked, writer: Writer) -> None:
    async def story(shop: Stocked) -> None:
        products = shop.services.products
        assert await products.categories(shop.shop_id) == (ROOT, LEAF) == await products.categories(shop.shop_id)
        assert await products.attributes(shop.shop_id, LEAF) == (MATERIAL, SIZE)
        assert await products.attributes(shop.shop_id, LEAF) == (MATERIAL, SIZE)
        assert writer.asked == ["categories", "attributes"]
        assert [one.name for one in await products.brands(shop.shop_id, "sav")] == ["Savanna"]

    tell(shop, story)


def test_everything_wrong_is_told_before_anything_is_sent(shop: Stocked, writer: Writer) -> None:
    async def story(shop: Stocked) -> None:
        products = shop.services.products
        empty = await products.save(await products.new(shop.shop_id))
        assert {one.code for one in await products.judge(empty)} == {
            "product_name_missing", "category_missing", "sku_missing", "price_missing"
        }  # fmt: skip
        twin = replace(new_product().variants[0], attributes={"size": "huge"})
        bad = replace(
            new_product("CUP"), attributes={"material": "wood"}, variants=(replace(twin, sku="CUP"), twin, twin),
            images=(NEVER, NEVER, ProductImage("cup.png")),
        )  # fmt: skip
        draft = await products.save(replace(empty, product=bad))
        found = {(one.code, one.where) for one in await products.judge(draft)}
        assert {("sku_taken", "CUP"), ("sku_twice", "MUG"), ("attribute_not_offered", "material")} <= found
        assert {("attribute_too_long", "size"), ("image_too_many", "images"), ("image_twice", "images")} <= found
        assert ("image_needs_address", "images") in found
        result = await products.send(draft.id)
        assert (result.ok, result.state, bool(result.code)) == (False, "not_possible", True)
        assert await shop.operations() == ()

    tell(shop, story)


def test_a_new_product_is_sent_once_and_is_in_the_catalog(shop: Stocked, writer: Writer) -> None:
    async def story(shop: Stocked) -> None:
        products = shop.services.products
        draft = await products.save(replace(await products.new(shop.shop_id), product=new_product()))
        assert (await products.send(draft.id)).state == "queued"
        with pytest.raises(NotPossible, match="already_being_sent"):
            await products.send(draft.id)
        (operation,) = await shop.operations()
        assert (operation.kind, operation.label) == (OperationKind.CREATE_PRODUCT, "MUG")
        assert wished_product(operation) == new_product()
        await shop.services.outbox.run_until_idle()
        assert [one.kind for one in writer.sent] == [OperationKind.CREATE_PRODUCT]
        assert (await shop.stored("MUG")).variant.remote_id == "new MUG"
        assert await products.drafts() == ()
        (job,) = await products.jobs()
        assert (job.ref, job.done, job.failed, job.platform) == ("feed-1", 1, 0, "Small Platform")
        assert [one.label for one in job.items] == ["MUG"]
        assert job.finished_at == NOON

    tell(shop, story)


async def _wished(shop: Stocked, **values: str) -> str:
    """The cup with other words, sent."""
    products = shop.services.products
    draft = await products.open((await shop.stored("CUP")).id)
    await products.save(replace(draft, product=replace(draft.product, **values)))  # type: ignore[arg-type]
    result = await products.send(draft.id)
    assert result.state == "queued", result
    return draft.id


def test_what_somebody_changed_meanwhile_waits_for_a_decision(shop: Stocked, writer: Writer) -> None:
    async def story(shop: Stocked) -> None:
        draft_id = await _wished(shop, name="A better cup")
        writer.there = replace(writer.there, description="For coffee.")
        await shop.services.outbox.run_until_idle()
        (disputed,) = await shop.operations()
        assert (disputed.state, disputed.code) == (OperationState.CONFLICT, "changed_there")
        assert disputed.params["fields"] == "description"
        assert writer.sent == []
        assert (await shop.services.products.draft(draft_id)).state == "conflict"
        await shop.services.outbox.resolve(disputed.id, "mine")
        await shop.services.outbox.run_until_idle()
        assert [wished_product(one).name for one in writer.sent] == ["A better cup"]

    tell(shop, story)


def test_a_stock_that_moved_is_no_conflict_and_what_is_there_needs_no_request(shop: Stocked, writer: Writer) -> None:
    async def story(shop: Stocked) -> None:
        await _wished(shop, name="A better cup")
        sold = tuple(replace(one, stock=1) for one in writer.there.variants)
        writer.there = replace(writer.there, name="A better cup", variants=sold)
        await shop.services.outbox.run_until_idle()
        (done,) = await shop.operations()
        assert (done.state, done.code, writer.sent) == (OperationState.DONE, "already_done", [])

    tell(shop, story)


def test_a_first_look_that_fails_sends_nothing(shop: Stocked, writer: Writer) -> None:
    async def story(shop: Stocked) -> None:
        await _wished(shop, name="A better cup")
        writer.is_down = True
        (waiting,) = await shop.services.outbox.run_until_idle()
        assert (waiting.state, waiting.code) == (OperationState.QUEUED, "unreachable")
        assert writer.sent == []

    tell(shop, story)


def test_a_sku_is_not_taken_away_by_leaving_it_out(shop: Stocked, writer: Writer) -> None:
    async def story(shop: Stocked) -> None:
        products = shop.services.products
        draft = await products.open((await shop.stored("CUP")).id)
        left_out = await products.save(replace(draft, product=replace(draft.product, variants=())))
        assert ("variant_taken_out", "CUP") in {(one.code, one.where) for one in await products.judge(left_out)}
        cup = await shop.stored("CUP")
        queued = await products.delete([cup.id])
        assert (queued.order_ids, queued.results) == ((cup.id,), ())
        await shop.services.outbox.run_until_idle()
        assert [one.subject for one in writer.sent] == ["1"]
        assert await shop.services.catalog.find(["CUP"]) == {}
        assert len(await shop.services.catalog.find(["POT"])) == 1

    tell(shop, story)


def test_what_the_platform_itself_lives_with_stops_nobody(shop: Stocked, writer: Writer) -> None:
    async def story(shop: Stocked) -> None:
        writer.there = replace(writer.there, attributes={})
        products = shop.services.products
        draft = await products.open((await shop.stored("CUP")).id)
        draft = replace(draft, product=replace(draft.product, name="A better cup"))
        assert [(one.code, one.is_error) for one in await products.judge(draft)] == [("attribute_missing", False)]
        worse = replace(draft, product=replace(draft.product, attributes={"material": "wood"}))
        assert [(one.code, one.is_error) for one in await products.judge(worse)] == [("attribute_not_offered", True)]

    tell(shop, story)


def test_abilities_name_the_money_of_the_shop_first(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        able = await shop.services.products.can(shop.shop_id)
        assert (able.edit, able.delete, able.currencies) == (True, True, ("KES", "UGX"))
        with pytest.raises(NotPossible, match="unknown_shop"):
            await shop.services.products.can("nobody's")

    tell(shop, story)


def test_a_clone_is_a_new_draft_and_tells_what_is_missing(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        products = shop.services.products
        draft, missing = await products.clone((await shop.stored("CUP")).id, shop.shop_id)
        assert (draft.is_new, draft.product.name, draft.product.brand) == (True, "A cup", Brand("7", "Sahel"))
        assert {one.remote_id for one in draft.product.variants} == {""}
        assert [one.code for one in missing] == ["sku_taken"]  # it is the same shop
        assert [one.id for one in await products.drafts()] == [draft.id]

    tell(shop, story)


def test_carried_over_is_what_is_known_there() -> None:
    there = Destination("UGX", (ROOT, Category("77", ("Kitchen", "kettles"))), same_tree=False)
    category = mapped_category(LEAF, there)
    assert category is not None
    assert category.id == "77"
    wanted = CategoryAttribute(
        "mat", "material", AttributeKind.CHOICE, choices=(Choice("S", "Steel"),), takes_other=False
    )
    carried, missing = cloned(replace(new_product(), brand=Brand("7", "Sahel")), there, category, (wanted,), None)
    assert carried.attributes == {"mat": "S"}
    assert [one.price for one in carried.variants] == [None]
    assert {one.code for one in missing} == {"brand_not_found", "currency_differs"}
    two = Destination("KES", (Category("1", ("A", "Kettles")), Category("2", ("B", "Kettles"))), same_tree=False)
    assert mapped_category(LEAF, two) is None  # which one is meant is for the seller to say
