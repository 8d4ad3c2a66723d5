"""A product that a channel would not take is found out before it is sent; the shop's own limits go first."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sirclo_records import BRAND, Adapter, Desk, at_adapter

from desktop.domain.errors import Refused
from desktop.domain.findings import Severity
from desktop.platforms.sirclo.channel_rules import check_entry

VARIANT: dict[str, Any] = {
    "remote_variant": {},
    "sku": "SKU-1",
    "stock": 5,
    "price": 50000,
    "active": True,
    "attributes": [],
}
PRODUCT: dict[str, Any] = {
    "brand_id": BRAND,
    "name": "A shirt of batik in blue",
    "description": "A shirt of batik, made by hand, in blue and brown.",
    "image_urls": ["https://pictures.example/1.jpg"],
    "weight": 200,
    "channel_products": [
        {
            "channel": "tkpd",
            "channel_category_id": "1",
            "attributes": [{"name": "a", "value": "b"}],
            "channel_variants": [VARIANT],
        }
    ],
}


def product(channel: str = "tkpd", *, is_there: bool = False, **changes: Any) -> dict[str, Any]:
    """Changes: of the product; ``of_channel__x`` and ``of_variant__x`` of its parts; None takes away."""
    made = copy.deepcopy(PRODUCT)
    sold = made["channel_products"][0]
    sold["channel"] = channel
    parts = {"of_channel": sold, "of_variant": sold["channel_variants"][0]}
    if is_there:
        parts["of_variant"] |= {"remote_variant": {"id": 1}, "action": "UPDATE"}
    for key, value in changes.items():
        part, _, name = key.partition("__")
        target = parts[part] if name else made
        target[name or key] = value
    return made


def codes(made: dict[str, Any], **limits: Any) -> list[tuple[str, str]]:
    return [(one.key, one.code) for one in check_entry(made, limits) if one.severity is Severity.ERROR]


@pytest.mark.parametrize("channel", ["tktk", "tkpd", "blib", "shpe", "lzda", "bklp", "zlra", "orami"])
def test_a_good_product_is_good_everywhere(channel: str) -> None:
    assert codes(product(channel)) == []
    assert codes(product(channel, is_there=True)) == []


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (product("tktk", image_urls=["x"] * 10), ("images", "out_of_range")),
        (product("tktk", of_variant__attributes=[{}] * 4), ("attributes", "too_many")),
        (product("tktk", of_variant__stock=None), ("stock", "missing_field")),
        (product("tktk", of_channel__channel_variants=[]), ("channel_variants", "too_few")),
        (product("tkpd", of_channel__attributes=[]), ("attributes", "too_few")),
        (product("tkpd", of_variant__stock=0), ("stock", "out_of_range")),
        (product("tkpd", weight=0.5), ("weight", "too_many_decimals")),
        (product("tkpd", is_there=True, description="x" * 2000), ("description", "out_of_range")),
        (
            product("tkpd", of_channel__preorder={"is_active": True, "type": "days", "value": 92}),
            ("preorder", "out_of_range"),
        ),
        (
            product("bklp", of_channel__preorder={"is_active": True, "type": "weeks", "value": 2}),
            ("preorder", "not_offered"),
        ),
        (product("blib", of_variant__stock=-1), ("stock", "out_of_range")),
        (product("shpe", description="<b>blue</b>"), ("description", "no_html")),
        (product("shpe", description="ab"), ("description", "out_of_range")),
        (product("shpe", weight=0), ("weight", "below_zero")),
        (product("lzda", is_there=True, description="short"), ("description", "out_of_range")),
        (product("bklp", name="short"), ("name", "out_of_range")),
        (product("bklp", is_there=True, of_variant__action="DELETE"), ("channel_variants", "all_deleted")),
        (product("shpe", is_there=True, of_variant__action=None), ("action", "missing_field")),
        (product("shpe", of_variant__price=None), ("price", "price_needed")),
        (product("zlra", of_channel__channel_category_id=""), ("channel_category_id", "missing_field")),
        (product("zlra", name=""), ("name", "missing_field")),
    ],
)
def test_what_a_channel_would_not_take_is_named(made: dict[str, Any], found: tuple[str, str]) -> None:
    assert found in codes(made)


def test_variants_lie_in_the_same_warehouses_at_one_price() -> None:
    def infos(*places: tuple[str, int]) -> dict[str, Any]:
        told = [{"remote_warehouse_id": name, "price": price, "stock": 1, "active": True} for name, price in places]
        return {**VARIANT, "variant_infos": told}

    made = product("shpe", of_channel__channel_variants=[infos(("A", 5), ("B", 6)), infos(("A", 5))])
    assert codes(made) == [("warehouses", "not_the_same"), ("price", "not_the_same")]
    made = product("blib", of_channel__channel_variants=[infos(("A", 5), ("B", 6))])
    assert codes(made) == []


def test_the_shops_own_limits_win() -> None:
    limits = {"item_description_length_limit": {"min": "100", "max": "3000"}}
    assert codes(product("shpe"), shpe=limits) == [("description", "out_of_range")]
    assert codes(product("shpe", description="abc"), shpe={"item_description_length_limit": {"min": "1"}}) == []


def test_of_the_twins_in_singapore_nothing_is_certain() -> None:
    told = check_entry(product("shpe-sg", description="<b>blue</b>"))
    assert [(one.code, one.severity) for one in told] == [("no_html", Severity.WARNING)]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["channel_products", "channel", "channel_variants", "variant_infos", "price", "preorder"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_rules_take_anything(value: Any) -> None:
    made = {"channel_products": [{"channel": "tkpd", "channel_variants": value, "preorder": value}], "weight": value}
    assert check_entry(made)


def test_a_bad_product_is_not_published() -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        with pytest.raises(Refused) as told:
            await desk.connector.call("CNX_BULK_UPSERT_PRODUCT", {"products": [product(weight=0.5)]})
        assert (told.value.code, told.value.params["field"], told.value.params["channel"]) == (
            "too_many_decimals",
            "weight",
            "tkpd",
        )
        assert adapter.published == []
        await desk.connector.call("CNX_BULK_UPSERT_PRODUCT", {"products": [product()]})
        assert len(adapter.published) == 1

    at_adapter(adapter, job)
