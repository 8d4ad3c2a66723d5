"""What a manifest declares, its connector has; what it does not declare, nobody has to look for."""

from shop_floor import Floor, work

from desktop.platforms.kit.contract import (
    Connector,
    FetchesLabels,
    OffersProviders,
    OffersReasons,
    OffersRejectReasons,
    ReadsOrders,
    SendsOperations,
    TracesParcels,
)
from desktop.platforms.kit.manifest import Can

PROTOCOLS = {
    ReadsOrders: {Can.READ_ORDERS},
    OffersProviders: {Can.CHOOSE_PROVIDER},
    SendsOperations: {
        Can.SET_STOCK,
        Can.SET_SAFETY_STOCK,
        Can.SET_PRICE,
        Can.SET_STATUS,
        Can.ACCEPT,
        Can.PACK,
        Can.READY,
        Can.SHIP,
        Can.COMPLETE,
        Can.CANCEL,
        Can.REJECT_CANCEL,
        Can.REPACK,
        Can.SET_INVOICE,
    },
    FetchesLabels: {Can.LABELS},
    OffersReasons: {Can.CANCEL_REASON},
    OffersRejectReasons: {Can.REJECT_CANCEL},
    TracesParcels: {Can.TRACE},
}


def test_a_connector_has_exactly_what_its_manifest_declares(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        assert isinstance(floor.connector, Connector)
        for protocol, capabilities in PROTOCOLS.items():
            assert isinstance(floor.connector, protocol) == bool(capabilities & floor.manifest.can)

    work(floor, job)


def test_making_a_connector_asks_nobody(floor: Floor) -> None:
    async def job(floor: Floor) -> list[object]:
        return list(floor.sandbox.requests())

    assert work(floor, job) == []
