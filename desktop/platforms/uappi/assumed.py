"""Everything that only we assume of the hub: its orders and products, with every field's name (uappi.md 8).

None of it is documented. It is asked only where the seller switched it on, and nothing is ever written through it.
"""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from urllib.parse import quote

from msgspec import Struct

from desktop.domain.catalog import ListingStatus, Variant
from desktop.domain.money import Money
from desktop.domain.orders import Address, ItemStatus, Order, OrderItem
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.uappi.codes import COUNTRY, CURRENCY, PAGE, SHOP
from desktop.platforms.uappi.mapping import Info, amount, more_after, priced

ORDERS, PRODUCTS = "/v1/erp/orders", "/v1/erp/products"
CHANGED_FROM, CHANGED_TO = "dataAtualizacaoDe", "dataAtualizacaoAte"
SAO_PAULO = timezone(timedelta(hours=-3))  # no summer time since 2019

STATUS = {
    "pendente": ItemStatus.UNPAID,
    "aprovado": ItemStatus.TO_PACK,  # the hub itself is told nothing of it
    "faturado": ItemStatus.TO_PACK,
    "enviado": ItemStatus.SHIPPED,
    "entregue": ItemStatus.DELIVERED,
    "cancelado": ItemStatus.CANCELLED,
}


def one(order_id: str) -> str:
    """The path of one order."""
    return f"{ORDERS}/{quote(order_id, safe='')}"


class _Buyer(Struct):
    nome: str | None = None
    telefone: str | None = None


class _Address(Struct):
    destinatario: str | None = None
    cep: str | None = None
    logradouro: str | None = None
    numero: str | None = None
    complemento: str | None = None
    bairro: str | None = None
    cidade: str | None = None
    uf: str | None = None


class _Delivery(Struct):
    transportadora: str | None = None
    servico: str | None = None
    codigoRastreio: str | None = None  # noqa: N815 - as it is on the wire
    dataLimiteEnvio: str | None = None  # noqa: N815


class _Item(Struct):
    skuProduto: str | None = None  # noqa: N815
    nome: str | None = None
    quantidade: int | None = None
    precoDe: str | None = None  # noqa: N815
    precoPor: str | None = None  # noqa: N815


class _Order(Struct):
    id: str | None = None
    canal: str | None = None
    situacao: str | None = None
    dataPedido: str | None = None  # noqa: N815
    dataAtualizacao: str | None = None  # noqa: N815
    valorTotal: str | None = None  # noqa: N815
    cliente: _Buyer | None = None
    enderecoEntrega: _Address | None = None  # noqa: N815
    entrega: _Delivery | None = None
    itens: tuple[_Item, ...] | None = None


class _Orders(Struct):
    pedidos: tuple[_Order, ...] | None = None
    info: Info | None = None


class _OneOrder(Struct):
    pedido: _Order | None = None


class _Prices(Struct):
    precoDe: str | None = None  # noqa: N815
    precoPor: str | None = None  # noqa: N815


class _Variation(Struct):
    id: str | None = None
    sku: str | None = None
    ean: str | None = None
    precos: _Prices | None = None
    estoque: int | None = None


class _Product(Struct):
    id: str | None = None
    sku: str | None = None
    nome: str | None = None
    ativo: bool | None = None
    ean: str | None = None
    marca: str | None = None
    precos: _Prices | None = None
    estoque: int | None = None
    atributosSimples: tuple[_Variation, ...] | None = None  # noqa: N815


class _Products(Struct):
    produtos: tuple[_Product, ...] | None = None
    info: Info | None = None


_STATUS = {None: ListingStatus.UNKNOWN, True: ListingStatus.ACTIVE, False: ListingStatus.INACTIVE}


def orders_page(body: bytes, offset: int) -> tuple[tuple[Order, ...], bool]:
    """A page of orders, and whether there is another."""
    answer = decode(body, _Orders)
    if answer.pedidos is None:
        raise unexpected(body)
    found = tuple(order for one in answer.pedidos if (order := _order(one)))
    return found, more_after(answer.info, offset, len(answer.pedidos), PAGE)


def one_order(body: bytes) -> Order:
    """An order read alone."""
    found = decode(body, _OneOrder).pedido
    order = _order(found) if found else None
    if order is None:
        raise unexpected(body)
    return order


def products_page(body: bytes, offset: int) -> tuple[tuple[Variant, ...], bool]:
    """A page of products as variants, and whether there is another."""
    answer = decode(body, _Products)
    if answer.produtos is None:
        raise unexpected(body)
    found = tuple(variant for one in answer.produtos for variant in _variants(one))
    return found, more_after(answer.info, offset, len(answer.produtos), PAGE)


def written(moment: datetime) -> str:
    """As the hub writes times: no zone (section 3)."""
    return moment.astimezone(SAO_PAULO).strftime("%Y-%m-%d %H:%M:%S")


def moment_of(text: str | None) -> datetime | None:
    """Aware UTC, or None for what is no time."""
    try:
        found = datetime.fromisoformat((text or "").strip())
        return (found if found.tzinfo else found.replace(tzinfo=SAO_PAULO)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _order(one: _Order) -> Order | None:
    if not one.id:
        return None
    created = moment_of(one.dataPedido) or moment_of(one.dataAtualizacao) or datetime(1970, 1, 1, tzinfo=UTC)
    return Order(
        remote_id=one.id,
        number=one.id,
        platform_status=one.situacao or "",
        total=_money(one.valorTotal),
        created_at=created,
        updated_at=moment_of(one.dataAtualizacao) or created,
        buyer=(one.cliente.nome if one.cliente else None) or "",
        address=_address(one.enderecoEntrega or _Address(), one.cliente or _Buyer()),
        country=COUNTRY,
        shop_remote_ids=(SHOP,),
        items=tuple(_item(one, number, item) for number, item in enumerate(one.itens or ())),
        ship_by=moment_of(one.entrega.dataLimiteEnvio) if one.entrega else None,
    )


def _item(order: _Order, number: int, item: _Item) -> OrderItem:
    delivery, word = order.entrega or _Delivery(), order.situacao or ""
    return OrderItem(
        remote_id=f"{order.id}:{number}",
        sku=item.skuProduto or "",
        name=item.nome or item.skuProduto or "",
        quantity=1 if item.quantidade is None else item.quantidade,
        price=_money(item.precoPor if item.precoPor is not None else item.precoDe),
        status=STATUS.get(word.strip().lower(), ItemStatus.UNKNOWN),
        platform_status=word,
        shop_remote_id=SHOP,
        tracking_number=delivery.codigoRastreio or "",
        provider=delivery.transportadora or "",
        shipment_method=delivery.servico or "",
    )


def _address(one: _Address, buyer: _Buyer) -> Address:
    street = " ".join(part for part in (one.logradouro, one.numero) if part)
    return Address(
        name=one.destinatario or buyer.nome or "",
        lines=tuple(line for line in (street, one.complemento, one.bairro) if line),
        city=one.cidade or "",
        region=one.uf or "",
        postal_code=one.cep or "",
        country=COUNTRY,
        phone=buyer.telefone or "",
    )


def _variants(product: _Product) -> tuple[Variant, ...]:
    """Its variations; a product without any is its own."""
    own = _Variation(product.id, product.sku, product.ean, product.precos, product.estoque)
    return tuple(_variant(product, one) for one in product.atributosSimples or (own,) if one.sku)


def _variant(product: _Product, one: _Variation) -> Variant:
    prices = one.precos or product.precos or _Prices()
    offer = priced("", prices.precoDe, prices.precoPor)
    return Variant(
        remote_id=one.sku or "",
        sku=one.sku or "",
        name=product.nome or one.sku or "",
        product_remote_id=product.id or "",
        product_name=product.nome or "",
        shop_remote_id=SHOP,
        stock=one.estoque,
        offers=(offer,) if offer.price else (),
        status=_STATUS[product.ativo],
        barcode=one.ean or "",
        brand=product.marca or "",
    )


def _money(text: str | None) -> Money:
    return Money(amount(text) or Decimal(0), CURRENCY)
