"""Finds the SKU that a row of a file means: by the marketplace's id, by SKU, by barcode, in the shop it names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.domain.catalog import Variant
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.file_columns import FileColumn
from desktop.platforms.kit.manifest import Can
from desktop.services.catalog_files.file_rows import FileRow
from desktop.services.catalog_files.trial import Scope
from desktop.services.shop_books import Books
from desktop.store import catalog

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Match:
    """The variants that a row means, or why it means none."""

    variants: tuple[StoredVariant, ...] = ()
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


def match(c: "sqlite3.Connection", rows: Sequence[FileRow], books: Books, scope: Scope) -> dict[int, Match]:
    """What each of these rows means, by its number.

    Codes: ``sku_missing``, ``unknown_sku``, ``shop_not_here``, ``several_shops``, ``several_skus``.
    """
    names = {text for row in rows for of, text in row.names.items() if of is not FileColumn.BARCODE}
    known = catalog.by_skus(c, sorted({form for name in names for form in _forms(name)}))
    codes = {row.names[FileColumn.BARCODE].strip() for row in rows if FileColumn.BARCODE in row.names}
    barcodes = catalog.by_barcodes(c, sorted(codes)) if codes else {}
    shops = _shops_by_name(books)
    return {row.number: _match(row, known, barcodes, shops, books, scope) for row in rows}


def _match(
    row: FileRow,
    known: Mapping[str, tuple[StoredVariant, ...]],
    barcodes: Mapping[str, tuple[StoredVariant, ...]],
    shops: Mapping[str, frozenset[str]],
    books: Books,
    scope: Scope,
) -> Match:
    if not row.names:
        return Match(code="sku_missing")
    if row.shop and row.shop.casefold() not in shops:
        return Match(code="shop_not_here", params={"shop": row.shop})
    meant = frozenset(scope.shop_ids or books)
    named = shops[row.shop.casefold()] if row.shop else meant
    among = named & meant or named
    for of, text in row.names.items():
        found = _called(of, text, known, barcodes)
        there = _sold_in(tuple(one for one in found if one.shop_id in among), row.market or scope.market)
        if there:
            return _one(there, scope)
    return _unlisted(row, among, books) if scope.unlisted else Match(code="unknown_sku", params={"sku": row.sku})


def _called(
    of: FileColumn,
    text: str,
    known: Mapping[str, tuple[StoredVariant, ...]],
    barcodes: Mapping[str, tuple[StoredVariant, ...]],
) -> tuple[StoredVariant, ...]:
    if of is FileColumn.BARCODE:
        return barcodes.get(text.strip(), ())
    found = next((known[form] for form in _forms(text) if form in known), ())
    if of is FileColumn.ID:
        return tuple(one for one in found if one.variant.remote_id == text.strip())
    return found


def _forms(name: str) -> tuple[str, ...]:
    """As it is written, without spaces around it, and with the apostrophe that may have been part of it."""
    return tuple(dict.fromkeys((name, name.strip(), f"'{name}")))


def _one(found: tuple[StoredVariant, ...], scope: Scope) -> Match:
    shops = {one.shop_id for one in found}
    if len(shops) > 1 and not scope.everywhere:
        return Match(code="several_shops", params={"shops": ", ".join(sorted({one.shop for one in found}))})
    if len(found) > len(shops):
        return Match(code="several_skus", params={"n": str(len(found))})
    return Match(found)


def _sold_in(found: tuple[StoredVariant, ...], market: str) -> tuple[StoredVariant, ...]:
    """Where a market is named, the variants that are sold there, if any are."""
    name = market.casefold()
    there = tuple(one for one in found if any(offer.market.casefold() == name for offer in one.variant.offers))
    return there if market and there else found


def _unlisted(row: FileRow, among: frozenset[str], books: Books) -> Match:
    """Some platforms list no SKUs: there one is taken at its word."""
    able = [book.shop for id_, book in books.items() if id_ in among and Can.UNLISTED_SKUS in book.rules.can]
    if len(able) != 1 or not row.names.get(FileColumn.SKU):
        return Match(code="unknown_sku", params={"sku": row.sku})
    shop, sku = able[0], row.sku.strip()
    variant = Variant(sku, sku, "", shop_remote_id=shop.remote_id)
    return Match((StoredVariant(0, shop.account_id, shop.id, shop.name, shop.platform, variant),))


def _shops_by_name(books: Books) -> dict[str, frozenset[str]]:
    """The shops that each name, or id, may mean."""
    found: dict[str, frozenset[str]] = {}
    for id_, book in books.items():
        for name in (id_, book.shop.name):
            found[name.casefold()] = found.get(name.casefold(), frozenset()) | {id_}
    return found
