"""Jumia's whole products: what its answers mean, what a feed is sent, and what becomes of a product of two halves."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.errors import Gone
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.product_documents import as_json
from desktop.domain.products import AttributeKind, Brand, Category, Product, ProductImage, ProductVariant
from desktop.platforms.jumia import product_mapping as mapping
from desktop.platforms.jumia.product_reading import ProductReader
from desktop.platforms.jumia.product_rules import check_product
from desktop.platforms.jumia.product_writes import ProductWriter, batches

_S = OperationState


def sheet(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return json.dumps({"attributes": list(rows)}).encode()


def test_attributes_are_read_whatever_shape_their_rules_have() -> None:
    rows = [
        {"name": "short_description", "type": "what", "mandatory": False, "validations": {"MAXLENGTH": 900}},
        {"name": "weight", "type": 3, "mandatory": True, "validations": [{"decimalPlaces": 2}, {"x": 1}]},
        {"name": "since", "mandatory": False, "validations": [{"dateFormat": "Y-m-d", "decimalPlaces": None}]},
        {"name": "color_family", "mandatory": True, "options": [
            {"name": "Black", "status": 1}, {"name": "Mauve", "status": 0}, {"name": "Red"},
        ]},
        {"name": None, "mandatory": True},
    ]  # fmt: skip
    found = {one.key: one for one in mapping.attributes(sheet(rows))}
    assert {key: one.kind for key, one in found.items()} == {
        "short_description": AttributeKind.LONG_TEXT,
        "weight": AttributeKind.NUMBER,
        "since": AttributeKind.DATE,
        "color_family": AttributeKind.CHOICE,
        "variation": AttributeKind.TEXT,
    }
    assert [one.value for one in found["color_family"].choices] == ["Black", "Red"]
    assert (found["color_family"].takes_other, found["short_description"].longest) == (False, 900)
    assert (found["variation"].of_variant, found["variation"].is_mandatory) == (True, False)


def test_categories_know_their_attribute_set_by_either_name() -> None:
    rows = [
        {"code": 1, "name": "Books", "completePath": "Books", "hasChildren": True, "attributeSet": {"id": "a"}},
        {
            "code": "2",
            "name": "Maps",
            "completePath": "Books / Maps",
            "hasChildren": False,
            "attributeSet": {"sid": "b"},
        },
    ]
    found, pages = mapping.categories(json.dumps({"categories": rows, "page": {"totalOfPages": 280}}).encode())
    assert pages == 280
    assert [(one.id, one.path, one.is_leaf, one.extra["attribute_set"]) for one in found] == [
        ("1", ("Books",), False, "a"),
        ("2", ("Books", "Maps"), True, "b"),
    ]


def kettle(*skus: str) -> Product:
    price = Money(Decimal("12.50"), "USD")
    variants = tuple(
        ProductVariant(sku, price=price, stock=4, barcode="5901234123457", attributes={"variation": sku[-1]})
        for sku in skus
    )
    images = (ProductImage("https://p.example/1.jpg"), ProductImage("https://p.example/2.jpg"))
    category = Category("1000052", ("Home", "Kettles"), extra={"attribute_set": "a"})
    return Product(
        "Copper kettle for camps", description="Boils.", category=category, brand=Brand("1045133", "Generic"),
        attributes={"color_family": "Red", "since": ""}, images=images, variants=variants,
    )  # fmt: skip


def test_a_create_feed_has_an_entry_for_each_variant_with_one_parent() -> None:
    first, second = mapping.created(kettle("KET-1", "KET-2"))
    assert (first["parentSku"], second["parentSku"], second["sellerSku"]) == ("KET-1", "KET-1", "KET-2")
    assert (
        first["images"]
        == second["images"]
        == [
            {"url": "https://p.example/1.jpg", "primary": True},
            {"url": "https://p.example/2.jpg", "primary": False},
        ]
    )
    assert (first["price"], first["stock"]) == ({"currency": "USD", "value": 12.5}, 4)
    assert first["attributes"] == [{"name": "color_family", "value": "Red", "translations": []}]
    assert (first["barcodeEan"], first["gtinBarcode"], first["variation"]) == ("5901234123457", "5901234123457", "1")
    assert (first["brand"], first["category"]) == (
        {"code": 1045133, "name": "Generic"},
        {"code": 1000052, "name": "Kettles"},
    )
    alone = replace(kettle("KET"), variants=(ProductVariant("KET"),))
    assert mapping.created(alone)[0]["variation"] == "..."


class FakeClient:
    """Feeds end as a test says; ``there`` are the SKUs the shop has."""

    def __init__(self, *there: str, failed: Mapping[str, str] | None = None) -> None:
        self.there, self.failed = list(there), failed
        self.sent: list[tuple[str, Mapping[str, object]]] = []

    async def feed(self, kind: str, content: Mapping[str, object]) -> bytes:
        self.sent.append((kind, content))
        return b'{"feedId": "f-1"}'

    async def feed_result(self, _feed_id: str) -> bytes:
        if self.failed is None:
            raise Gone("not_found")
        items = [
            {
                "status": "FAILED" if why else "COMPLETED",
                "productSid": "A sentence.",
                "sellerSKU": sku,
                "errorMessage": why,
            }
            for sku, why in self.failed.items()
        ]
        return json.dumps({"feedSid": "f-1", "status": "COMPLETED", "feedItems": items}).encode()

    async def products(self, query: Sequence[tuple[str, str]]) -> bytes:
        sku = dict(query)["sellerSku"]
        variations = [{"id": str(UUID(int=1)), "sellerSku": sku, "variation": "1"}] if sku in self.there else []
        products = [{"id": "set", "name": "x", "shop": {"id": "s"}, "variations": variations}] if variations else []
        return json.dumps({"products": products, "isLastPage": True}).encode()


class FakeCatalog:
    async def read(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        return tuple(Variant(one.remote_id, one.sku, one.sku) for one in refs)


def writer_of(client: FakeClient) -> ProductWriter:
    return ProductWriter(client, ProductReader(client), FakeCatalog())  # type: ignore[arg-type]


def wish(product: Product, kind: OperationKind = OperationKind.CREATE_PRODUCT, **more: Any) -> Operation:
    after = {"product": as_json(product), "shop": "s", "sku": product.variants[0].sku}
    at = datetime(2026, 11, 20, tzinfo=UTC)
    before = {"product": as_json(more.pop("seen"))} if "seen" in more else {}
    made = Operation("o", "c", "a", "s", kind, "draft", "KET", before, after, _S.WORKING, at)
    return replace(made, **more)


def verified(client: FakeClient, operation: Operation) -> Any:
    return asyncio.run(writer_of(client).verify([operation]))


def test_a_feed_whose_every_item_was_done_is_done_and_brings_the_variants() -> None:
    client = FakeClient("KET-1", "KET-2", failed={"KET-1": "", "KET-2": ""})
    told = verified(client, wish(kettle("KET-1", "KET-2"), remote_ref="f-1"))
    assert [one.state for one in told.outcomes] == [_S.DONE]
    assert told.outcomes[0].ack == {"items": {"KET-1": "", "KET-2": ""}}
    assert {one.sku for one in told.variants} == {"KET-1", "KET-2"}


def test_a_product_of_which_a_part_was_refused_is_told_by_its_skus() -> None:
    client = FakeClient("KET-1", failed={"KET-1": "", "KET-2": "Attribute [x] with invalid value [y]."})
    told = verified(client, wish(kettle("KET-1", "KET-2"), remote_ref="f-1"))
    (outcome,) = told.outcomes
    assert (outcome.state, outcome.code) == (_S.REFUSED, "product_half_done")
    assert outcome.params["message"] == "KET-2: Attribute [x] with invalid value [y]."


def test_a_double_that_is_there_was_our_own_lost_first_try() -> None:
    client = FakeClient("KET-1", failed={"KET-1": "Duplicate SKU [KET-1]."})
    (outcome,) = verified(client, wish(kettle("KET-1"), remote_ref="f-1")).outcomes
    assert (outcome.state, outcome.code) == (_S.DONE, "already_done")


def test_without_an_answer_the_skus_tell() -> None:
    unsure = wish(kettle("KET-1", "KET-2"), state=_S.UNSURE)
    assert verified(FakeClient(), unsure).outcomes[0].state is _S.QUEUED
    assert verified(FakeClient("KET-1"), unsure).outcomes[0].state is _S.UNSURE
    assert verified(FakeClient("KET-1", "KET-2"), unsure).outcomes[0].state is _S.DONE


def test_what_an_update_cannot_change_is_refused_before_it_is_sent() -> None:
    seen = kettle("KET-1")
    seen = replace(seen, variants=(replace(seen.variants[0], remote_id="v"),))
    client, kind = FakeClient(), OperationKind.UPDATE_PRODUCT
    for changed in (replace(seen, images=seen.images[1:]), replace(seen, category=Category("7", ("Pans",)))):
        (outcome,) = asyncio.run(writer_of(client).send([wish(changed, kind, seen=seen)])).outcomes
        assert (outcome.state, outcome.code) == (_S.REFUSED, "not_changeable")
    assert client.sent == []
    (outcome,) = asyncio.run(writer_of(client).send([wish(replace(seen, name="Another"), kind, seen=seen)])).outcomes
    assert (outcome.state, outcome.remote_ref) == (_S.WORKING, "f-1")
    ((feed, content),) = client.sent
    (entry,) = content["products"]  # type: ignore[misc]
    assert feed == "update"
    assert entry["id"] == "v"
    assert not entry.keys() & {"price", "stock", "images", "category", "parentSku"}


def test_feeds_are_of_one_shop() -> None:
    one, other = wish(kettle("A-1")), wish(kettle("B-1"))
    elsewhere = replace(other, after={**other.after, "shop": "t"})
    assert [len(batch) for batch in batches([one, one, elsewhere])] == [2, 1]


def test_the_marketplace_rules_are_told_before() -> None:
    assert check_product(kettle("KET-1"), (), "USD") == ()
    bad = replace(kettle("KET-1", "KET-1"), name="Generic kettle", brand=None, images=(), description=" ")
    codes = {one.code for one in check_product(bad, (), "KES")}
    assert codes == {
        "product_name_length", "description_missing", "brand_missing", "image_missing", "currency_differs",
        "variants_alike",
    }  # fmt: skip
    assert [one.is_error for one in check_product(replace(kettle("K"), name="Kettle"), (), "USD")] == [False]
