"""Couriers of the channels that let the seller choose one (sirclo.md 3, GetShipmentProviderServices)."""

from desktop.domain.errors import Refused
from desktop.domain.orders import ProviderOption
from desktop.platforms.sirclo import mapping
from desktop.platforms.sirclo.client import Client
from desktop.platforms.sirclo.codes import OFFERS_COURIERS


class Couriers:
    """The lists of one account; they do not change while the program runs."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lists: dict[tuple[str, str], tuple[tuple[ProviderOption, ...], str]] = {}

    async def of(self, brand: str, channel: str) -> tuple[ProviderOption, ...]:
        """What may be chosen, the default first; empty where there is nothing to choose."""
        return (await self._list(brand, channel))[0]

    async def chosen(self, brand: str, channel: str, wish: str) -> str:
        """What is sent for a wish (id or name); for none the default, or the only one there is.

        Raises ``Refused``: ``provider_needed`` (several are offered), ``provider_not_offered``.
        """
        offered, default = await self._list(brand, channel)
        if not offered:
            return wish
        if not wish and (default or len(offered) == 1):
            return default or offered[0].id
        names = ", ".join(one.name for one in offered)
        if not wish:
            raise Refused("provider_needed", options=names)
        found = next((one.id for one in offered if wish in (one.id, one.name)), None)
        if found is None:
            raise Refused("provider_not_offered", provider=wish, options=names)
        return found

    async def _list(self, brand: str, channel: str) -> tuple[tuple[ProviderOption, ...], str]:
        if channel not in OFFERS_COURIERS:
            return (), ""
        if (brand, channel) not in self._lists:
            self._lists[brand, channel] = mapping.couriers(await self._client.couriers(brand, channel))
        return self._lists[brand, channel]
