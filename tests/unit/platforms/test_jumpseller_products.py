"""Whole products at a store that judges requests by the published contract: made step by step, changed by field."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from jumpseller_desk import Desk, at_work
from jumpseller_desk import wish as plain_wish
from jumpseller_shop import Shop
from loopback import Reply, Seen

from desktop.domain.catalog import VariantRef
from desktop.domain.errors import Gone, Refused, Unsure
from desktop.domain.money import Money
from desktop.domain.operations import Operation
from desktop.domain.operations import OperationKind as Kind
from desktop.domain.operations import OperationState as State
from desktop.domain.product_documents import as_json
from desktop.domain.products import Brand, Category, Product, ProductImage, ProductVariant
from desktop.platforms.jumpseller.product_mapping import NO_CATEGORY, categories
from desktop.platforms.jumpseller.product_rules import check_product

YEARS = [2021, 2026]
PESOS = "CLP"
ONE, TWO = "https://pictures.example/1.jpg", "https://pictures.example/2.jpg"


class ProductShop(Shop):
    """A store that makes variants and pictures, too, and finds products by their SKU."""

    def answer(self, seen: Seen) -> Reply:
        parts = urlsplit(seen.target)
        path = parts.path.removeprefix("/v1").strip("/").removesuffix(".json").split("/")
        products = self.records["products"]
        match (seen.method, *path):
            case ("GET", "categories"):
                return _ok([{"category": one} for one in self.records["categories"].values()])
            case ("GET", "products", "search"):
                word = dict(parse_qsl(parts.query))["query"]
                return _ok([{"product": one} for one in products.values() if word in str(one.get("sku"))])
            case ("POST", "products", product_id, ("variants" | "images") as what):
                made = {"id": 5000 + len(self.seen), **json.loads(seen.body)[what[:-1]]}
                products[int(product_id)].setdefault(what, []).append(made)
                return _ok({what[:-1]: made})
            case ("DELETE", "products", product_id, "images", image_id):
                images = products[int(product_id)]["images"]
                products[int(product_id)]["images"] = [one for one in images if one["id"] != int(image_id)]
                return _ok("OK")
        return super().answer(seen)


def _ok(content: Any) -> Reply:
    return Reply(200, json.dumps(content, default=float).encode(), {"Content-Type": "application/json"})


def store(year: int, **products: dict[str, Any]) -> ProductShop:
    shop = ProductShop(year)
    shop.records["categories"] = {3: {"id": 3, "name": "Kitchen", "parent_id": None}}
    shop.records["products"] = {one["id"]: one for one in products.values()}
    return shop


def kettle(*skus: str, **changes: Any) -> Product:
    """A product to be made, with one variant for each SKU; several differ by size."""
    made = tuple(
        ProductVariant(
            sku=sku,
            barcode="7501" if len(skus) == 1 else "",
            price=Money(Decimal(9990), PESOS),
            stock=4,
            attributes={"Size": f"{number} l"} if len(skus) > 1 else {},
        )
        for number, sku in enumerate(skus or ("KET",), start=1)
    )
    kept = Product("Kettle", description="Boils.", category=Category("3", ("Kitchen",)), variants=made)
    return replace(kept, images=(ProductImage(ONE), ProductImage(TWO)), **changes)


def told(**changes: Any) -> dict[str, Any]:
    """A product as the store holds it."""
    variants = [
        {"id": 71, "sku": "KET-1", "price": 9990, "stock": 3, "options": [{"name": "Size", "value": "1 l"}]},
        {"id": 72, "sku": "KET-2", "price": 12990, "stock": 0, "options": [{"name": "Size", "value": "2 l"}]},
    ]
    images = [{"id": 91, "url": ONE, "position": 1}]
    return {
        "id": 11, "name": "Kettle", "description": "Boils.", "price": 9990, "sku": "KET-1", "status": "available",
        "weight": 1.5, "categories": [{"id": 3, "name": "Kitchen"}], "images": images, "variants": variants, **changes,
    }  # fmt: skip


def creation(product: Product) -> Operation:
    return plain_wish(Kind.CREATE_PRODUCT, "draft-1", product=as_json(product), sku=product.variants[0].sku)


def change(seen: Product, wished: Product) -> Operation:
    made = plain_wish(Kind.UPDATE_PRODUCT, seen.remote_id, product=as_json(wished), sku=seen.variants[0].sku)
    return replace(made, before={"product": as_json(seen)})


async def read(desk: Desk, remote_id: str = "11/71") -> Product:
    return await desk.connector.read_product(VariantRef(remote_id, "KET-1", "cafe", {}))


def faults(desk: Desk) -> list[str]:
    """What the contract finds wrong, but for the question which of the two is spoken."""
    return [one for one in desk.shop.faults if "/store/info.json" not in one]


async def ended(desk: Desk, operation: Operation) -> tuple[State, str]:
    (outcome,) = (await desk.connector.send([operation])).outcomes
    return outcome.state, outcome.code


# --- made -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("skus", [("KET",), ("KET-1", "KET-2", "KET-3")])
def test_a_product_is_made_with_all_its_variants_and_pictures(year: int, skus: tuple[str, ...]) -> None:
    async def job(desk: Desk) -> None:
        assert (await ended(desk, creation(kettle(*skus))))[0] is State.DONE
        (made,) = desk.shop.records["products"].values()
        assert (made["name"], made["price"], made["stock"], made["categories"]) == ("Kettle", 9990, 4, [{"id": 3}])
        assert [one["url"] for one in made["images"]] == [ONE, TWO]
        found = [one["sku"] for one in made.get("variants", [])]
        assert found == (list(skus) if len(skus) > 1 else [])
        assert faults(desk) == []

    at_work(store(year), job)


@pytest.mark.parametrize("fails_at", range(1, 6))
def test_what_broke_off_is_gone_on_with_and_nothing_is_made_twice(fails_at: int) -> None:
    """The n-th write loses its answer after the work; the outbox reads back and sends again until it is whole."""

    async def job(desk: Desk) -> None:
        writes = 0

        def lost(seen: Seen) -> Reply | None:
            nonlocal writes
            writes += seen.method == "POST"
            if seen.method != "POST" or writes != fails_at:
                return None
            desk.shop.answer(seen)
            return Reply(502, b"")

        desk.shop.hooks.append(lost)
        operation = creation(kettle("KET-1", "KET-2"))
        with pytest.raises(Unsure):
            await desk.connector.send([operation])
        (outcome,) = (await desk.connector.verify([operation])).outcomes
        if outcome.state is State.QUEUED:
            assert (await ended(desk, operation))[0] is State.DONE
        (made,) = desk.shop.records["products"].values()
        assert [one["sku"] for one in made["variants"]] == ["KET-1", "KET-2"]
        assert [one["url"] for one in made["images"]] == [ONE, TWO]

    at_work(store(2026), job)


def test_a_picture_that_is_refused_leaves_a_doubt_not_a_second_product() -> None:
    async def job(desk: Desk) -> None:
        refusing = [lambda seen: Reply(400, b'{"message": "bad image"}') if "/images" in seen.target else None]
        desk.shop.hooks.extend(refusing)
        operation = creation(kettle())
        for _ in range(2):
            with pytest.raises(Unsure if not desk.shop.records["products"] else Refused):
                await desk.connector.send([operation])
            assert len(desk.shop.records["products"]) == 1
        (outcome,) = (await desk.connector.verify([operation])).outcomes
        assert outcome.state is State.QUEUED

    at_work(store(2026), job)


def test_the_sku_of_another_product_is_not_taken_over() -> None:
    async def job(desk: Desk) -> None:
        with pytest.raises(Refused, match="sku_taken"):
            await desk.connector.send([creation(kettle("KET-1", name="Another thing"))])
        assert len(desk.shop.records["products"]) == 1
        assert desk.shop.paths("POST", "PUT") == []

    at_work(store(2026, kettle=told()), job)


# --- read -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("year", YEARS)
def test_a_product_is_told_whole(year: int) -> None:
    async def job(desk: Desk) -> None:
        found = await read(desk)
        assert (found.name, found.remote_id, found.description) == ("Kettle", "11", "Boils.")
        assert found.category == Category("3", ("Kitchen",))
        assert dict(found.attributes) == {"weight": "1.5"}
        assert [one.remote for one in found.images] == [ONE]
        assert [(one.sku, one.remote_id, one.attributes) for one in found.variants] == [
            ("KET-1", "11/71", {"Size": "1 l"}),
            ("KET-2", "11/72", {"Size": "2 l"}),
        ]
        with pytest.raises(Gone):
            await read(desk, "11/79")

    at_work(store(year, kettle=told()), job)


def test_the_tree_is_told_from_the_root_even_where_it_bites_its_tail() -> None:
    rows = [(1, "Home", None), (2, "Kitchen", 1), (3, "Kettles", 2), (8, "Odd", 9), (9, "Loop", 8)]
    body = json.dumps([{"category": {"id": id_, "name": name, "parent_id": above}} for id_, name, above in rows])
    found = {one.id: one.path for one in categories(body.encode())}
    assert found["3"] == ("Home", "Kitchen", "Kettles")
    assert found["8"] == ("Loop", "Odd")
    assert found[NO_CATEGORY.id] == NO_CATEGORY.path


# --- changed ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("year", YEARS)
def test_only_what_was_changed_is_sent(year: int) -> None:
    async def job(desk: Desk) -> None:
        seen = await read(desk)
        desk.shop.records["products"][11]["description"] = "Changed by somebody else."
        desk.shop.seen.clear()
        assert await ended(desk, change(seen, replace(seen, name="Big kettle"))) == (State.DONE, "")
        (sent,) = [json.loads(one.body) for one in desk.shop.seen if one.method == "PUT"]
        assert sent == {"product": {"name": "Big kettle", "price": 9990}}
        assert desk.shop.records["products"][11]["description"] == "Changed by somebody else."
        assert faults(desk) == []

    at_work(store(year, kettle=told()), job)


def test_variants_are_added_and_changed_and_pictures_come_and_go() -> None:
    async def job(desk: Desk) -> None:
        seen = await read(desk)
        first, second = seen.variants
        third = ProductVariant("KET-3", price=Money(Decimal(15000), PESOS), stock=1, attributes={"Size": "3 l"})
        wished = replace(
            seen,
            variants=(replace(first, attributes={"Size": "one litre"}), second, third),
            images=(ProductImage(TWO),),
        )
        assert await ended(desk, change(seen, wished)) == (State.DONE, "")
        now = desk.shop.records["products"][11]
        assert [one["url"] for one in now["images"]] == [TWO]
        assert [(one["sku"], one["options"][0]["value"]) for one in now["variants"]] == [
            ("KET-1", "one litre"),
            ("KET-2", "2 l"),
            ("KET-3", "3 l"),
        ]
        assert faults(desk) == []

    at_work(store(2026, kettle=told()), job)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"brand": Brand("", "Acme")}, "brand"), ({"variants": "fewer"}, "variants")],
)
def test_what_no_contract_can_write_is_refused_before_anything_is_sent(changes: dict[str, Any], field: str) -> None:
    async def job(desk: Desk) -> None:
        seen = await read(desk)
        wanted = {"variants": seen.variants[:1]} if field == "variants" else changes
        with pytest.raises(Refused) as refused:
            await desk.connector.send([change(seen, replace(seen, **wanted))])
        assert (refused.value.code, refused.value.params["field"]) == ("not_changeable", field)
        assert desk.shop.paths("PUT", "POST", "DELETE") == []

    at_work(store(2026, kettle=told()), job)


# --- rules ------------------------------------------------------------------------------------------------------------
def test_a_good_product_has_no_findings() -> None:
    assert check_product(kettle("KET-1", "KET-2"), (), PESOS) == ()


def test_that_a_new_product_goes_without_its_brand_is_said() -> None:
    (found,) = check_product(kettle(brand=Brand("", "Acme")), (), PESOS)
    assert (found.code, found.where, found.is_error) == ("not_changeable", "brand", False)


def test_what_is_wrong_with_a_product_is_said() -> None:
    bad = kettle("KET-1", "KET-2", attributes={"weight": "heavy"})
    bad = replace(bad, variants=tuple(replace(one, attributes={"Size": "same"}) for one in bad.variants))
    assert [(one.code, one.where) for one in check_product(bad, (), "USD")] == [
        ("attribute_not_offered", "weight"),
        ("currency_differs", "KET-1"),
        ("currency_differs", "KET-2"),
        ("variants_alike", "KET-2"),
    ]
