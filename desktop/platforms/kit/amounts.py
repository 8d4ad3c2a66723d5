"""Amounts as rules look at them: a number or none, and how many decimals it needs."""

from decimal import Decimal, InvalidOperation


def number_of(written: object) -> Decimal | None:
    """A finite number; None for anything else."""
    try:
        amount = Decimal(str(written))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def places_of(amount: Decimal) -> int:
    """Decimals that are not zero at the end."""
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
