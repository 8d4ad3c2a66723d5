"""Variants as a platform tells them, compared with what is known: only what is new or different is written.

The cached catalog changes here and nowhere else. What a whole walk does not bring is marked as gone and stays, because
history and operations name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from desktop.domain.catalog import Variant
from desktop.domain.fulfilled_wishes import fulfilled
from desktop.domain.operations import Operation
from desktop.store import value_history
from desktop.store.accounts import account_no, shop_no_of
from desktop.store.catalog import Found, by_remote_ids
from desktop.store.search import search_text
from desktop.store.sql import raw, sa, t
from desktop.store.values import ms_or_none, plain, sort_key, to_json, to_ms


def save_variants(
    c: sa.Connection,
    account_id: str,
    variants: Sequence[Variant],
    *,
    at: datetime,
    done: Sequence[Operation] = (),
) -> tuple[int, ...]:
    """Save one page of variants read at ``at``; return the ids of those that are new or different.

    Each value that changed gets a line in its history, see ``value_history.record``.
    Raises ``NotPossible("unknown_account")``.
    """
    account = account_no(raw(c), account_id)
    newest = {plain(one.remote_id): one for one in variants if one.remote_id}
    known = by_remote_ids(raw(c), account, tuple(newest))
    shops: dict[str, int] = {}
    different = [(one, known.get(key)) for key, one in newest.items() if not _is_same(one, known.get(key))]
    changed = [_save(c, account, _shop(c, account, one, shops, at), one, old, at) for one, old in different]
    moved = ((old.id, old.variant, one) for one, old in different if old)
    value_history.record(c, account_id, moved, at, done=done)
    seen = [one.id for one in known.values()]
    c.execute(sa.update(t.variants).where(t.variants.c.id.in_(seen)).values(read_at=to_ms(at)))
    return tuple(changed)


def save_fulfilled(c: sa.Connection, account_id: str, done: Iterable[Operation], *, at: datetime) -> None:
    """What the platform told as done, without showing the variant: its values are there now, so they are shown.

    Else the seller would look at the old value until the next walk, and his next wish for it would seem a conflict.
    """
    operations = tuple(done)
    known = by_remote_ids(raw(c), account_no(raw(c), account_id), [one.subject for one in operations])
    now = {remote_id: found.variant for remote_id, found in known.items() if not found.gone}
    for one in operations:
        if one.subject in now:
            now[one.subject] = fulfilled(one, now[one.subject])
    save_variants(c, account_id, tuple(now.values()), at=at, done=operations)


def mark_gone(c: sa.Connection, account_id: str, *, walked_from: datetime, at: datetime) -> tuple[int, ...]:
    """Whatever a whole walk that began at ``walked_from`` did not bring is not there any more; their ids."""
    v = t.variants.c
    missing = sa.and_(
        v.account_no == account_no(raw(c), account_id), v.read_at < to_ms(walked_from), v.gone_at.is_(None)
    )
    return tuple(
        row.id for row in c.execute(sa.update(t.variants).where(missing).values(gone_at=to_ms(at)).returning(v.id))
    )


def mark_deleted(c: sa.Connection, account_id: str, remote_ids: Sequence[str], *, at: datetime) -> None:
    """These were taken off their platform by our own hand: they are not there any more."""
    v = t.variants.c
    mine = sa.and_(v.account_no == account_no(raw(c), account_id), v.remote_id.in_(list(remote_ids)))
    c.execute(sa.update(t.variants).where(mine, v.gone_at.is_(None)).values(gone_at=to_ms(at)))


def _is_same(variant: Variant, known: Found | None) -> bool:
    return known is not None and not known.gone and known.variant == variant


def _save(c: sa.Connection, account: int, shop: int, variant: Variant, known: Found | None, at: datetime) -> int:
    values = {**_values(variant), "account_no": account, "shop_no": shop, "read_at": to_ms(at), "gone_at": None}
    if known is None:
        values["known_from"] = to_ms(at)
        id_ = int(c.execute(sa.insert(t.variants).values(**values).returning(t.variants.c.id)).scalar_one())
        c.execute(sa.insert(t.variant_texts).values(variant_id=id_, search_text=_searched(variant)))
    else:
        id_ = known.id
        c.execute(sa.update(t.variants).where(t.variants.c.id == id_).values(**values))
        texts = sa.update(t.variant_texts).where(t.variant_texts.c.variant_id == id_)
        c.execute(texts.values(search_text=_searched(variant)))
        for table in (t.offers, t.variant_stocks):
            c.execute(sa.delete(table).where(table.c.variant_id == id_))
    _insert(c, t.offers, _offer_rows(id_, variant))
    _insert(c, t.variant_stocks, _stock_rows(id_, variant))
    return id_


def _insert(c: sa.Connection, table: sa.Table, rows: Iterable[dict[str, object]]) -> None:
    if found := list(rows):
        c.execute(sa.insert(table), found)


def _shop(c: sa.Connection, account: int, variant: Variant, known: dict[str, int], at: datetime) -> int:
    """The shop it is sold in; where the platform names none, the account's first."""
    remote_id = plain(variant.shop_remote_id)
    if remote_id not in known:
        first = sa.select(sa.func.min(t.shops.c.no)).where(t.shops.c.account_no == account)
        found = None if remote_id else c.execute(first).scalar()
        known[remote_id] = found or shop_no_of(c, account, remote_id, remote_id, at)
    return known[remote_id]


def _values(variant: Variant) -> dict[str, object]:
    return {
        "remote_id": plain(variant.remote_id),
        "sku": plain(variant.sku),
        "name": plain(variant.name),
        "product_remote_id": plain(variant.product_remote_id),
        "product_name": plain(variant.product_name),
        "stock": variant.stock,
        "safety_stock": variant.safety_stock,
        "status": variant.status.value,
        "platform_status": plain(variant.platform_status),
        "qc_status": variant.qc_status.value,
        "qc_reason": plain(variant.qc_reason),
        "barcode": plain(variant.barcode),
        "brand": plain(variant.brand),
        "category": plain(variant.category),
        "image_url": plain(variant.image_url),
        "options": plain(to_json(dict(variant.options))),
        "extra": plain(to_json(dict(variant.extra))),
        "updated_at": ms_or_none(variant.updated_at),
        "price_sort": min((sort_key(one.price.amount) for one in variant.offers if one.price), default=None),
    }


def _searched(variant: Variant) -> str:
    return plain(search_text((variant.sku, variant.name, variant.product_name, variant.barcode, variant.brand)))


def _offer_rows(variant_id: int, variant: Variant) -> Iterable[dict[str, object]]:
    by_market = {plain(offer.market): offer for offer in variant.offers}
    for position, (market, offer) in enumerate(by_market.items()):
        money = offer.price or offer.sale_price
        yield {
            "variant_id": variant_id,
            "market": market,
            "position": position,
            "price": None if offer.price is None else format(offer.price.amount, "f"),
            "currency": money.currency if money else "",
            "sale_price": None if offer.sale_price is None else format(offer.sale_price.amount, "f"),
            "sale_from": ms_or_none(offer.sale_from),
            "sale_to": ms_or_none(offer.sale_to),
            "status": offer.status.value,
            "platform_status": plain(offer.platform_status),
            "safety_stock": offer.safety_stock,
        }


def _stock_rows(variant_id: int, variant: Variant) -> Iterable[dict[str, object]]:
    by_warehouse = {plain(one.warehouse): one.quantity for one in variant.stocks}
    for position, (warehouse, quantity) in enumerate(by_warehouse.items()):
        yield {"variant_id": variant_id, "warehouse": warehouse, "position": position, "quantity": quantity}
