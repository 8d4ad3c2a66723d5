"""What the store says of whole products: its categories, what may be told of a product, and one as it is now."""

from desktop.domain.catalog import VariantRef
from desktop.domain.errors import Gone
from desktop.domain.products import Category, Product
from desktop.platforms.jumpseller import product_mapping as mapping
from desktop.platforms.jumpseller import products
from desktop.platforms.jumpseller.client import Client
from desktop.platforms.jumpseller.product_reading import ProductReader
from desktop.platforms.jumpseller.reading import Reader


class WholeProducts:
    """One account's products as a seller writes them."""

    def __init__(self, client: Client, reader: Reader, shelf: ProductReader) -> None:
        self._client, self._reader, self._shelf = client, reader, shelf

    async def categories(self) -> tuple[Category, ...]:
        """The store's own tree, and the place of what is in no category."""
        return mapping.categories(await self._client.categories())

    async def product(self, ref: VariantRef) -> Product:
        """The product of this variant as it is now. Raises ``Gone``."""
        found = mapping.product_of(
            await self._shelf.product(products.split(ref.remote_id)[0]), await self._reader.store()
        )
        if ref.remote_id not in {one.remote_id for one in found.variants}:
            raise Gone("not_found")
        return found
