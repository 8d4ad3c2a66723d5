"""What several marketplaces say of a whole product in the same words, for the rules of each of them."""

from collections.abc import Iterator

from desktop.domain.products import ProductFinding, ProductVariant


def currency_differs(one: ProductVariant, currency: str) -> Iterator[ProductFinding]:
    """Its price is in another money than it is sold in there; nothing where that is not known."""
    if one.price is not None and currency and one.price.currency != currency:
        params = {"sku": one.sku, "from": one.price.currency, "to": currency}
        yield ProductFinding("currency_differs", one.sku, params=params)
