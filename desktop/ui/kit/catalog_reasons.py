"""Sentences for what a marketplace's rules, or the marketplace itself, say about a SKU, a price or a promotion."""

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("Reasons", source))


CODES: Mapping[str, str] = {
    # Numbers
    "not_a_number": _("This is not a number."),
    "below_zero": _("It must not be below zero."),
    "not_above_zero": _("It must be above zero."),
    "over_limit": _("It is more than the marketplace takes: at most {most}."),
    "under_limit": _("It is less than the marketplace takes: at least {least}."),
    "out_of_range": _("The marketplace takes {least} to {most}."),
    "too_many_decimals": _("It has too many decimals: at most {most}."),
    "zero_stock": _("With no stock the SKU cannot be bought any more."),
    "zero_price": _("At this price the SKU is given away."),
    "price_fell": _("The price falls by more than half, from {before}. Is no digit missing?"),
    "was_unlimited": _("The stock is unlimited at the marketplace; from now on it would be counted."),
    "several_warehouses": _("This SKU lies in several warehouses: say which one."),
    # Prices and sales
    "price_needed": _("The marketplace wants a price with it."),
    "price_unknown": _("The present price is not known yet. Sync first, then try again."),
    "sale_not_below_price": _("The sale price is not below the price."),
    "sale_not_supported": _("This shop has no sale prices."),
    "sale_dates_missing": _("A sale price needs its first and its last day."),
    "sale_ends_before_start": _("The sale ends before it starts."),
    "sale_dates_not_kept": _("This marketplace keeps no dates of a sale: the price holds until it is changed."),
    "no_sale_window": _("A sale price of this marketplace has no dates: it holds until it is changed."),
    # Status, market, place
    "market_needed": _("Say for which market, as this marketplace has a value for each."),
    "market_not_known": _("This SKU is not sold in that market."),
    "unknown_country": _("The marketplace has no such country."),
    "unknown_warehouse": _("This SKU has no stock in that warehouse."),
    "sku_too_long": _("The SKU is longer than the marketplace takes: at most {most} characters."),
    "status_not_offered": _("This marketplace has no such status."),
    "whole_product": _("The status belongs to the product: all its variants change with it."),
    "not_approved_yet": _("The marketplace has not approved this SKU yet, so it cannot be sold."),
    "gone": _("The marketplace does not have this SKU any more."),
    # Promotions
    "price_not_offered": _("A promotion of this marketplace has no prices: give a percentage."),
    "one_discount_only": _("All lines of this promotion must have the same percentage."),
    "never_created": _("It was never made at the marketplace."),
    # What a call needs
    "writes": _("This call changes something at the marketplace."),
    "missing_field": _("The field {field} is missing."),
    "unknown_field": _("The marketplace does not know the field {field}."),
    "wrong_type": _("The field {field} must be of the type {type}."),
    "field_type": _("The field {field} must be of the type {type}."),
    "unknown_function": _("The marketplace has no function {name}."),
    # How it went
    "label_not_there_yet": _("The marketplace has no label for this parcel yet. Backshop asks again by itself."),
    "all_deleted": _("At least one variant must stay."),
    "already_gone": _("It was not there any more."),
    "bad_service_account": _("The service account is not the key file that was handed out. Choose that file."),
    "dates_needed": _("A promotion needs its first and its last moment."),
    "end_before_start": _("It ends before it starts."),
    "start_in_the_past": _("It must start in the future."),
    "not_on_the_half_hour": _("This marketplace starts and ends promotions only on the hour and the half hour."),
    "percentage_not_offered": _("A promotion of this marketplace has no percentages: give prices."),
    "no_html": _("This marketplace takes plain text only: no HTML."),
    "no_subscription": _("The adapter gave this key no subscription for it. Ask the operator to switch it on."),
    "not_offered": _("This marketplace does not offer that."),
    "reason_of_other_channel": _("This reason belongs to another marketplace. Choose one of this order's."),
    "not_the_same": _("It must be the same for all variants and warehouses."),
    "not_told_yet": _(
        "The marketplace has not told yet what became of it. Backshop waits for its word before it does anything again."
    ),
    "catalog_incomplete": _("Not all SKUs have come yet. What came is kept; the rest is asked for again."),
    "channel_not_fetched": _("One of the channels could not be read. What came is kept; it is asked again later."),
    "queued_there": _("The marketplace took it and does it in its own time."),
    "superseded": _("A newer value took its place at the marketplace."),
    "sku_needed": _("The marketplace only knows it by its SKU, and it has no SKU."),
    "too_few": _("There are too few: at least {least}."),
    "too_many": _("There are too many: at most {most}."),
    "warehouse_needed": _("Say for which warehouse, as this marketplace has a value for each."),
    "feed_taken": _("The marketplace took it and works on it."),
    "feed_working": _("The marketplace is still working on it."),
    "half_done": _("Only a part of it was done. Look at the order, then decide about the rest."),
    "refused_by_platform": _("The marketplace refused it: {message}"),
    "request_refused": _("The marketplace refused the request; what is known stays."),
    "blocked_by_platform": _("The marketplace's firewall blocks this computer. Backshop tries again later."),
    "keys_used_elsewhere": _("Another program uses the same keys and ends our login again and again. Stop it there."),
    "login_refused": _("The marketplace does not know this login. Check what was pasted, then log in again."),
    "label_address": _("The label was to be fetched from a strange address, so it was not."),
    "foreign_label_address": _("The label was to be fetched from a strange address, so it was not."),
    "label_refused": _("The marketplace did not hand out the label. Try again in a few minutes."),
    "whole_order_only": _("This marketplace only sends whole orders."),
    "reason_needed": _("The marketplace wants a reason: {options}."),
    "reason_not_offered": _("The marketplace does not take this reason. It offers: {options}."),
    "whole_parcel_only": _("The rest of this parcel would be cancelled too. Cancel all of it, or repack it first."),
    "delivered_by_seller": _("You deliver this parcel yourself, so the marketplace has no label for it."),
    "label_needs_browser": _("The marketplace only gave a web page for a label. Print it in its own pages."),
    "image_too_large": _("The picture is larger than the marketplace takes."),
    "not_for_ease_shops": _("The marketplace does not offer this to shops of this kind."),
    "shop_not_open": _("The shop is not open at the marketplace. Look there for the reason."),
    "closed_for_campaign": _("The marketplace has closed this during a campaign. Try again in some hours."),
    "address_not_listed": _("Your app only lets listed computers in. Empty its list of addresses at the marketplace."),
}
