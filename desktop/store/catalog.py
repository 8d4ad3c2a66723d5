"""The catalog as it lies in the file: which variants a view shows, what they hold, and which SKU is meant.

Reads only, on a raw connection; ``catalog_ingest`` writes.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.domain.catalog import ListingStatus, Offer, QcStatus, Variant, WarehouseStock
from desktop.domain.catalog_views import CatalogQuery, StoredVariant
from desktop.domain.money import Money
from desktop.store.search import search_of
from desktop.store.values import json_object, json_words, moment_or_none, money, to_json

_COLUMNS = (
    "v.id, v.remote_id, v.sku, v.name, v.product_remote_id, v.product_name, s.remote_id, v.stock, v.safety_stock, "
    "v.status, v.platform_status, v.qc_status, v.qc_reason, v.barcode, v.brand, v.category, v.image_url, v.options, "
    "v.extra, v.updated_at, v.gone_at, a.id, s.id, s.name, a.platform"
)
_FROM = "FROM variants v JOIN shops s ON s.no = v.shop_no JOIN accounts a ON a.no = v.account_no"
_CONNECTED = "a.removed_at IS NULL"


@dataclass(frozen=True, slots=True)
class Found:
    """A variant as it lies in the file."""

    id: int
    variant: Variant
    gone: bool
    place: tuple[str, str, str, str]  # account id, shop id, shop name, platform

    def stored(self) -> StoredVariant:
        """As services hand it on."""
        account_id, shop_id, shop, platform = self.place
        return StoredVariant(self.id, account_id, shop_id, shop, platform, self.variant)


def variant_ids(c: sqlite3.Connection, query: CatalogQuery, limit: int | None = None) -> tuple[int, ...]:
    """The ids of a view, by SKU; what is gone is left out."""
    asked: dict[str, object] = {"shops": to_json(list(query.shop_ids)), "limit": -1 if limit is None else limit}
    where = [_CONNECTED, "v.gone_at IS NULL"]
    if query.shop_ids:
        where.append("s.id IN (SELECT value FROM json_each(:shops))")
    where += _searched(query.search, asked)
    rows = c.execute(f"SELECT v.id {_FROM} WHERE {' AND '.join(where)} ORDER BY v.sku, v.id LIMIT :limit", asked)
    return tuple(row[0] for row in rows)


def count(c: sqlite3.Connection, query: CatalogQuery) -> int:
    """How many variants a view has."""
    return len(variant_ids(c, query))


def _searched(typed: str, asked: dict[str, object]) -> list[str]:
    """Conditions for what was typed: the search index finds, and each word is tested where trigrams cannot tell."""
    search = search_of(typed)
    if not search.words:
        return []
    found = []
    if search.match:
        found.append("v.id IN (SELECT rowid FROM variants_fts WHERE variants_fts MATCH :match)")
        asked["match"] = search.match
    for place, word in enumerate(search.words):
        asked[f"word{place}"] = word
        text = "SELECT instr(x.search_text, :word" + str(place) + ") FROM variant_texts x WHERE x.variant_id = v.id"
        found.append(f"({text})")
    return found


def variants(c: sqlite3.Connection, ids: Sequence[int]) -> tuple[StoredVariant, ...]:
    """These variants, in the order asked."""
    found = {
        one.id: one for one in _select(c, "v.id IN (SELECT value FROM json_each(:ids))", {"ids": to_json(list(ids))})
    }
    return tuple(found[id_].stored() for id_ in ids if id_ in found)


def by_skus(
    c: sqlite3.Connection, skus: Iterable[str], shop_ids: Collection[str] = ()
) -> dict[str, tuple[StoredVariant, ...]]:
    """The variants with each of these SKUs (or remote ids), in these shops or in all; what is not there is missing."""
    wanted = tuple(skus)
    where = f"{_CONNECTED} AND v.gone_at IS NULL AND v.{{}} IN (SELECT value FROM json_each(:names))"
    if shop_ids:
        where += " AND s.id IN (SELECT value FROM json_each(:shops))"
    asked = {"names": to_json(list(wanted)), "shops": to_json(list(shop_ids))}
    found: dict[str, list[StoredVariant]] = {}
    for one in _select(c, where.format("sku"), asked):
        found.setdefault(one.variant.sku.casefold(), []).append(one.stored())
    # With the account named SQLite finds remote ids by their index instead of looking at every SKU.
    for one in _select(c, f"v.account_no IN (SELECT no FROM accounts) AND {where.format('remote_id')}", asked):
        found.setdefault(one.variant.remote_id.casefold(), []).append(one.stored())
    return {sku: _exact(sku, found[sku.casefold()]) for sku in wanted if sku.casefold() in found}


def by_barcodes(c: sqlite3.Connection, barcodes: Iterable[str]) -> dict[str, tuple[StoredVariant, ...]]:
    """The variants with each of these barcodes; what is not there is missing."""
    where = (
        f"{_CONNECTED} AND v.gone_at IS NULL AND v.barcode <> '' "
        "AND v.barcode IN (SELECT value FROM json_each(:barcodes))"
    )
    found: dict[str, list[StoredVariant]] = {}
    for one in _select(c, where, {"barcodes": to_json(list(barcodes))}):
        found.setdefault(one.variant.barcode, []).append(one.stored())
    return {barcode: tuple(them) for barcode, them in found.items()}


def _exact(sku: str, found: Sequence[StoredVariant]) -> tuple[StoredVariant, ...]:
    """SKUs that differ only in case are other SKUs where both are there."""
    unique = {one.id: one for one in found}.values()
    exact = tuple(one for one in unique if sku in (one.variant.sku, one.variant.remote_id))
    return exact or tuple(unique)


def by_remote_ids(c: sqlite3.Connection, account: int, remote_ids: Sequence[str]) -> dict[str, Found]:
    """Those of the variants of an account (by its short number) that are known, gone ones included."""
    where = "v.account_no = :account AND v.remote_id IN (SELECT value FROM json_each(:ids))"
    found = _select(c, where, {"account": account, "ids": to_json(list(remote_ids))})
    return {one.variant.remote_id: one for one in found}


def _select(c: sqlite3.Connection, where: str, asked: Mapping[str, object]) -> tuple[Found, ...]:
    rows = c.execute(f"SELECT {_COLUMNS} {_FROM} WHERE {where} ORDER BY v.sku, v.id", dict(asked)).fetchall()
    ids = to_json([row[0] for row in rows])
    offers, stocks = _offers(c, ids), _stocks(c, ids)
    return tuple(_found(row, offers.get(row[0], ()), stocks.get(row[0], ())) for row in rows)


def _offers(c: sqlite3.Connection, ids: str) -> dict[int, tuple[Offer, ...]]:
    found: dict[int, tuple[Offer, ...]] = {}
    for row in c.execute(
        "SELECT variant_id, market, price, currency, sale_price, sale_from, sale_to, status, platform_status, "
        "safety_stock FROM offers WHERE variant_id IN (SELECT value FROM json_each(?)) ORDER BY variant_id, position",
        (ids,),
    ):
        found[row[0]] = (*found.get(row[0], ()), _offer(*row[1:]))
    return found


def _offer(
    market: str,
    price: str | None,
    currency: str,
    sale_price: str | None,
    sale_from: int | None,
    sale_to: int | None,
    status: str,
    platform_status: str,
    safety_stock: int | None,
) -> Offer:
    def amount(text: str | None) -> Money | None:
        return None if text is None else money(text, currency)

    return Offer(
        market=market,
        price=amount(price),
        sale_price=amount(sale_price),
        sale_from=moment_or_none(sale_from),
        sale_to=moment_or_none(sale_to),
        status=ListingStatus(status),
        platform_status=platform_status,
        safety_stock=safety_stock,
    )


def _stocks(c: sqlite3.Connection, ids: str) -> dict[int, tuple[WarehouseStock, ...]]:
    found: dict[int, tuple[WarehouseStock, ...]] = {}
    for id_, warehouse, quantity in c.execute(
        "SELECT variant_id, warehouse, quantity FROM variant_stocks "
        "WHERE variant_id IN (SELECT value FROM json_each(?)) ORDER BY variant_id, position",
        (ids,),
    ):
        found[id_] = (*found.get(id_, ()), WarehouseStock(warehouse, quantity))
    return found


def _found(row: tuple[Any, ...], offers: tuple[Offer, ...], stocks: tuple[WarehouseStock, ...]) -> Found:
    variant = Variant(
        remote_id=row[1],
        sku=row[2],
        name=row[3],
        product_remote_id=row[4],
        product_name=row[5],
        shop_remote_id=row[6],
        stock=row[7],
        safety_stock=row[8],
        stocks=stocks,
        offers=offers,
        status=ListingStatus(row[9]),
        platform_status=row[10],
        qc_status=QcStatus(row[11]),
        qc_reason=row[12],
        barcode=row[13],
        brand=row[14],
        category=row[15],
        image_url=row[16],
        options=json_words(row[17]),
        extra=json_object(row[18]),
        updated_at=moment_or_none(row[19]),
    )
    return Found(row[0], variant, row[20] is not None, (row[21], row[22], row[23], row[24]))
