"""The SIRCLO simulator's goods: products as told, stock and price as set, products made and changed, categories."""

import json
from typing import Any

import pytest
from sandbox_caller import one_sandbox
from seller_client import kinds
from sirclo_client import Adapter, remote

FEATURES = (
    "product-fetched", "feedback-product-fetched-manual", "feedback-update-inventory", "feedback-bulk-update-price",
    "feedback-bulk-update-inventory-v4", "feedback-bulk-upsert-products", "category-fetched", "category-fetched-v2",
)  # fmt: skip

served = one_sandbox("sirclo", orders=10)


@pytest.fixture
def adapter(adapter: Adapter) -> Adapter:
    """Subscribed to all that concerns goods."""
    adapter.subscribe(*FEATURES)
    return adapter


def fetched(adapter: Adapter, *channels: str) -> list[Any]:
    """All products of these channels."""
    params = {"brand_id": adapter.brand, "channels": list(channels)}
    assert adapter.ask("ProductService.ProductFetchedManual", params) == {"message": "OK", "success": True}
    return adapter.read("product-fetched")


def stock_row(variant: dict[str, Any], quantity: Any, warehouse: str = "") -> dict[str, Any]:
    names = {"channel": variant["market"], "remote_variant": remote(variant)}
    return {**names, "remote_warehouse_code": warehouse, "qty": quantity}


def price_row(variant: dict[str, Any], price: Any) -> dict[str, Any]:
    return {"channel": variant["market"], "remote_variant": remote(variant), "sale_price": price}


def held(adapter: Adapter, variant: dict[str, Any]) -> dict[str, Any]:
    """The variant as it is now."""
    return next(one for one in adapter.sandbox.truth()["variants"] if one["id"] == variant["id"])


def test_all_products_are_told_and_counted(adapter: Adapter) -> None:
    told = fetched(adapter)
    found = {
        f"{one['product']['channel']}:{json.dumps(v['remote_variant'], sort_keys=True, separators=(',', ':'))}": v
        for one in told
        for v in one["product"]["variants"]
    }
    truth = {one["id"]: one for one in adapter.sandbox.truth()["variants"]}
    assert found.keys() == truth.keys() and len(truth) == 60
    for key, one in found.items():
        assert (one["variant_sku"], one["stock"], one["status"]) == (
            truth[key]["sku"], truth[key]["stock"], truth[key]["status"],
        )  # fmt: skip
        assert f"{one['price']}.00" == truth[key]["offers"][0]["price"]
        assert "variant_infos" not in one
    adapter.sandbox.advance(1)
    (feedback,) = adapter.read("feedback-product-fetched-manual")
    assert (feedback["id"], feedback["method"]) == ("act-1", "jsonrpc_product_fetched_manual")
    assert sum(one["total_fetched"] for one in feedback["result"]["channels"]) == len(told)


def test_the_newer_form_tells_warehouses_and_other_identities(adapter: Adapter) -> None:
    adapter.sandbox.quirks(products_v2=True)
    one = fetched(adapter, "tkpd")[0]["product"]["variants"][0]
    assert one["remote_variant"].keys() == {
        "sku", "upload_id", "product_id", "variant_id", "product_sku", "err_message",
    }  # fmt: skip
    assert [info["remote_warehouse_id"] for info in one["variant_infos"]] == ["11820045", "11820046"]
    assert fetched(adapter, "bklp")[0]["product"]["variants"][0]["variant_infos"][0]["remote_warehouse_id"] is None
    variant = adapter.variant("tkpd")
    assert [place["warehouse"] for place in variant["stocks"]] == ["11820045", "11820046"]
    assert adapter.variant("zlra")["id"].startswith('zlra:{"product_id":')


def test_single_skus_ten_at_most(adapter: Adapter) -> None:
    skus = [one["sku"] for one in adapter.sandbox.truth()["variants"] if one["market"] == "lzda"]
    wanted = [*skus[:2], "nothing", *[f"more-{number}" for number in range(8)]]
    rows = adapter.ask(
        "ProductService.FetchVariantsBySku", {"brand_id": adapter.brand, "channel": "lzda", "skus": wanted}
    )
    assert [row["success"] for row in rows] == [True, True] + [False] * 8
    told = adapter.read("product-fetched")
    assert [[one["variant_sku"] for one in message["product"]["variants"]] for message in told] == [
        [skus[0]],
        [skus[1]],
    ]
    refused = adapter.send(
        "ProductService.FetchVariantsBySku", {"brand_id": adapter.brand, "channel": "blib", "skus": ["x"]}
    )
    assert refused.status_code == 400


def test_stock_is_set_singly(adapter: Adapter) -> None:
    variant = adapter.variant("shpe")
    params = {"brand_id": adapter.brand, "sku": variant["sku"], "stocks": [stock_row(variant, 7, "IDZ")]}
    told = adapter.ask("InventoryService.UpdateStock", params)
    assert told["stocks"] == [
        {
            "channel": "shpe",
            "message": "successfully updated",
            "success": True,
            "status": "Finished",
            "remote_variant": remote(variant),
            "remote_warehouse_code": "IDZ",
        }
    ]
    assert held(adapter, variant)["stock"] == 7
    adapter.sandbox.quirks(stock_queued=True)
    params["stocks"] = [stock_row(variant, 8)]
    assert adapter.ask("InventoryService.UpdateStock", params)["stocks"][0]["status"] == "Queued"
    adapter.sandbox.advance(1)
    (feedback,) = adapter.read("feedback-update-inventory")
    assert feedback["method"] == "bulk_update_inventory_V3" and feedback["result"]["stocks"][0]["success"]


def test_stock_is_strict(adapter: Adapter) -> None:
    variant, other = adapter.variant("shpe"), adapter.variant("tkpd", 3)

    def first(sku: str, row: dict[str, Any]) -> Any:
        params = {"brand_id": adapter.brand, "sku": sku, "stocks": [row]}
        answer = adapter.send("InventoryService.UpdateStock", params).json()
        return answer["result"]["stocks"][0]["status"] if "result" in answer else answer["error"]["code"]

    assert first(variant["sku"], stock_row(variant, 1, "nowhere")) == "Failed"
    assert first("other-sku", stock_row(variant, 1)) == "Failed"
    assert first(variant["sku"], {**stock_row(variant, 1), "remote_variant": {"item_id": 1}}) == "Failed"
    assert first(variant["sku"], stock_row(variant, -1)) == "Failed"
    assert first(variant["sku"], stock_row(variant, "1")) == 400
    assert first("", stock_row(variant, 1)) == 400
    assert kinds(adapter.sandbox) == ["id", "id", "id", "body", "body", "body"]
    assert held(adapter, variant) == variant and held(adapter, other) == other


def test_stock_and_price_in_bulk_answer_by_sku(adapter: Adapter) -> None:
    variants = [adapter.variant("shpe"), adapter.variant("tkpd")]
    stocks = [{"brand_id": adapter.brand, "sku": v["sku"], "stocks": [stock_row(v, 11)]} for v in variants]
    prices = [{"brand_id": adapter.brand, "sku": v["sku"], "prices": [price_row(v, 5000)]} for v in variants]
    adapter.publish("CNX_BULK_UPDATE_INVENTORY_V3", variants=stocks)
    adapter.publish("CNX_BULK_UPDATE_PRICE", variants=[*prices, {"brand_id": adapter.brand, "sku": "x"}])
    adapter.sandbox.advance(1)
    for feature, rows in (("feedback-update-inventory", "stocks"), ("feedback-bulk-update-price", "prices")):
        told = {one["result"]["sku"]: one["result"][rows][0]["success"] for one in adapter.read(feature)}
        assert {sku: success for sku, success in told.items() if sku != "x"} == {v["sku"]: True for v in variants}
        assert told.get("x", False) is False
    for one in variants:
        now = held(adapter, one)
        assert (now["stock"], now["offers"][0]["price"]) == (11, "5000.00")
    assert adapter.effects("set_price") == [one["id"] for one in variants]
    assert kinds(adapter.sandbox) == ["body"]


def test_the_marketplaces_keep_their_pace(adapter: Adapter) -> None:
    blibli, tokopedia = adapter.variant("blib"), adapter.variant("tkpd")

    def change(variant: dict[str, Any]) -> bool:
        params = {"brand_id": adapter.brand, "sku": variant["sku"], "prices": [price_row(variant, 9000)]}
        told = adapter.ask("ProductService.UpdatePrice", params)["prices"][0]
        return bool(told["success"] and told["status"] == "Finished")

    assert [change(blibli) for _ in range(6)] == [True] * 5 + [False]
    adapter.sandbox.advance(3600)
    assert change(blibli)
    assert not all(change(tokopedia) for _ in range(40))
    assert set(kinds(adapter.sandbox)) == {"rate"}
    many = [price_row(adapter.variant("lzda"), 9000)] * 14
    params = {"brand_id": adapter.brand, "sku": adapter.variant("lzda")["sku"], "prices": many}
    rows = adapter.ask("ProductService.UpdatePrice", params)["prices"]
    assert [row["success"] for row in rows] == [True] * 13 + [False]


def v4(adapter: Adapter, *rows: tuple[dict[str, Any], int]) -> Any:
    params = [{"brand_id": adapter.brand, "sku": one["sku"], "stocks": [stock_row(one, qty)]} for one, qty in rows]
    return adapter.send("InventoryService.UpdateStockV4", params)


def test_the_newest_stock_call_says_little_and_tells_later(adapter: Adapter) -> None:
    variant = adapter.variant("shpe")
    assert v4(adapter, (variant, 4)).json()["result"].startswith("Your process is on progress")
    assert held(adapter, variant)["stock"] == variant["stock"]
    adapter.sandbox.advance(1)
    (feedback,) = adapter.read("feedback-bulk-update-inventory-v4")
    assert (feedback["method"], feedback["result"]["stocks"][0]["success"]) == ("bulk_update_stock_v4", True)
    assert held(adapter, variant)["stock"] == 4


def test_a_newer_stock_overtakes(adapter: Adapter) -> None:
    variant = adapter.variant("shpe")
    adapter.sandbox.quirks(feedback_after_s=5.0)
    v4(adapter, (variant, 4))
    v4(adapter, (variant, 5))
    adapter.sandbox.advance(5)
    told = [one["result"]["stocks"][0] for one in adapter.read("feedback-bulk-update-inventory-v4")]
    assert [one["success"] for one in told] == [False, True]
    assert told[0]["message"].startswith("unprocessed requests for sku") and "latest" in told[0]["message"]
    assert adapter.effects("set_stock") == [variant["id"]]
    assert held(adapter, variant)["stock"] == 5


def test_the_newest_stock_call_is_strict_and_slow(adapter: Adapter) -> None:
    variant = adapter.variant("shpe")
    assert v4(adapter, (variant, 1), (variant, 1)).json()["error"]["code"] == 400
    answers = [v4(adapter, (variant, number)).status_code for number in range(4)]
    assert 429 in answers
    assert kinds(adapter.sandbox)[:2] == ["body", "rate"]
    adapter.sandbox.unlimited()
    many = [(variant, 1)] * 2001
    assert v4(adapter, *many).status_code == 400
    adapter.sandbox.quirks(v4_in_production=False)
    assert v4(adapter, (variant, 1)).status_code == 400


def product(channel: str, *variants: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A product that every channel takes."""
    share = {
        "channel": channel,
        "channel_category_id": "2336",
        "channel_product_status": "active",
        "attributes": [{"name": "Brand", "value": "Sagara"}, {"name": "Kondisi", "value": "Baru"}],
        "channel_variants": list(variants),
    }
    return {
        "brand_id": "toko-sagara",
        "name": "Termos air panas dua lapis",
        "parent_sku": "TRM",
        "description": "Termos air panas dua lapis untuk perjalanan jauh.",
        "image_urls": ["https://pictures.example.com/1.jpg"],
        "dimension_unit": "CM",
        "width": 10,
        "height": 30,
        "length": 10,
        "weight_unit": "GR",
        "weight": 400,
        "has_variant": True,
        "channel_products": [share],
        **changes,
    }


def variant_of(sku: str = "TRM-1", **changes: Any) -> dict[str, Any]:
    whole = {"remote_variant": {}, "sku": sku, "image_urls": [], "action": "ADD", "stock": 5, "price": 99_000}
    return {**whole, "variant_name": sku, "active": True, "attributes": [{"name": "Warna", "value": "Biru"}], **changes}


def upsert(adapter: Adapter, *products: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of the feedback."""
    adapter.publish("CNX_BULK_UPSERT_PRODUCT", products=list(products))
    adapter.sandbox.advance(1)
    (feedback,) = adapter.read("feedback-bulk-upsert-products")
    assert (feedback["id"], feedback["method"]) == ("bulk-1", "bulk_upsert_product")
    return list(feedback["result"]["products"])


@pytest.mark.parametrize("channel", ["shpe", "tkpd", "lzda", "tktk", "blib", "zlra", "bklp"])
def test_a_product_is_made_changed_and_partly_deleted(adapter: Adapter, channel: str) -> None:
    (made,) = upsert(adapter, product(channel, variant_of(), variant_of("TRM-2")))
    assert (made["status"], made["success"], len(made["variants"])) == ("success", True, 2), made
    first, second = ({**variant_of(one["sku"]), "remote_variant": one["remote_variant"]} for one in made["variants"])
    is_tiktok = channel == "tktk"
    place = {"variant_remote_warehouse": ["73347589009810"]} if is_tiktok else {}
    changed = {**first, "action": "UPDATE", "price": 88_000, "active": False, **place}
    left = {**second, "action": "UPDATE" if channel == "bklp" else "DELETE", **place}
    (row,) = upsert(adapter, product(channel, changed, left))
    assert row["success"], row
    now = next(one for one in adapter.sandbox.truth()["variants"] if one["sku"] == "TRM-1")
    assert (now["offers"][0]["price"], now["status"]) == ("88000.00", "active" if is_tiktok else "inactive")
    assert len([one for one in adapter.sandbox.truth()["variants"] if one["sku"] == "TRM-2"]) == (channel == "bklp")
    assert adapter.effects("create_product") == [f"{channel}:TRM"]
    assert kinds(adapter.sandbox) == []


def test_a_product_is_not_made_twice(adapter: Adapter) -> None:
    assert [upsert(adapter, product("shpe", variant_of()))[0]["success"] for _ in range(2)] == [True, False]
    assert kinds(adapter.sandbox) == ["double"]


@pytest.mark.parametrize(
    ("channel", "changes", "variant"),
    [
        ("shpe", {"description": "kurang"}, {}),
        ("shpe", {"weight": 0}, {}),
        ("shpe", {}, {"price": 98}),
        ("tktk", {"image_urls": ["x"] * 10}, {}),
        ("tktk", {}, {"stock": None}),
        ("tkpd", {"weight": 400.5}, {}),
        ("tkpd", {}, {"stock": 0}),
        ("bklp", {"name": "Teko"}, {}),
        ("bklp", {"description": "<b>Teko</b> yang sangat bagus sekali"}, {}),
        ("zlra", {}, {"variant_remote_warehouse": ["x"]}),
    ],
)
def test_what_a_channel_does_not_take(
    adapter: Adapter, channel: str, changes: dict[str, Any], variant: dict[str, Any]
) -> None:
    (row,) = upsert(adapter, product(channel, variant_of(**variant), **changes))
    assert (row["success"], row["status"]) == (False, "failed")
    assert row["message"]
    assert adapter.effects("create_product") == []


def test_tokopedia_keeps_what_was_sold(adapter: Adapter) -> None:
    (made,) = upsert(adapter, product("tkpd", variant_of(), variant_of("TRM-2")))
    both = [
        {**variant_of(v["sku"]), "action": "UPDATE", "remote_variant": v["remote_variant"]} for v in made["variants"]
    ]
    assert not upsert(adapter, product("tkpd", *both, name="Termos lain yang lebih panjang"))[0]["success"]
    assert upsert(adapter, product("tkpd", *both))[0]["success"]
    sold = next(one["id"] for one in adapter.sandbox.truth()["variants"] if one["sku"] == "TRM-1")
    adapter.sandbox.happen("product_sold", variant=sold)
    assert not upsert(adapter, product("tkpd", *both))[0]["success"]
    assert kinds(adapter.sandbox) == []


def test_a_product_with_holes_is_a_mistake(adapter: Adapter) -> None:
    whole = product("shpe", variant_of())
    rows = upsert(adapter, {name: one for name, one in whole.items() if name != "weight"}, {**whole, "colour": "blue"})
    assert [row["success"] for row in rows] == [False, False]
    assert kinds(adapter.sandbox) == ["body", "body"]


def test_the_newer_form_answers_by_warehouse(adapter: Adapter) -> None:
    adapter.sandbox.quirks(products_v2=True)
    infos = [
        {"remote_warehouse_id": place, "stock": 3, "price": 70_000, "active": True}
        for place in ("11820045", "11820046")
    ]
    whole = {name: one for name, one in variant_of().items() if name not in ("stock", "price", "active")}
    (row,) = upsert(adapter, product("tkpd", {**whole, "variant_infos": infos}))
    assert [one["remote_warehouse_id"] for one in row["variants"]] == ["11820045", "11820046"], row
    assert upsert(adapter, product("tkpd", variant_of("TRM-3")))[0]["success"] is False


def test_categories_come_in_both_forms(adapter: Adapter) -> None:
    told = adapter.ask("CategoryService.GetCategory", {"channels": ["tktk"]})
    assert (told["action"], told["category"]["status"]) == ("jsonrpc_get_category", "idle")
    newer, older = adapter.read("category-fetched-v2"), adapter.read("category-fetched")
    assert len(newer) == len(older) == 3
    assert newer[0]["category"]["attributes"][1]["options"][1] == {"option_name": "Putih", "status": "new"}
    assert older[0]["category"]["attributes"][1]["options"] == ["Hitam", "Putih"]
    assert older[0]["category"]["attributes"][0]["options"] is None
    assert "id" not in older[0]["category"] and older[0]["category"]["listing_platforms"]
    adapter.sandbox.quirks(category_list=True)
    assert len(adapter.ask("CategoryService.GetCategory", {"channels": ["tktk", "shpe"]})) == 6


def test_what_happens_elsewhere_is_told_only_when_fetched(adapter: Adapter) -> None:
    variant = adapter.variant("blib")
    adapter.sandbox.happen("stock_changed", variant=variant["id"], quantity=41)
    adapter.sandbox.happen("price_changed", variant=variant["id"], price="12500")
    adapter.sandbox.happen("status_changed", variant=variant["id"], status="inactive")
    assert adapter.read("product-fetched") == []
    now = held(adapter, variant)
    assert (now["stock"], now["offers"][0]["price"], now["status"]) == (41, "12500.00", "inactive")
    assert adapter.sandbox.happen("products_published", channel="blib")["products"] == 4
    assert {one["action"] for one in adapter.read("product-fetched")} == {"import_variant_consumer_cron"}
