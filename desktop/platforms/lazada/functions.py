"""Every call of Lazada's documents, for experts and for support: first Ease Mode's, then the others (lazada.md 7).

Everything travels as text. Where the documents want JSON in a field, a list or an object is written as JSON; product
payloads are the text they document (section 13).
"""

from collections.abc import Sequence
from dataclasses import replace

from desktop.domain.errors import Refused
from desktop.platforms.kit.calls import table
from desktop.platforms.lazada.sites import Site

SITE = "site"  # a field of ours: which country is meant, where an account has several

_TABLE = table("""
GetSeller GET /seller/get
CreateProduct POST /product/create payload:form:text*
UpdateProduct POST /product/update payload:form:text*
AdjustSellableQuantity POST /product/stock/sellable/adjust payload:form:text*
UpdateSellableQuantity POST /product/stock/sellable/update payload:form:text*
UpdatePriceQuantity POST /product/price_quantity/update payload:form:text*
GetBrandByPages GET /category/brands/query startRow:query:integer pageSize:query:integer
GetProductItem GET /product/item/get item_id:query:text*
GetProducts GET /products/get filter:query:text* limit:query:integer offset:query:integer create_after:query:text create_before:query:text update_after:query:text update_before:query:text sku_seller_list:form:list options:query:text
UploadImage POST /image/upload image:file:text*
MigrateImage POST /image/migrate payload:form:text*
MigrateImages POST /images/migrate payload:form:text*
GetResponse GET /image/response/get batch_id:query:text*
DeactivateProduct POST /product/deactivate apiRequestBody:form:text*
RemoveSku POST /product/sku/remove payload:form:text*
RemoveProduct POST /product/remove sku_id_list:form:list seller_sku_list:form:list
GetCategoryTree GET /category/tree/get language_code:query:text
GetCategoryAttributes GET /category/attributes/get primary_category_id:query:text* language_code:query:text
GetCategorySuggestion GET /product/category/suggestion/get product_name:query:text* image_url:query:text
GetCategorySuggestionInBulk GET /product/category/suggestion/get/batch product_name_list:form:list*
GetQCAlertProducts GET /product/qc/alert/list offset:query:text* limit:query:text*
GetSizeChartTemplate GET /size/chart/template/get page_no:query:integer* page_size:query:integer* template_id:query:text template_name:query:text
BatchUpdateSizeChart POST /size/chart/batch/update payload:form:text*
GetOrders GET /orders/get created_after:query:text* created_before:query:text update_after:query:text update_before:query:text status:query:text sort_by:query:text sort_direction:query:text limit:query:integer offset:query:integer
GetOrder GET /order/get order_id:query:text*
GetOrderItems GET /order/items/get order_id:query:text*
GetMultipleOrderItems GET /orders/items/get order_ids:form:list*
GetDocument GET /order/document/get doc_type:query:text* order_item_ids:form:list*
SetInvoiceNumber POST /order/invoice_number/set order_item_id:form:text* invoice_number:form:text*
GetShipmentProvider POST~ /order/shipment/providers/get getShipmentProvidersReq:form:object*
Pack POST /order/fulfill/pack packReq:form:object*
PrintAWB POST~ /order/package/document/get getDocumentReq:form:object*
ReadyToShip POST /order/package/rts readyToShipReq:form:object*
RecreatePackage POST /order/package/repack rePackReq:form:object*
GetOrderTrace GET /logistic/order/trace order_id:query:text* locale:query:text ofcPackageIdList:form:list
GetWarehouseBySellerId GET /rc/warehouse/get
QueryWarehouseDetailInfoBySellerId GET /rc/warehouse/detail/get
GetMessages GET /im/message/list session_id:query:text* start_time:query:integer* page_size:query:integer* last_message_id:query:text
SendMessage POST /im/message/send session_id:form:text* template_id:form:text* txt:form:text img_url:form:text width:form:integer height:form:integer video_id:form:text item_id:form:text order_id:form:text promotion_id:form:text
MessageRecall POST /im/message/recall session_id:form:text* message_id:form:text*
GetSessionList GET /im/session/list start_time:query:integer* page_size:query:integer* last_session_id:query:text
GetSessionDetail GET /im/session/get session_id:query:text*
OpenSession POST /im/session/open order_id:form:text*
ReadSession POST /im/session/read session_id:form:text* last_read_message_id:form:text*
GetPayoutStatus GET /finance/payout/status/get created_after:query:text*
QueryTransactionDetails GET /finance/transaction/details/get start_time:query:text* end_time:query:text* limit:query:integer offset:query:integer trans_type:query:text trade_order_id:query:text trade_order_line_id:query:text
QueryAccountTransactions POST~ /finance/transaction/accountTransactions/query start_time:form:text* end_time:form:text* page_num:form:integer* page_size:form:integer* transaction_type:form:text sub_transaction_type:form:text transaction_number:form:text
QueryLogisticsFeeDetail GET /lbs/slb/queryLogisticsFeeDetail seller_id:query:text* request_type:query:text* trade_order_id:query:text trade_order_line_id:query:text fee_type:query:text biz_flow_type:query:text bill_start_time:query:integer bill_end_time:query:integer page_no:query:integer page_size:query:integer
# Not for Ease shops: cancellation, own delivery, digital goods, warehouses (lazada.md 9.7, 14).
ValidateCancel GET /order/reverse/cancel/validate order_id:query:text* order_item_id_list:form:list*
CreateCancel POST /order/reverse/cancel/create order_id:form:text* order_item_id_list:form:list* reason_id:form:text*
ConfirmDelivery POST /order/package/sof/delivered dbsDeliveryReq:form:object*
FailedDelivery POST /order/package/sof/failed_delivery dbsFailedDeliveryReq:form:object*
ConfirmDigitalDelivery POST /order/digital/delivered digitalDeliveryReq:form:object*
GetSellerWarehouses GET /seller/warehouse/get addressTypes:form:list*
# Promotions (lazada.md 17).
GetVouchers GET /promotion/vouchers/get voucher_type:query:text* name:query:text status:query:text cur_page:query:integer page_size:query:integer
GetVoucher GET /promotion/voucher/get voucher_type:query:text* id:query:text*
CreateVoucher POST /promotion/voucher/create voucher_name:form:text* voucher_type:form:text* apply:form:text* display_area:form:text* voucher_discount_type:form:text* criteria_over_money:form:text* offering_money_value_off:form:text offering_percentage_discount_off:form:text max_discount_offering_money_value:form:text period_start_time:form:integer* period_end_time:form:integer* collect_start:form:integer limit:form:integer* issued:form:integer*
UpdateVoucher POST /promotion/voucher/update id:form:text* voucher_name:form:text* voucher_type:form:text* apply:form:text* display_area:form:text* voucher_discount_type:form:text* criteria_over_money:form:text* offering_money_value_off:form:text offering_percentage_discount_off:form:text max_discount_offering_money_value:form:text period_start_time:form:integer* period_end_time:form:integer* collect_start:form:integer limit:form:integer* issued:form:integer*
ActivateVoucher POST /promotion/voucher/activate voucher_type:form:text* id:form:text*
DeactivateVoucher POST /promotion/voucher/deactivate voucher_type:form:text* id:form:text*
GetVoucherProducts GET /promotion/voucher/products/get voucher_type:query:text* id:query:text* cur_page:query:integer page_size:query:integer
AddVoucherSkus POST /promotion/voucher/product/sku/add voucher_type:form:text* id:form:text* sku_ids:form:list*
RemoveVoucherSkus POST /promotion/voucher/product/sku/remove voucher_type:form:text* id:form:text* sku_ids:form:list*
GetFlexiCombos GET /promotion/flexicombo/list cur_page:query:integer* page_size:query:integer* name:query:text status:query:text
GetFlexiCombo GET /promotion/flexicombo/details id:query:text*
CreateFlexiCombo POST /promotion/flexicombo/create name:form:text* apply:form:text* criteria_type:form:text* criteria_value:form:list* discount_type:form:text* discount_value:form:list* order_numbers:form:integer* start_time:form:integer* end_time:form:integer* gift_skus:form:list sample_skus:form:list gift_buy_limit_value:form:list stackable:form:boolean platform_channel:form:integer
UpdateFlexiCombo POST /promotion/flexicombo/update id:form:text* name:form:text* apply:form:text* criteria_type:form:text* criteria_value:form:list* discount_type:form:text* discount_value:form:list* order_numbers:form:integer* start_time:form:integer* end_time:form:integer* gift_skus:form:list sample_skus:form:list gift_buy_limit_value:form:list stackable:form:boolean platform_channel:form:integer
ActivateFlexiCombo POST /promotion/flexicombo/activate id:form:text*
DeactivateFlexiCombo POST /promotion/flexicombo/deactivate id:form:text*
GetFlexiComboProducts GET /promotion/flexicombo/products/list id:query:text* cur_page:query:integer page_size:query:integer
AddFlexiComboSkus POST /promotion/flexicombo/products/add id:form:text* sku_ids:form:list*
RemoveFlexiComboSkus POST /promotion/flexicombo/products/delete id:form:text* sku_ids:form:list*
GetFreeShippings GET /promotion/freeshippings/get curPage:query:integer* pageSize:query:integer* name:query:text status:query:text
GetFreeShipping GET /promotion/freeshipping/get id:query:text*
CreateFreeShipping POST /promotion/freeshipping/create promotion_name:form:text* period_type:form:text* period_start_time:form:integer period_end_time:form:integer budget_type:form:text* budget_value:form:text apply:form:text* region_type:form:text* region_value:form:list delivery_option:form:text* discount_type:form:text* deal_criteria:form:text* tiers:form:list template_type:form:text template_code:form:text campaign_tag:form:text category_name:form:text
UpdateFreeShipping POST /promotion/freeshipping/update id:form:text* promotion_name:form:text* period_type:form:text* period_start_time:form:integer period_end_time:form:integer budget_type:form:text* budget_value:form:text apply:form:text* region_type:form:text* region_value:form:list delivery_option:form:text* discount_type:form:text* deal_criteria:form:text* tiers:form:list template_type:form:text template_code:form:text campaign_tag:form:text category_name:form:text
ActivateFreeShipping POST /promotion/freeshipping/activate id:form:text*
DeactivateFreeShipping POST /promotion/freeshipping/deactivate id:form:text*
GetFreeShippingDeliveryOptions GET /promotion/freeshipping/deliveryoptions/get
GetFreeShippingRegions GET /promotion/freeshipping/regions/get
GetFreeShippingProducts GET /promotion/freeshipping/products/get id:query:text* curPage:query:integer* pageSize:query:integer*
AddFreeShippingSkus POST /promotion/freeshipping/product/sku/add id:form:text* sku_ids:form:list*
RemoveFreeShippingSkus POST /promotion/freeshipping/product/sku/remove id:form:text* sku_ids:form:list*
""")  # noqa: E501 - a line of the table is a call

# The reference names GET for this one, which changes something all the same (section 9.7).
FUNCTIONS = tuple(replace(one, method="GET") if one.name == "CreateCancel" else one for one in _TABLE)


def site_among(sites: Sequence[Site], wanted: object) -> Site:
    """The site named by its country, else the only one. Raises ``Refused``: ``market_needed``."""
    names = ", ".join(site.country for site in sites)
    if wanted is None:
        if len(sites) == 1:
            return sites[0]
        raise Refused("market_needed", options=names)
    for site in sites:
        if site.country == str(wanted).strip().lower():
            return site
    raise Refused("market_needed", options=names)
