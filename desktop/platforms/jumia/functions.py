"""Every call of Jumia's documents, for experts and for support (jumia.md 11)."""

from desktop.platforms.kit.calls import table

FUNCTIONS = table("""
GetShops GET /shops
GetShopsOfMasterShop GET /shops-of-master-shop
GetOrders GET /orders status:query:text country:query:text shopId:query:text createdAfter:query:text createdBefore:query:text updatedAfter:query:text updatedBefore:query:text size:query:integer sort:query:text token:query:text
GetOrderItems GET /orders/items orderId:query:list* status:query:text shopId:query:text
GetShipmentProviders GET /orders/shipment-providers orderItemId:query:list*
PackOrders POST /v2/orders/pack packages:body:list*
PackOrdersV1 POST /orders/pack orderItems:body:list*
ReadyToShip POST /orders/ready-to-ship orderItemIds:body:list*
PrintLabels POST~ /orders/print-labels orderItemIds:body:list*
CancelItems PUT /orders/cancel orderItemIds:body:list*
GetBrands GET /catalog/brands page:query:integer name:query:text criteria:query:text
GetCategories GET /catalog/categories page:query:integer size:query:integer attributeSetName:query:text
GetAttributeSet GET /catalog/attribute-sets/{id} id:path:text*
GetProducts GET /catalog/products token:query:text size:query:integer sids:query:list sellerSku:query:text shopId:query:text categoryCode:query:text createdAtFrom:query:text createdAtTo:query:text status:query:text qcStatus:query:text visible:query:boolean latestFirst:query:boolean
GetStock GET /catalog/stock size:query:integer token:query:text productSids:query:list
GetProductOfOrderItem GET /catalog/stock/salesorderitem/{orderItemSid} orderItemSid:path:text* status:query:text*
CreateProducts POST /feeds/products/create shopId:body:text* products:body:list*
UpdateProducts POST /feeds/products/update shopId:body:text products:body:list*
UpdateStock POST /feeds/products/stock products:body:list*
UpdatePrice POST /feeds/products/price products:body:list*
UpdateStatus POST /feeds/products/status products:body:list*
GetFeed GET /feeds/{id} id:path:text*
CreateConsignmentOrder POST /consignment-order shopId:body:text* businessClientCode:body:text* shippingDate:body:text* comment:body:text products:body:list*
UpdateConsignmentOrder PATCH /consignment-order/{purchaseOrderNumber} purchaseOrderNumber:path:text* isShipped:body:boolean trackingNumber:body:text actualDepartureDate:body:text estimatedArrivalDate:body:text deliveryAgentPhoneNumber:body:text nameOf3PL:body:text
GetConsignmentStock GET /consignment-stock businessClientCode:query:text* sku:query:text*
GetPayoutStatements GET /payout-statement createdAfter:query:text page:query:integer size:query:integer paid:query:boolean country:query:text currency:query:text
""")  # noqa: E501 - a line of the table is a call
