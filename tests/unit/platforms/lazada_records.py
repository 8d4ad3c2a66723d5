"""Lazada's records as its documents show them, with invented values."""

from typing import Any


def order(order_id: int = 300034416000001, **changes: Any) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "order_number": order_id,
        "created_at": "2024-05-17 09:23:36 +0800",
        "updated_at": "2024-05-17 09:35:17 +0800",
        "statuses": ["pending", "packed"],
        "items_count": 2,
        "price": "106.00",
        "shipping_fee": 0.54,
        "shipping_fee_original": 2.54,
        "voucher": 1.00,
        "payment_method": "COD",
        "customer_first_name": "A*** B***",
        "customer_last_name": "",
        "remarks": "ring twice",
        "buyer_note": "",
        "address_shipping": {
            "first_name": "A***",
            "last_name": "",
            "phone": "65******59",
            "address1": "1 Kent Ridge",
            "address3": "Central",
            "address4": "Queenstown",
            "address5": "Level 3",
            "city": "",
            "post_code": "500001",
            "country": "Singapore",
        },
        "extra_attributes": "null",
        **changes,
    }


def item(item_id: int = 300034416100001, **changes: Any) -> dict[str, Any]:
    return {
        "order_id": 300034416000001,
        "order_item_id": item_id,
        "name": "Blue mug",
        "sku": "MUG-BLUE",
        "sku_id": "323917929",
        "status": "pending",
        "item_price": 53.00,
        "paid_price": 52.50,
        "currency": "SGD",
        "shipping_type": "Dropshipping",
        "shipping_provider_type": "standard",
        "shipment_provider": "",
        "package_id": "",
        "tracking_code": "",
        "warehouse_code": "dropshipping",
        "delivery_option_sof": 0,
        "is_fbl": 0,
        "is_digital": 0,
        "sla_time_stamp": "2024-05-19T23:59:59+08:00",
        "product_main_image": "https://img.example.test/mug.jpg",
        "cancel_return_initiator": "null-null",
        "need_cancel_confirm": False,
        **changes,
    }


def product(item_id: int = 2807246166, skus: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "item_id": item_id,
        "primary_category": 8707,
        "status": "Active",
        "subStatus": None,
        "created_time": "1645176573000",
        "updated_time": "1653463851000",
        "images": ["https://img.example.test/p.jpg"],
        "attributes": {"name": "Test mug", "brand": "No Brand", "model": "9095"},
        "rejectReason": None,
        "skus": [sku()] if skus is None else skus,
        **changes,
    }


def sku(sku_id: int = 13449296008, **changes: Any) -> dict[str, Any]:
    return {
        "SkuId": sku_id,
        "SellerSku": "12333-poi",
        "ShopSku": f"2807246166_MY-{sku_id}",
        "Status": "active",
        "quantity": 20,
        "Available": 20,
        "price": 102.0,
        "special_price": 90.5,
        "special_from_time": "2022-07-11 17:43",
        "special_to_time": "2122-07-11 17:43",
        "special_from_date": "2022-07-11",
        "special_to_date": "2122-07-11",
        "saleProp": {"color_family": "Maroon"},
        "Images": ["", "https://img.example.test/s.jpg", ""],
        "multiWarehouseInventories": [
            {"warehouseCode": "dropshipping", "quantity": 20, "sellableQuantity": 18, "totalQuantity": 25}
        ],
        "channelInventories": [],
        **changes,
    }
