"""Every operation of both contracts, one line each: contract, name, method, path, fields (``*``: required).

Generated from the contracts by tests/fixtures/jumpseller_contracts.py; not to be edited by hand. A field is
``name:where:type``; after the type of a wrapper stand, in brackets, the names that must be inside it.
"""
# ruff: noqa: E501

OPERATIONS = """\
2021 apps.deleteJsappsCodeJson DELETE /jsapps/{code}.json code:path:text*
2026 apps.deleteJsappsIdJson DELETE /jsapps/{id}.json id:path:integer*
both apps.getJsappsCodeJson GET /jsapps/{code}.json code:path:text*
both apps.getJsappsJson GET /jsapps.json
2021 apps.postJsappsJson POST /jsapps.json app:body:object*
2026 apps.postJsappsJson POST /jsapps.json app:body:object[url,template,element]*
2026 cart.getCartsIdJson GET /carts/{id}.json id:path:integer* locale:query:text
both categories.deleteCategoriesIdJson DELETE /categories/{id}.json id:path:integer*
both categories.getCategoriesCountJson GET /categories/count.json
both categories.getCategoriesIdJson GET /categories/{id}.json id:path:integer*
both categories.getCategoriesJson GET /categories.json
both categories.postCategoriesJson POST /categories.json category:body:object*
both categories.putCategoriesIdJson PUT /categories/{id}.json id:path:integer* category:body:object*
both checkoutCustomFields.deleteCheckoutCustomFieldsIdJson DELETE /checkout_custom_fields/{id}.json id:path:integer*
both checkoutCustomFields.getCheckoutCustomFieldsIdJson GET /checkout_custom_fields/{id}.json id:path:integer*
both checkoutCustomFields.getCheckoutCustomFieldsJson GET /checkout_custom_fields.json limit:query:integer page:query:integer
both checkoutCustomFields.postCheckoutCustomFieldsJson POST /checkout_custom_fields.json checkout_custom_field:body:object*
both checkoutCustomFields.putCheckoutCustomFieldsIdJson PUT /checkout_custom_fields/{id}.json id:path:integer* checkout_custom_field:body:object*
both countries.getCountriesCountryCodeJson GET /countries/{country_code}.json country_code:path:text*
both countries.getCountriesCountryCodeRegionsJson GET /countries/{country_code}/regions.json country_code:path:text*
both countries.getCountriesCountryCodeRegionsRegionCodeJson GET /countries/{country_code}/regions/{region_code}.json country_code:path:text* region_code:path:text*
2026 countries.getCountriesCountryCodeRegionsRegionCodeMunicipalitiesJson GET /countries/{country_code}/regions/{region_code}/municipalities.json country_code:path:text* region_code:path:text*
both countries.getCountriesJson GET /countries.json
both customFieldSelectOptions.getCustomFieldsIdSelectOptionsCustomFieldSelectOptionIdJson GET /custom_fields/{id}/select_options/{custom_field_select_option_id}.json id:path:integer* custom_field_select_option_id:path:integer*
both customFieldSelectOptions.getCustomFieldsIdSelectOptionsJson GET /custom_fields/{id}/select_options.json id:path:integer*
2021 customFieldSelectOptions.postCustomFieldsIdSelectOptionsJson POST /custom_fields/{id}/select_options.json id:path:text* custom_field_select_option:body:object*
2026 customFieldSelectOptions.postCustomFieldsIdSelectOptionsJson POST /custom_fields/{id}/select_options.json id:path:integer* custom_field_select_option:body:object*
both customFieldSelectOptions.putCustomFieldsIdSelectOptionsCustomFieldSelectOptionIdJson PUT /custom_fields/{id}/select_options/{custom_field_select_option_id}.json id:path:integer* custom_field_select_option_id:path:integer* custom_field_select_option:body:object*
both customFields.deleteCustomFieldsIdJson DELETE /custom_fields/{id}.json id:path:integer*
both customFields.deleteCustomFieldsIdSelectOptionsCustomFieldSelectOptionIdJson DELETE /custom_fields/{id}/select_options/{custom_field_select_option_id}.json id:path:integer* custom_field_select_option_id:path:integer*
both customFields.getCustomFieldsIdJson GET /custom_fields/{id}.json id:path:integer*
both customFields.getCustomFieldsJson GET /custom_fields.json
both customFields.postCustomFieldsJson POST /custom_fields.json custom_field:body:object*
both customFields.putCustomFieldsIdJson PUT /custom_fields/{id}.json id:path:integer* custom_field:body:object*
both customerAdditionalFields.deleteCustomersIdFieldsFieldId DELETE /customers/{id}/fields/{field_id} id:path:integer* field_id:path:integer*
both customerAdditionalFields.getCustomersIdFields GET /customers/{id}/fields id:path:integer*
both customerAdditionalFields.getCustomersIdFieldsFieldId GET /customers/{id}/fields/{field_id} id:path:integer* field_id:path:integer*
both customerAdditionalFields.postCustomersIdFields POST /customers/{id}/fields id:path:integer* customer_additional_field:body:object*
both customerAdditionalFields.putCustomersIdFieldsFieldId PUT /customers/{id}/fields/{field_id} id:path:integer* field_id:path:integer* customer_additional_field:body:object*
2026 customerCategories.deleteCustomerCategoriesIdCustomersCustomerIdJson DELETE /customer_categories/{id}/customers/{customer_id}.json id:path:integer* customer_id:path:integer*
2021 customerCategories.deleteCustomerCategoriesIdCustomersJson DELETE /customer_categories/{id}/customers.json id:path:integer* customers:body:list*
both customerCategories.deleteCustomerCategoriesIdJson DELETE /customer_categories/{id}.json id:path:integer*
both customerCategories.getCustomerCategoriesIdCustomersJson GET /customer_categories/{id}/customers.json id:path:integer*
both customerCategories.getCustomerCategoriesIdJson GET /customer_categories/{id}.json id:path:integer*
both customerCategories.getCustomerCategoriesJson GET /customer_categories.json limit:query:integer page:query:integer
both customerCategories.postCustomerCategoriesIdCustomersJson POST /customer_categories/{id}/customers.json id:path:integer* customers:body:list*
2021 customerCategories.postCustomerCategoriesJson POST /customer_categories.json category:body:object*
2026 customerCategories.postCustomerCategoriesJson POST /customer_categories.json customer_category:body:object*
2021 customerCategories.putCustomerCategoriesIdJson PUT /customer_categories/{id}.json id:path:integer* category:body:object*
2026 customerCategories.putCustomerCategoriesIdJson PUT /customer_categories/{id}.json id:path:integer* customer_category:body:object*
both customers.deleteCustomersIdJson DELETE /customers/{id}.json id:path:integer*
both customers.getCustomersCountJson GET /customers/count.json
both customers.getCustomersEmailEmailJson GET /customers/email/{email}.json email:path:text*
both customers.getCustomersIdJson GET /customers/{id}.json id:path:integer*
2026 customers.getCustomersIdOrdersJson GET /customers/{id}/orders.json id:path:integer* limit:query:integer page:query:integer
2026 customers.getCustomersIdOrdersStatusStatusJson GET /customers/{id}/orders/status/{status}.json id:path:integer* status:path:text* limit:query:integer page:query:integer
both customers.getCustomersJson GET /customers.json limit:query:integer page:query:integer
2026 customers.getCustomersSearchJson GET /customers/search.json query:query:text* order:query:text limit:query:integer page:query:integer
both customers.postCustomersJson POST /customers.json customer:body:object*
both customers.putCustomersIdJson PUT /customers/{id}.json id:path:integer* customer:body:object*
2026 documents.getDocumentsJson GET /documents.json limit:query:integer page:query:integer
both fulfillments.getFulfillmentsCountJson GET /fulfillments/count.json
both fulfillments.getFulfillmentsIdJson GET /fulfillments/{id}.json id:path:integer*
2026 fulfillments.getFulfillmentsIdLabelJson GET /fulfillments/{id}/label.json id:path:integer*
both fulfillments.getFulfillmentsJson GET /fulfillments.json limit:query:integer page:query:integer
both fulfillments.getOrderIdFulfillmentsJson GET /order/{id}/fulfillments.json id:path:integer*
2026 fulfillments.postFulfillmentsJson POST /fulfillments.json fulfillment:body:object[type,location_id]*
2026 fulfillments.postFulfillmentsRatesJson POST /fulfillments/rates.json rates:body:object[location_id]*
2026 fulfillments.putFulfillmentsIdJson PUT /fulfillments/{id}.json id:path:integer* fulfillment:body:object*
both hooks.deleteHooksIdJson DELETE /hooks/{id}.json id:path:integer*
both hooks.getHooksIdJson GET /hooks/{id}.json id:path:integer*
both hooks.getHooksJson GET /hooks.json limit:query:integer page:query:integer
both hooks.postHooksJson POST /hooks.json hook:body:object[event,url]*
both hooks.putHooksIdJson PUT /hooks/{id}.json id:path:integer* hook:body:object[event,url]*
2026 orders.deleteOrdersIdDocumentsPublicIdJson DELETE /orders/{id}/documents/{public_id}.json id:path:integer* public_id:path:integer*
both orders.getOrdersAfterIdJson GET /orders/after/{id}.json id:path:integer*
both orders.getOrdersCountJson GET /orders/count.json
2026 orders.getOrdersIdDocumentsJson GET /orders/{id}/documents.json id:path:integer*
both orders.getOrdersIdHistoryJson GET /orders/{id}/history.json id:path:integer*
both orders.getOrdersIdJson GET /orders/{id}.json id:path:integer*
2021 orders.getOrdersJson GET /orders.json limit:query:integer page:query:integer
2026 orders.getOrdersJson GET /orders.json locale:query:text status_filters[]:query:text fulfillment_filters:query:text dateFilter:query:text initialDate:query:text finalDate:query:text fields:query:text limit:query:integer page:query:integer
2026 orders.getOrdersSearchJson GET /orders/search.json locale:query:text query:query:text status_filters[]:query:text fulfillment_filters:query:text dateFilter:query:text initialDate:query:text finalDate:query:text fields:query:text limit:query:integer page:query:integer
both orders.getOrdersStatusStatusJson GET /orders/status/{status}.json status:path:text*
2026 orders.postOrdersIdDocumentsJson POST /orders/{id}/documents.json id:path:integer* document:body:object*
both orders.postOrdersIdHistoryJson POST /orders/{id}/history.json id:path:integer* order_history:body:object*
2021 orders.postOrdersJson POST /orders.json order:body:object*
2026 orders.postOrdersJson POST /orders.json locale:query:text order:body:object*
2026 orders.putOrdersIdDocumentsPublicIdJson PUT /orders/{id}/documents/{public_id}.json id:path:integer* public_id:path:integer* document_type:body:integer external_id:body:text url:body:text
both orders.putOrdersIdJson PUT /orders/{id}.json id:path:integer* order:body:object*
2026 pageImages.deletePagesIdImagesImageIdJson DELETE /pages/{id}/images/{image_id}.json id:path:integer* image_id:path:integer*
2026 pageImages.getPagesIdImagesCountJson GET /pages/{id}/images/count.json id:path:integer*
2026 pageImages.getPagesIdImagesImageIdJson GET /pages/{id}/images/{image_id}.json id:path:integer* image_id:path:integer*
2026 pageImages.getPagesIdImagesJson GET /pages/{id}/images.json id:path:integer*
2026 pageImages.postPagesIdImagesJson POST /pages/{id}/images.json id:path:integer* image:body:object*
2026 pageImages.putPagesIdImagesImageIdJson PUT /pages/{id}/images/{image_id}.json id:path:integer* image_id:path:integer* image:body:object*
both pages.deletePagesIdJson DELETE /pages/{id}.json id:path:integer*
both pages.getPagesCountJson GET /pages/count.json
both pages.getPagesIdJson GET /pages/{id}.json id:path:integer*
both pages.getPagesJson GET /pages.json limit:query:integer page:query:integer
both pages.postPagesJson POST /pages.json page:body:object*
both pages.putPagesIdJson PUT /pages/{id}.json id:path:integer* page:body:object*
2026 paidApps.getAppsCodeBillingCycleDatesJson GET /apps/{code}/billing_cycle_dates.json code:path:text* date:query:text
2026 paidApps.getAppsCodeBillingCycleOrdersJson GET /apps/{code}/billing_cycle_orders.json code:path:text* date:query:text
2026 paidApps.getAppsCodeCheckBillingCycleOrderJson GET /apps/{code}/check_billing_cycle_order.json code:path:text* date:query:text
2026 paidApps.getAppsCodeInstallStatusByStoreIdJson GET /apps/{code}/install_status_by_store_id.json code:path:text* store_id:query:integer
2026 paidApps.getAppsCodeInstallStatusJson GET /apps/{code}/install_status.json code:path:text*
2021 partners.getPartnersStoresJson GET /partners/stores.json partner_code:query:text* auth_token:query:text* page:query:integer from:query:text* to:query:text*
2021 partners.getStoreCheckStatusJson GET /store/check_status.json partner_code:query:text* auth_token:query:text* store_code:query:text* locale:query:text
2021 partners.postStoreCreateJson POST /store/create.json partner_code:query:text* auth_token:query:text* aff:body:text email:body:text locale:body:text password:body:text plan_name:body:text reject_duplicates:body:boolean store_name:body:text
both paymentMethods.getPaymentMethodsIdJson GET /payment_methods/{id}.json id:path:integer*
both paymentMethods.getPaymentMethodsJson GET /payment_methods.json
2026 paymentMethods.postPaymentMethodsJson POST /payment_methods.json payment_method:body:object*
2026 pickupLocations.deleteLocationsIdJson DELETE /locations/{id}.json id:path:integer*
2026 pickupLocations.getLocationsIdJson GET /locations/{id}.json id:path:integer*
2026 pickupLocations.getLocationsJson GET /locations.json
2026 pickupLocations.postLocationsJson POST /locations.json name:body:text* main:body:boolean email:body:text* pickup_point:body:boolean postal:body:text address:body:text* city:body:text* country:body:text* Region:body:text
2026 pickupLocations.putLocationsIdJson PUT /locations/{id}.json id:path:integer* name:body:text* main:body:boolean email:body:text* pickup_point:body:boolean postal:body:text address:body:text* city:body:text* country:body:text* Region:body:text
both productAttachments.deleteProductsIdAttachmentsAttachmentIdJson DELETE /products/{id}/attachments/{attachment_id}.json id:path:integer* attachment_id:path:integer*
both productAttachments.getProductsIdAttachmentsAttachmentIdJson GET /products/{id}/attachments/{attachment_id}.json id:path:integer* attachment_id:path:integer*
both productAttachments.getProductsIdAttachmentsCountJson GET /products/{id}/attachments/count.json id:path:integer*
both productAttachments.getProductsIdAttachmentsJson GET /products/{id}/attachments.json id:path:integer*
both productAttachments.postProductsIdAttachmentsJson POST /products/{id}/attachments.json id:path:integer* attachment:body:object*
both productCustomFields.deleteProductsProductIdFieldsFieldIdJson DELETE /products/{product_id}/fields/{field_id}.json product_id:path:integer* field_id:path:integer*
both productCustomFields.getProductsIdFieldsCountJson GET /products/{id}/fields/count.json id:path:integer*
both productCustomFields.getProductsIdFieldsJson GET /products/{id}/fields.json id:path:integer*
both productCustomFields.postProductsIdFieldsJson POST /products/{id}/fields.json id:path:integer* field:body:object*
2021 productCustomFields.putProductsProductIdFieldsFieldIdJson PUT /products/{product_id}/fields/{field_id}.json product_id:path:integer* field_id:path:integer*
2026 productCustomFields.putProductsProductIdFieldsFieldIdJson PUT /products/{product_id}/fields/{field_id}.json product_id:path:integer* field_id:path:integer* field:body:object[value]*
2021 productDigitalProducts.deleteProductsIdDigitalProductsDigitalProductIdJson DELETE /products/{id}/digital_products/{digital_product_id}.json id:path:integer* digital_product_id:path:integer*
2026 productDigitalProducts.deleteProductsIdDigitalProductsDigitalProductIdJson DELETE /products/{id}/digital_products/{digital_product_id}.json id:path:integer* digital_product_id:path:integer* external:body:boolean
both productDigitalProducts.getProductsIdDigitalProductsCountJson GET /products/{id}/digital_products/count.json id:path:integer*
2021 productDigitalProducts.getProductsIdDigitalProductsDigitalProductIdJson GET /products/{id}/digital_products/{digital_product_id}.json id:path:integer* digital_product_id:path:integer*
2026 productDigitalProducts.getProductsIdDigitalProductsDigitalProductIdJson GET /products/{id}/digital_products/{digital_product_id}.json id:path:integer* digital_product_id:path:integer* external:query:text
both productDigitalProducts.getProductsIdDigitalProductsJson GET /products/{id}/digital_products.json id:path:integer*
both productDigitalProducts.postProductsIdDigitalProductsJson POST /products/{id}/digital_products.json id:path:integer* digital_product:body:object*
both productImages.deleteProductsIdImagesImageIdJson DELETE /products/{id}/images/{image_id}.json id:path:integer* image_id:path:integer*
both productImages.getProductsIdImagesCountJson GET /products/{id}/images/count.json id:path:integer*
both productImages.getProductsIdImagesImageIdJson GET /products/{id}/images/{image_id}.json id:path:integer* image_id:path:integer*
both productImages.getProductsIdImagesJson GET /products/{id}/images.json id:path:integer*
both productImages.postProductsIdImagesJson POST /products/{id}/images.json id:path:integer* image:body:object*
2026 productImages.putProductsProductIdImagesImageIdJson PUT /products/{product_id}/images/{image_id}.json image_id:path:integer* product_id:path:integer* position:query:integer*
both productOptionValues.deleteProductsIdOptionsOptionIdValuesValueIdJson DELETE /products/{id}/options/{option_id}/values/{value_id}.json id:path:integer* option_id:path:integer* value_id:path:integer*
both productOptionValues.getProductsIdOptionsOptionIdValuesCountJson GET /products/{id}/options/{option_id}/values/count.json id:path:integer* option_id:path:integer*
both productOptionValues.getProductsIdOptionsOptionIdValuesJson GET /products/{id}/options/{option_id}/values.json id:path:integer* option_id:path:integer*
both productOptionValues.getProductsIdOptionsOptionIdValuesValueIdJson GET /products/{id}/options/{option_id}/values/{value_id}.json id:path:integer* option_id:path:integer* value_id:path:integer*
both productOptionValues.postProductsIdOptionsOptionIdValuesJson POST /products/{id}/options/{option_id}/values.json id:path:integer* option_id:path:integer* value:body:object*
both productOptionValues.putProductsIdOptionsOptionIdValuesValueIdJson PUT /products/{id}/options/{option_id}/values/{value_id}.json id:path:integer* option_id:path:integer* value_id:path:integer* value:body:object*
both productOptions.deleteProductsIdOptionsOptionIdJson DELETE /products/{id}/options/{option_id}.json id:path:integer* option_id:path:integer*
both productOptions.getProductsIdOptionsCountJson GET /products/{id}/options/count.json id:path:integer*
both productOptions.getProductsIdOptionsJson GET /products/{id}/options.json id:path:integer*
both productOptions.getProductsIdOptionsOptionIdJson GET /products/{id}/options/{option_id}.json id:path:integer* option_id:path:integer*
both productOptions.postProductsIdOptionsJson POST /products/{id}/options.json id:path:integer* option:body:object*
both productOptions.putProductsIdOptionsOptionIdJson PUT /products/{id}/options/{option_id}.json id:path:integer* option_id:path:integer* option:body:object*
2026 productReviews.getProductsIdReviewsJson GET /products/{id}/reviews.json id:path:integer* limit:query:integer page:query:integer
2026 productReviews.getProductsReviewsJson GET /products/reviews.json limit:query:integer page:query:integer
2026 productReviews.getProductsReviewsReviewIdJson GET /products/reviews/{review_id}.json review_id:path:integer*
both productVariants.getProductsIdVariantsCountJson GET /products/{id}/variants/count.json id:path:integer*
both productVariants.getProductsIdVariantsJson GET /products/{id}/variants.json id:path:integer*
both productVariants.getProductsIdVariantsVariantIdJson GET /products/{id}/variants/{variant_id}.json id:path:integer* variant_id:path:integer*
both productVariants.postProductsIdVariantsJson POST /products/{id}/variants.json id:path:integer* variant:body:object*
both productVariants.putProductsIdVariantsVariantIdJson PUT /products/{id}/variants/{variant_id}.json id:path:integer* variant_id:path:integer* variant:body:object*
both products.deleteProductsIdJson DELETE /products/{id}.json id:path:integer*
both products.getProductsAfterIdJson GET /products/after/{id}.json id:path:integer* locale:query:text
both products.getProductsCategoryCategoryIdCountJson GET /products/category/{category_id}/count.json category_id:path:integer* locale:query:text
both products.getProductsCategoryCategoryIdJson GET /products/category/{category_id}.json category_id:path:integer* locale:query:text
both products.getProductsCountJson GET /products/count.json
both products.getProductsIdJson GET /products/{id}.json id:path:integer* locale:query:text
both products.getProductsJson GET /products.json limit:query:integer page:query:integer locale:query:text
2021 products.getProductsSearchJson GET /products/search.json locale:query:text query:query:text* fields:query:text
2026 products.getProductsSearchJson GET /products/search.json locale:query:text query:query:text* fields:query:text status:query:text categories:query:text
both products.getProductsStatusStatusCountJson GET /products/status/{status}/count.json status:path:text* locale:query:text
both products.getProductsStatusStatusJson GET /products/status/{status}.json status:path:text* locale:query:text
both products.postProductsJson POST /products.json locale:query:text product:body:object[name,price]*
both products.putProductsIdJson PUT /products/{id}.json id:path:integer* locale:query:text product:body:object[name,price]*
2026 productsLocations.getProductsLocations GET /products_locations location_ids:query:list* product_ids:query:list* variant_ids:query:list
2026 productsLocations.putProductsLocations PUT /products_locations location_id:body:integer* product_id:body:integer* variant_id:body:integer stock_unlimited:body:boolean* stock:body:integer*
both promotions.deletePromotionsIdJson DELETE /promotions/{id}.json id:path:integer*
both promotions.getPromotionsIdJson GET /promotions/{id}.json id:path:integer*
both promotions.getPromotionsJson GET /promotions.json limit:query:integer page:query:integer
both promotions.postPromotionsJson POST /promotions.json promotion:body:object*
both promotions.putPromotionsIdJson PUT /promotions/{id}.json id:path:integer* promotion:body:object*
both shippingMethods.deleteShippingMethodsIdJson DELETE /shipping_methods/{id}.json id:path:integer*
both shippingMethods.getShippingMethodsIdJson GET /shipping_methods/{id}.json id:path:integer*
2021 shippingMethods.getShippingMethodsJson GET /shipping_methods.json
2026 shippingMethods.getShippingMethodsJson GET /shipping_methods.json enabled:query:boolean
both shippingMethods.postShippingMethodsJson POST /shipping_methods.json shipping_method:body:object*
both shippingMethods.putShippingMethodsIdJson PUT /shipping_methods/{id}.json id:path:integer* shipping_method:body:object*
both stores.getStoreInfoJson GET /store/info.json
both stores.getStoreLanguagesJson GET /store/languages.json
2026 stores.getTransactionLedgerBalanceJson GET /transaction_ledger/balance.json
2026 stores.postStoreSetupJson POST /store/setup.json store:body:object[name]*
both taxes.getTaxesIdJson GET /taxes/{id}.json id:path:integer*
both taxes.getTaxesJson GET /taxes.json
both taxes.postTaxesJson POST /taxes.json tax:body:object*
"""
