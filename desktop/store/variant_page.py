"""Gathers what a page of variants has to write and writes it table by table, which is what makes it quick."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.catalog import Variant
from desktop.store import bulk
from desktop.store.accounts import shop_no_of
from desktop.store.bulk import ROW, Values
from desktop.store.catalog import Found
from desktop.store.sql import raw, t
from desktop.store.values import plain, to_ms
from desktop.store.variant_values import offer_rows, own_values, searched, stock_rows

if TYPE_CHECKING:
    import sqlalchemy as sa


class VariantPage:
    """The new and the different of one call; ``write`` says which variants that were."""

    def __init__(self, c: sa.Connection, account: int, at: datetime) -> None:
        self._c, self._account, self._at = c, account, at
        self._free_id = int(raw(c).execute("SELECT coalesce(max(id), 0) FROM variants").fetchone()[0])
        self._shops: dict[str, int] = {}
        self._changed: list[int] = []
        self._new: list[Values] = []
        self._new_texts: list[Values] = []
        self._rows: list[Values] = []
        self._texts: list[Values] = []
        self._offers: list[Values] = []
        self._offers_replaced: list[int] = []
        self._stocks: list[Values] = []
        self._stocks_replaced: list[int] = []

    def add(self, variant: Variant) -> None:
        """A variant never seen before."""
        self._free_id += 1
        now = to_ms(self._at)
        row = {"id": self._free_id, "account_no": self._account, "read_at": now, "known_from": now}
        self._changed.append(self._free_id)
        self._new.append(row | self._row(variant))
        self._new_texts.append({"variant_id": self._free_id, "search_text": searched(variant)})
        self._offers += offer_rows(self._free_id, variant)
        self._stocks += stock_rows(self._free_id, variant)

    def update(self, old: Found, variant: Variant) -> None:
        """A known variant as it is now; what did not change is not written again."""
        self._changed.append(old.id)
        if moved := bulk.different(self._row(variant), self._row(old.variant, gone=old.gone)):
            self._rows.append({**moved, ROW: old.id})
        if (text := searched(variant)) != searched(old.variant):
            self._texts.append({"search_text": text, ROW: old.id})
        if variant.offers != old.variant.offers:
            self._offers_replaced.append(old.id)
            self._offers += offer_rows(old.id, variant)
        if variant.stocks != old.variant.stocks:
            self._stocks_replaced.append(old.id)
            self._stocks += stock_rows(old.id, variant)

    def write(self) -> tuple[int, ...]:
        """Write it all; returns the ids of the variants that are new or different."""
        bulk.insert(self._c, t.variants, self._new)
        bulk.insert(self._c, t.variant_texts, self._new_texts)
        bulk.update(self._c, t.variants.c.id, self._rows)
        bulk.update(self._c, t.variant_texts.c.variant_id, self._texts)
        bulk.delete(self._c, t.offers.c.variant_id, self._offers_replaced)
        bulk.insert(self._c, t.offers, self._offers)
        bulk.delete(self._c, t.variant_stocks.c.variant_id, self._stocks_replaced)
        bulk.insert(self._c, t.variant_stocks, self._stocks)
        return tuple(self._changed)

    def _row(self, variant: Variant, *, gone: bool = False) -> Values:
        return {**own_values(variant), "shop_no": self._shop(variant), "gone_at": to_ms(self._at) if gone else None}

    def _shop(self, variant: Variant) -> int:
        """The shop it is sold in; where the platform names none, the account's first."""
        remote_id = plain(variant.shop_remote_id)
        if remote_id not in self._shops:
            self._shops[remote_id] = (not remote_id and self._first_shop()) or shop_no_of(
                self._c, self._account, remote_id, remote_id, self._at
            )
        return self._shops[remote_id]

    def _first_shop(self) -> int:
        first = "SELECT min(no) FROM shops WHERE account_no = ?"
        return int(raw(self._c).execute(first, (self._account,)).fetchone()[0] or 0)
