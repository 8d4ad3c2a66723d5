"""Every call of the adapter and every topic it reads, by name, for experts and for support (sirclo.md 3, 4).

Fields of the body are the ``params`` of a call, or stand beside key and id in a message. Where a field is all of the
content, it is the array that the call wants.
"""

from desktop.platforms.kit.calls import table
from desktop.platforms.sirclo.codes import PRODUCTS_TOPIC

_CALLS = """
CategoryService.GetCategory POST~ {rpc} channels:body:list
AuthService.AddBrandIDToClient POST {rpc} brands:body:list*
ClientCredentialsService.AddFeatures POST {rpc} feature_names:body:list*
CredentialsService.GetCredentials POST~ {rpc} brand_id:body:text* brand:body:text callback_success:body:text* callback_failure:body:text* channel_codes:body:list
CredentialsService.GetConnectedSalesChannels POST~ {rpc} brand_id:body:text brand_ids:body:list channel_codes:body:list*
ChannelService.Connect POST {rpc} brand_id:body:text* channel_code:body:text* credentials:body:object*
ChannelService.Disconnect POST {rpc} brand_id:body:text* channel_code:body:text*
ChannelService.Reconnect POST {rpc} brand_id:body:text* channel_code:body:text*
OrderService.FetchOrders POST~ {rpc} brand_id:body:text* start_date:body:text* end_date:body:text*
OrderService.AcceptOrder POST {rpc} brand_id:body:text* channel:body:text* remote_order_id:body:text*
OrderService.PackOrder POST {rpc} brand_id:body:text* channel:body:text* remote_order_id:body:text* delivery_method:body:text* airwaybill_number:body:text package_id:body:text is_retry:body:boolean remote_warehouse_id:body:text remote_order_item_ids:body:list*
OrderService.ShipOrder POST {rpc} brand_id:body:text* channel:body:text* remote_order_id:body:text* customer_reference:body:text*
OrderService.CompleteOrder POST {rpc} brand_id:body:text* channel:body:text* remote_order_id:body:text* received_by:body:text package_id:body:text
OrderService.CancelOrder POST {rpc} brand_id:body:text* channel:body:text* remote_order_id:body:text* cancel_reason:body:text* remote_order_item_ids:body:list*
OrderService.ListCancelReason POST~ {rpc} brand_id:body:text* channels:body:list*
OrderService.ListRejectCancelReason POST~ {rpc} brand_id:body:text* channel:body:text* remote_order_id:body:text*
OrderService.RejectCancelOrderRequest POST {rpc} brand_id:body:text* channel:body:text* remote_order_id:body:text* reject_reason:body:text*
OrderService.ShippingLabelURL POST~ {rpc} brand_id:body:text* channel:body:text* remote_order_id:body:text* airwaybill_number:body:text* document_type:body:text generate_from_mp:body:boolean
OrderService.BulkShippingLabelURL POST~ {rpc} orders:content:list*
ProductService.ProductFetchedManual POST~ {rpc} brand_id:body:text* channels:body:list*
ProductService.FetchVariantsBySku POST~ {rpc} brand_id:body:text* channel:body:text* skus:body:list*
ProductService.UpdatePrice POST {rpc} brand_id:body:text* sku:body:text* prices:body:list*
InventoryService.UpdateStock POST {rpc} brand_id:body:text* sku:body:text* stocks:body:list*
InventoryService.UpdateStockV4 POST {rpc} entries:content:list*
WarehouseService.Get POST~ {rpc} brand_id:body:text* sales_channel:body:text*
CourierSourceService.GetShipmentProviderServices POST~ {rpc} brand_id:body:text* channel:body:text*
PromotionService.CreateDiscount POST {rpc} brand_id:body:text* discount_name:body:text* start_time:body:text* end_time:body:text* discount_products:body:object*
PromotionService.DeleteDiscount POST {rpc} brand_id:body:text* discount_products:body:object*
MarketplaceService.MarketplacePassthrough POST {rpc} brand_id:body:text* channel:body:text* http_method:body:text* url_path:body:text* body:body:object* header:body:object* queryParams:body:object*
"""  # noqa: E501 - a line of the table is a call
_TOPICS = {
    "CNX_BULK_ACCEPT_ORDERS": "orders",
    "CNX_BULK_PACK_ORDERS": "orders",
    "CNX_BULK_SHIP_ORDERS": "orders",
    "CNX_BULK_COMPLETE_ORDERS": "orders",
    "CNX_BULK_CANCEL_ORDERS": "orders",
    PRODUCTS_TOPIC: "products",
    "CNX_BULK_UPDATE_PRICE": "variants",
    "CNX_BULK_UPDATE_INVENTORY_V3": "variants",
    "CNX_BULK_UPSERT_DISCOUNT": "discounts",
    "CNX_BULK_DELETE_DISCOUNT": "discounts",
}

CALLS = table(_CALLS.replace("{rpc}", "/v1/jsonrpc"))
TOPICS = table(
    "\n".join(f"{topic} POST /v1/topics/{topic}:publish {field}:body:list*" for topic, field in _TOPICS.items())
)
FUNCTIONS = (*CALLS, *TOPICS)
