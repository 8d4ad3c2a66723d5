"""Every call of the hub's documents, for experts and for support (uappi.md 4); authentication is our own affair."""

from desktop.platforms.kit.calls import table

FUNCTIONS = table("""
GetShipmentLabels GET /v1/logistic/orders/{id}/shipment_labels id:path:text* offset:query:integer* limit:query:integer*
GetChannels GET /v1/erp/channels
GetSecurityStock GET /v1/erp/products/security-stock offset:query:integer* limit:query:integer* idCanalIntegracao:query:text sku:query:text
SetSecurityStock PUT /v1/erp/products/security-stock idCanalIntegracao:body:integer* sku:body:text* estoqueSeguranca:body:integer*
GetCustomizedPrices GET /v1/erp/products/customized-prices offset:query:integer* limit:query:integer* idCanalIntegracao:query:text sku:query:text
SetCustomizedPrices PUT /v1/erp/products/customized-prices precos:body:list*
DeleteCustomizedPrice DELETE /v1/erp/products/customized-prices/{idCanalIntegracao}/{skuProduto} idCanalIntegracao:path:text* skuProduto:path:text*
SetMercadoLivrePrices PUT /v1/erp/mercadolivre/items/customized-prices precos:body:list*
DeleteMercadoLivrePrice DELETE /v1/erp/mercadolivre/items/customized-prices/{idCanalIntegracao}/{prefixoCanalIntegracao}/{skuProduto} idCanalIntegracao:path:text* prefixoCanalIntegracao:path:text* skuProduto:path:text*
""")  # noqa: E501 - a line of the table is a call
