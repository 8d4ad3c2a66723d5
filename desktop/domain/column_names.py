"""What people and marketplaces call the columns of a file: headings in five languages and the names of exports.

Names of wire fields are from the platform papers: sellerSku, globalStock, salePrice (business clients), SellerSku,
special_price, special_from_date (product payloads), skuProduto, estoque, precoDe, precoPor (channel prices),
compare_at_price, variant_id (store exports), sku, stock, safety_stock (channel inventories).
"""

import re
import unicodedata
from collections.abc import Mapping

from desktop.domain.file_columns import FileColumn

_C = FileColumn
_NAMES: Mapping[FileColumn, str] = {
    _C.ID: (
        "id|remote id|marketplace id|marketplace's id|product sid|variant id|sku id|skuid|id produk toko|"
        "id do produto|id del producto|identifiant|shop sku|shopsku"
    ),
    _C.SKU: (
        "sku|seller sku|sellersku|sku seller|seller_sku|variant sku|sku code|kode sku|kode produk|kode barang|"
        "sku penjual|sku induk|sku variasi|sku varian|no sku|nomor sku|sku produto|skuproduto|codigo|codigo do produto|"
        "codigo sku|referencia|ref|reference|reference sku|codigo de producto|codigo del producto|"
        "reference produit|code article|code produit|article number|item number|item no|item code|item sku|"
        "product code|stock keeping unit"
    ),
    _C.BARCODE: (
        "barcode|bar code|ean|ean13|ean 13|gtin|upc|isbn|kode batang|barkod|codigo de barras|codigo barras|code barre|"
        "code barres|code a barres|product ean|sellers barcode"
    ),
    _C.SHOP: (
        "shop|shop name|store|store name|toko|nama toko|loja|nome da loja|tienda|nombre de la tienda|boutique|magasin|"
        "account|akun|conta|cuenta|compte|canal de venda"
    ),
    _C.MARKET: (
        "market|country|channel|channel code|channel name|business client|business client code|businessclientcode|"
        "pasar|negara|kanal|saluran|mercado|pais|canal|codigo do canal|marche|pays|venture|marketplace channel"
    ),
    _C.WAREHOUSE: (
        "warehouse|warehouse code|warehouse name|location|stock location|gudang|kode gudang|lokasi|deposito|armazem|"
        "centro de distribuicao|almacen|bodega|entrepot|depot|multiwarehouse code"
    ),
    _C.STOCK: (
        "stock|stocks|quantity|qty|available|available stock|available quantity|inventory|on hand|in stock|"
        "global stock|globalstock|sellable stock|stock quantity|stok|jumlah|jumlah stok|kuantitas|persediaan|"
        "sisa stok|total stok|estoque|quantidade|qtd|qtde|qtd estoque|estoque disponivel|saldo|saldo em estoque|"
        "existencias|cantidad|inventario|disponible|stock disponible|quantite|qte|disponibilite|new stock|stok baru"
    ),
    _C.SAFETY_STOCK: (
        "safety stock|buffer|buffer stock|reserved buffer|held back|stok pengaman|stok cadangan|stok minimum|"
        "estoque de seguranca|estoqueseguranca|estoque minimo|stock de seguridad|stock minimo|stock de securite|"
        "stock minimum"
    ),
    _C.PRICE: (
        "price|regular price|list price|retail price|original price|normal price|unit price|selling price|harga|"
        "harga normal|harga jual|harga awal|harga satuan|harga coret|preco|preco de|precode|preco normal|preco cheio|"
        "valor|preco de venda|precio|precio normal|precio regular|precio de lista|precio de venta|precio unitario|prix|"
        "prix normal|prix de vente|prix unitaire|prix public|compare at price|new price|harga baru|nuevo precio|"
        "novo preco|nouveau prix"
    ),
    _C.SALE_PRICE: (
        "sale price|special price|specialprice|saleprice|discount price|discounted price|promo price|"
        "promotional price|promotion price|offer price|harga promo|harga diskon|harga spesial|harga obral|"
        "preco promocional|preco por|precopor|preco com desconto|preco especial|preco de oferta|precio promocional|"
        "precio de oferta|precio oferta|precio con descuento|precio especial|precio rebajado|prix promo|"
        "prix promotionnel|prix solde|prix sold|prix remise|prix special"
    ),
    _C.SALE_FROM: (
        "sale from|sale start|sale start date|salestartdate|sale starts|special from|special from date|"
        "special from time|special start date|promotion start|promo start|start date|discount start date|promo dari|"
        "mulai promo|tanggal mulai|tanggal mulai promo|awal promo|inicio da promocao|inicio promocao|promocao de|"
        "data de inicio|inicio de oferta|inicio de la oferta|fecha de inicio|oferta desde|debut promo|"
        "debut de promotion|date de debut|promotion du"
    ),
    _C.SALE_TO: (
        "sale to|sale end|sale end date|saleenddate|sale ends|special to|special to date|special to time|"
        "special end date|promotion end|promo end|end date|discount end date|promo sampai|akhir promo|"
        "tanggal selesai|tanggal akhir|tanggal berakhir|fim da promocao|fim promocao|promocao ate|data de fim|"
        "data final|fin de oferta|fin de la oferta|fecha de fin|fecha final|oferta hasta|fin promo|"
        "fin de promotion|date de fin|promotion au"
    ),
    _C.STATUS: (
        "status|state|active|listing status|product status|visibility|status produk|aktif|situacao|ativo|"
        "estado|activo|estatus|statut|etat|actif"
    ),
    _C.NAME: (
        "name|product name|item name|title|description|nama|nama produk|nama barang|judul|nome|nome do produto|titulo|"
        "produto|nombre|nombre del producto|descripcion|nom|nom du produit|titre|designation|libelle"
    ),
    _C.PRODUCT: "product|produk|producto|produit|parent sku|product id",
    _C.PLATFORM: "platform|marketplace|plataforma|plateforme|lokapasar",
    _C.CURRENCY: "currency|mata uang|moeda|moneda|devise|monnaie",
    _C.QC: "quality check|qc|qc status|quality control",
    _C.QC_REASON: "quality check reason|qc reason|rejection reason",
    _C.BRAND: "brand|merek|merk|marca|marque",
    _C.CATEGORY: "category|kategori|categoria|categorie",
}  # fmt: skip


def plain_name(heading: str) -> str:
    """A heading without case, accents, signs and what stands in brackets: ``Preço (R$)`` is ``preco``."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub(r"[(\[{].*?[)\]}]", " ", heading))
    folded = unicodedata.normalize("NFKD", apart.casefold())
    kept = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", kept).split())


_KNOWN = {
    plain_name(name).replace(" ", ""): column
    for column, names in reversed(list(_NAMES.items()))
    for name in names.split("|")
}
# A heading that holds one of these words is meant even where other words stand around it.
_LONG = {
    plain_name(name): column
    for column, names in _NAMES.items()
    for name in names.split("|")
    if " " in name or name in ("sku", "barcode", "ean", "gtin")
}


def column_called(heading: str) -> tuple[FileColumn | None, bool]:
    """What a heading means, and whether it says just that; nothing where it is not known."""
    name = plain_name(heading)
    if known := _KNOWN.get(name.replace(" ", "")):
        return known, True
    if any(letter.isdigit() for letter in name):
        return None, False  # more likely a value than a heading: SKU-0001
    padded = f" {name} "
    found = max((one for one in _LONG if f" {one} " in padded), key=len, default="")
    return (_LONG[found], False) if found else (None, False)
