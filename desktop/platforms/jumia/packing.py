"""Packing: which items travel in one package, and with which provider (jumia.md 5.4, 5.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.errors import Refused
from desktop.domain.operations import Operation
from desktop.domain.orders import ProviderOption
from desktop.platforms.jumia.mapping import Line

Options = Mapping[str, tuple[ProviderOption, ...]]  # by item id


@dataclass(frozen=True, slots=True)
class Package:
    """Items of one order that leave as one parcel."""

    item_ids: tuple[str, ...]
    provider: ProviderOption
    tracking_code: str = ""

    def as_body(self) -> dict[str, object]:
        """The package as v2 pack wants it: items always as a list, a tracking code only where it is required."""
        body: dict[str, object] = {"orderItems": list(self.item_ids), "shipmentProviderId": self.provider.id}
        return body | ({"trackingCode": self.tracking_code} if self.provider.needs_tracking_code else {})


def packages_of(operation: Operation, lines: Sequence[Line], options: Options) -> tuple[Package, ...]:
    """The packages of one operation: one per shop, country and shipment method among its items.

    Providers are offered per shop (usually its drop-off station), so a wished one may fit some packages only: it is
    taken where it is offered, and elsewhere the only option there is.

    Raises:
        Refused: ``provider_needed`` (none or several are offered), ``provider_not_offered``, ``tracking_code_needed``.
    """
    parcels: dict[tuple[str, str, str], list[str]] = {}
    for line in lines:
        key = (line.item.shop_remote_id, line.country, line.item.shipment_method)
        parcels.setdefault(key, []).append(line.item.remote_id)
    offered = {tuple(ids): common([options.get(item_id, ()) for item_id in ids]) for ids in parcels.values()}
    wish, code = _text(operation, "provider"), _text(operation, "tracking_code")
    fits = {ids: bool(_meant(wish, choices)) for ids, choices in offered.items()}
    return tuple(
        _package(ids, chosen(wish if fits[ids] or not any(fits.values()) else "", choices), code)
        for ids, choices in offered.items()
    )


def _package(item_ids: tuple[str, ...], provider: ProviderOption, code: str) -> Package:
    if provider.needs_tracking_code and not code:
        raise Refused("tracking_code_needed", provider=provider.name)
    return Package(item_ids, provider, code)


def common(choices: Sequence[tuple[ProviderOption, ...]]) -> tuple[ProviderOption, ...]:
    """The options that every item has, in the first item's order."""
    ids = [{option.id for option in offered} for offered in choices]
    return tuple(option for option in choices[0] if all(option.id in others for others in ids)) if choices else ()


def chosen(wish: str, offered: Sequence[ProviderOption]) -> ProviderOption:
    """The option meant by an id or a name in any case; without a wish the only one there is."""
    names = ", ".join(option.name for option in offered)
    if not wish:
        if len(offered) == 1:
            return offered[0]
        raise Refused("provider_needed", options=names)
    meant = _meant(wish, offered)
    if len(meant) != 1:
        raise Refused("provider_not_offered", provider=wish, options=names)
    return meant[0]


def _meant(wish: str, offered: Sequence[ProviderOption]) -> list[ProviderOption]:
    return [option for option in offered if wish == option.id or wish.casefold() == option.name.casefold()]


def _text(operation: Operation, key: str) -> str:
    return str(operation.after.get(key) or "").strip()
