"""A package holds what Jumia lets travel together, with a provider that is really offered for all of it."""

import pytest
from jumia_wishes import line, wish

from desktop.domain.errors import Refused
from desktop.domain.operations import OperationKind
from desktop.domain.orders import ProviderOption
from desktop.platforms.jumia.packing import Package, chosen, common, packages_of

STATION = ProviderOption("p-1", "Drop-off station 4")
COURIER = ProviderOption("p-2", "Own courier", needs_tracking_code=True)


def pack(*items: str, **after: object) -> tuple[Package, ...]:
    lines = [line(item_id) for item_id in items]
    return packages_of(wish(OperationKind.PACK, *items, **after), lines, dict.fromkeys(items, (STATION, COURIER)))


@pytest.mark.parametrize("name", ["p-1", "Drop-off station 4", "DROP-OFF STATION 4 "])
def test_a_provider_is_meant_by_id_or_by_name(name: str) -> None:
    (package,) = pack("1", "2", provider=name)
    assert package.as_body() == {"orderItems": ["1", "2"], "shipmentProviderId": "p-1"}


def test_a_tracking_code_is_sent_only_where_it_is_required() -> None:
    assert "trackingCode" not in pack("1", provider="p-1", tracking_code="T-1")[0].as_body()
    assert pack("1", provider="p-2", tracking_code="T-1")[0].as_body()["trackingCode"] == "T-1"
    with pytest.raises(Refused) as told:
        pack("1", provider="p-2")
    assert told.value.code == "tracking_code_needed"


def test_without_a_wish_the_only_option_is_taken() -> None:
    assert chosen("", [STATION]) == STATION


@pytest.mark.parametrize(
    ("wanted", "offered", "code"),
    [
        ("", [], "provider_needed"),
        ("", [STATION, COURIER], "provider_needed"),
        ("Somebody else", [STATION], "provider_not_offered"),
        ("p-1", [], "provider_not_offered"),
    ],
)
def test_in_doubt_the_seller_chooses(wanted: str, offered: list[ProviderOption], code: str) -> None:
    with pytest.raises(Refused) as told:
        chosen(wanted, offered)
    assert told.value.code == code
    assert told.value.params["options"] == ", ".join(option.name for option in offered)


def test_only_what_every_item_is_offered_may_be_chosen() -> None:
    assert common([(STATION, COURIER), (COURIER,)]) == (COURIER,)
    assert common([(STATION,), ()]) == ()
    assert common([]) == ()


def test_another_country_or_method_is_another_package() -> None:
    lines = [line("1"), line("2", method="Express"), line("3", country="UG"), line("4")]
    options = {one.item.remote_id: (STATION,) for one in lines}
    packages = packages_of(wish(OperationKind.PACK, "1", "2", "3", "4"), lines, options)
    assert [package.item_ids for package in packages] == [("1", "4"), ("2",), ("3",)]


def test_another_shop_is_another_package_with_its_own_station() -> None:
    other = ProviderOption("p-3", "Drop-off station 9")
    lines = [line("1"), line("2", shop="s-2")]
    options = {"1": (STATION, COURIER), "2": (other,)}
    packages = packages_of(wish(OperationKind.PACK, "1", "2", provider="p-1"), lines, options)
    assert [(package.item_ids, package.provider) for package in packages] == [(("1",), STATION), (("2",), other)]
    with pytest.raises(Refused) as told:
        packages_of(wish(OperationKind.PACK, "1", "2", provider="p-9"), lines, options)
    assert told.value.code == "provider_not_offered"


def test_an_item_nothing_is_offered_for_is_not_packed() -> None:
    with pytest.raises(Refused):
        packages_of(wish(OperationKind.PACK, "1"), [line("1")], {})
