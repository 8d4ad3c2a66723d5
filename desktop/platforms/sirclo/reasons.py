"""Reasons for a cancellation: each channel has its own list or takes any text (sirclo.md 3, ListCancelReason).

A reason chosen for one order may be meant for orders of other channels as well; their lists name it by another code.
"""

from desktop.domain.errors import Refused
from desktop.domain.orders import CancelReason
from desktop.platforms.sirclo import mapping
from desktop.platforms.sirclo.client import Client


class Reasons:
    """The lists of one account; they do not change while the program runs."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lists: dict[tuple[str, str], tuple[CancelReason, ...]] = {}

    async def of(self, brand: str, channel: str) -> tuple[CancelReason, ...]:
        """Empty where any text will do."""
        if (brand, channel) not in self._lists:
            answer = await self._client.cancel_reasons(brand, channel)
            self._lists[brand, channel] = mapping.cancel_reasons(answer, channel)
        return self._lists[brand, channel]

    async def sent_as(self, brand: str, channel: str, chosen: str) -> str:
        """What is sent for a reason: chosen there, chosen at another channel (``shpe:5``), or typed.

        Raises ``Refused``: ``reason_needed``, ``reason_of_other_channel`` where this one has none of that name.
        """
        if not chosen:
            raise Refused("reason_needed")
        home, colon, code = chosen.partition(":")
        if home == channel and colon:
            return code
        if not colon or (brand, home) not in self._lists:
            return chosen
        name = next((one.name for one in await self.of(brand, home) if one.id == code), code)
        here = await self.of(brand, channel)
        found = next((one.id for one in here if one.name.casefold() == name.casefold()), "")
        if here and not found:
            raise Refused("reason_of_other_channel", channel=home)
        return found or name
