"""Mapping: the hub's documented answers as plain data of ours; pure and total (uappi.md 3, 5 to 7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from msgspec import Struct

from desktop.domain.accounts import DiscoveredShop, Market
from desktop.domain.catalog import Offer, Variant
from desktop.domain.money import Money
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.uappi.codes import COUNTRY, CURRENCY, PAGE, SHOP


class Info(Struct):
    """Numbers may be text (section 3); of its addresses none is followed."""

    offset: int | None = None
    exibindo: int | None = None
    total: int | None = None


class _Channel(Struct):
    id: str | None = None
    nome: str | None = None
    ativo: bool | None = None


class _Channels(Struct):
    canais: tuple[_Channel, ...] | None = None


class _Row(Struct):
    """Of safety stock, or of custom prices."""

    skuProduto: str | None = None  # noqa: N815 - as it is on the wire
    idCanalIntegracao: str | None = None  # noqa: N815
    qtdEstoqueSeguranca: int | None = None  # noqa: N815
    precoDePersonalizado: str | None = None  # noqa: N815
    precoPorPersonalizado: str | None = None  # noqa: N815


class _Rows(Struct):
    """Keyed by the channel's name, which is not unique: the rows say their channel themselves."""

    produtosEstoqueSeguranca: dict[str, tuple[_Row, ...]] | None = None  # noqa: N815
    produtosPrecoPersonalizado: dict[str, tuple[_Row, ...]] | None = None  # noqa: N815
    info: Info | None = None


class _Success(Struct):
    idCanalIntegracao: str | None = None  # noqa: N815
    prefixoCanalIntegracao: str | None = None  # noqa: N815
    precoDe: str | None = None  # noqa: N815
    precoPor: str | None = None  # noqa: N815
    codigoMlb: str | None = None  # noqa: N815
    mensagem: str | None = None


class _Result(Struct):
    skuProduto: str | None = None  # noqa: N815
    sucessos: tuple[_Success, ...] | None = None
    erros: tuple[_Success, ...] | None = None


class _Results(Struct):
    resultados: tuple[_Result, ...] | None = None


class _Held(Struct):
    estoqueSeguranca: int | None = None  # noqa: N815


class _HeldRows(Struct):
    ProdutoEstoqueSeguranca: tuple[_Held, ...] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page: offers by SKU, as many rows as it had, and whether more may follow."""

    offers: tuple[tuple[str, Offer], ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a batch said of one price. ``ad``: the ad's code; ``message`` is None where it was taken."""

    message: str | None
    ad: str = ""


def shop(body: bytes) -> DiscoveredShop:
    """The account's one shop, with its channels as markets (section 6)."""
    found = decode(body, _Channels).canais
    if found is None:
        raise unexpected(body)
    markets = {
        one.id: Market(one.id, one.nome or one.id, COUNTRY, CURRENCY, _status(one.ativo)) for one in found if one.id
    }
    return DiscoveredShop(SHOP, "Uappi", tuple(markets.values()))


def safety_stock(body: bytes, offset: int) -> Page:
    """A page of section 7.1."""
    rows = decode(body, _Rows)
    return _page(body, rows.produtosEstoqueSeguranca, rows.info, offset)


def prices(body: bytes, offset: int) -> Page:
    """A page of section 7.3."""
    rows = decode(body, _Rows)
    return _page(body, rows.produtosPrecoPersonalizado, rows.info, offset)


def verdicts(body: bytes) -> dict[tuple[str, str, str], Verdict]:
    """By SKU, channel and ad prefix (empty for channel prices): sections 7.4, 7.6. Raises ``BrokenAnswer``."""
    results = decode(body, _Results).resultados
    if results is None:
        raise unexpected(body)
    found: dict[tuple[str, str, str], Verdict] = {}
    for result in results:
        for said, failed in ((result.sucessos or (), False), (result.erros or (), True)):
            for one in said:
                key = (result.skuProduto or "", one.idCanalIntegracao or "", one.prefixoCanalIntegracao or "")
                found[key] = Verdict((one.mensagem or "") if failed else None, one.codigoMlb or "")
    return found


def held_back(body: bytes) -> tuple[int, ...]:
    """What the hub now holds back of each variation of a SKU (section 7.2). Raises ``BrokenAnswer``."""
    rows = decode(body, _HeldRows).ProdutoEstoqueSeguranca
    if rows is None:
        raise unexpected(body)
    return tuple(row.estoqueSeguranca for row in rows if row.estoqueSeguranca is not None)


def variants(offers: Iterable[tuple[str, Offer]]) -> tuple[Variant, ...]:
    """One variant per SKU; what is known of one channel is one offer."""
    found: dict[str, dict[str, Offer]] = defaultdict(dict)
    for sku, offer in offers:
        known = found[sku].get(offer.market)
        found[sku][offer.market] = _joined(known, offer) if known else offer
    return tuple(variant_of(sku, mine.values()) for sku, mine in found.items())


def variant_of(sku: str, offers: Iterable[Offer] = ()) -> Variant:
    """A SKU of which the hub tells no more than that."""
    return Variant(remote_id=sku, sku=sku, name=sku, shop_remote_id=SHOP, offers=tuple(offers))


def amount(written: str | None) -> Decimal | None:
    """``"1.234,56"``, ``"100,00"`` and ``"25.5"`` alike; None for what is no amount (section 3)."""
    text = (written or "").strip()
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        found = Decimal(text)
    except ArithmeticError:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < 20 else None


def priced(market: str, list_price: str | None, selling_price: str | None) -> Offer:
    """A list price and a selling price; there is always both, and no sale has an end."""
    price, sale = amount(list_price), amount(selling_price)
    price = sale if price is None else price
    return Offer(
        market,
        price=None if price is None else Money(price, CURRENCY),
        sale_price=None if sale is None else Money(sale, CURRENCY),
    )


def more_after(info: Info | None, offset: int, rows: int, limit: int) -> bool:
    """Whether another page should be asked: by the total, else by a full page (section 3)."""
    if not rows:
        return False
    return rows >= limit if info is None or info.total is None else offset + limit < info.total


def _page(body: bytes, rows: Mapping[str, tuple[_Row, ...]] | None, info: Info | None, offset: int) -> Page:
    if rows is None:
        raise unexpected(body)
    flat = [row for mine in rows.values() for row in mine]
    offers = tuple((row.skuProduto, _offer(row)) for row in flat if row.skuProduto and row.idCanalIntegracao)
    return Page(offers, more_after(info, offset, len(flat), PAGE))


def _offer(row: _Row) -> Offer:
    offer = priced(row.idCanalIntegracao or "", row.precoDePersonalizado, row.precoPorPersonalizado)
    return replace(offer, safety_stock=row.qtdEstoqueSeguranca)


def _joined(one: Offer, other: Offer) -> Offer:
    """What two lists tell of the same channel."""
    priced_one = other if other.price else one
    held = one.safety_stock if other.safety_stock is None else other.safety_stock
    return replace(priced_one, safety_stock=held)


def _status(active: bool | None) -> str:
    return "" if active is None else ("ACTIVE" if active else "INACTIVE")
