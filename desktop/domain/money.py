"""Money exists so that no amount ever travels without its currency or as a binary float."""

from dataclasses import dataclass
from decimal import Decimal

from desktop.domain.errors import BackshopError


class CurrencyMismatchError(BackshopError):
    """Two amounts of different currencies were added: a bug of ours, never the seller's."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount with its ISO 4217 code, as the platform wrote it (``Decimal("12.50")``, ``"KES"``)."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise CurrencyMismatchError(f"{self.currency} + {other.currency}")
        return Money(self.amount + other.amount, self.currency)

    def times(self, count: int) -> "Money":
        """This amount ``count`` times."""
        return Money(self.amount * count, self.currency)
