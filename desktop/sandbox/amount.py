"""Amounts as the truth tells them: decimal text, from whole numbers of a currency's smallest unit."""


def money(smallest: int, unit: int = 100) -> str:
    """An amount as decimal text, to the cent where there are cents; `unit`: how many of the smallest make one."""
    return str(smallest) if unit == 1 else f"{smallest // unit}.{smallest % unit:02d}"
