"""The two generations of Jumpseller's API: every difference between them that matters to us (jumpseller.md 1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from decimal import Decimal

from desktop.platforms.jumpseller.shapes import Store
from desktop.platforms.kit.contract import Window

Query = Sequence[tuple[str, str]]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Generation:
    """What a server speaks. ``year`` names the contract."""

    year: int
    basic: bool  # credentials as HTTP Basic; else as the query pair login and authtoken
    date_filter: bool  # orders can be asked by date (section 5)
    fulfils: bool  # stores have locations, and fulfillments can be created (section 7)
    sale_price: bool  # compare_at_price is there (section 8)
    coupon_list: bool  # a promotion has coupons; else one code (section 9)

    def orders_in(self, window: Window) -> Query:
        """What of a window the server can filter itself. Its days are of an unknown zone: one more on either side."""
        if not self.date_filter:
            return ()
        first, last = window.start.astimezone(UTC) - ONE_DAY, window.end.astimezone(UTC) + ONE_DAY
        return (("dateFilter", "customDate"), ("initialDate", f"{first:%Y-%m-%d}"), ("finalDate", f"{last:%Y-%m-%d}"))

    def prices(self, price: Decimal, sale: Decimal | None) -> dict[str, object]:
        """The fields of a price: what buyers pay is ``price``, what is struck out beside it ``compare_at_price``.

        Zero takes a struck-out price away: one left behind would make a sale of the next lower price.
        """
        if not self.sale_price:
            return {"price": price}
        return {"price": price if sale is None else sale, "compare_at_price": Decimal(0) if sale is None else price}

    def coupons(self, fields: Mapping[str, object]) -> dict[str, object]:
        """A promotion's settings with its codes as this generation writes them; both spellings are taken."""
        kept = {key: value for key, value in fields.items() if key not in ("code", "coupons")}
        codes = codes_of(fields)
        if not codes:
            return kept
        if self.coupon_list:
            listed = fields.get("coupons") or [{"code": code, "usage_limit": 0} for code in codes]
            return {**kept, "coupons": listed}
        return {**kept, "code": codes[0]}


OLD = Generation(2021, basic=False, date_filter=False, fulfils=False, sale_price=False, coupon_list=False)
NEW = Generation(2026, basic=True, date_filter=True, fulfils=True, sale_price=True, coupon_list=True)


def is_newer(store: Store) -> bool:
    """Whether a store's description holds what only the newer contract knows."""
    return store.subscription_plan is not None or store.subscription_status is not None


def codes_of(fields: Mapping[str, object]) -> list[str]:
    """The coupon codes among a promotion's settings, in either spelling."""
    listed = fields.get("coupons")
    found = [one.get("code") for one in listed if isinstance(one, Mapping)] if isinstance(listed, list | tuple) else []
    return [str(code) for code in (found or [fields.get("code")]) if code]
