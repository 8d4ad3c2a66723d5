"""Sentences for codes, as the terminal says them: what happened, what it means, what to do now."""

from collections.abc import Mapping

_SENTENCES: Mapping[str, str] = {
    # what was typed
    "unknown_platform": "There is no platform called {platform}; see 'shops platforms'.",
    "unknown_shop": "There is no shop called {shop}; see 'shops list'.",
    "many_shops": "Several shops are called {shop}; name one by its id, see 'shops list'.",
    "unknown_account": "This account is not connected any more.",
    "unknown_order": "No order with this number is known here. Sync first, or look for it with 'orders list --search'.",
    "many_orders": "Several shops have an order with this number; name the shop with --shop.",
    "unknown_operation": "There is no operation {operation} in the outbox.",
    "unknown_change_set": "There is no change-set {change_set}.",
    "unknown_credential": "This platform does not know the field {field}; see 'shops platforms'.",
    "credential_missing": "The field {field} is missing; give it with --set {field}=... (or {field}=@file, {field}=-).",
    "credential_too_short": "The field {field} is too short: at least {minimum} characters. Was it copied completely?",
    "credential_choice": "The field {field} must be one of: {choices}.",
    "credential_form": "Write --set as key=value, key=@file or key=- (read from standard input).",
    "credential_file": "The file for {field} cannot be read: {reason}.",
    "bad_address": "This is no web address; write it like https://host or http://127.0.0.1:8080.",
    "insecure_address": "{host} is not this computer, so the address must start with https://.",
    "no_orders_named": "Name orders, or a bucket with --bucket.",
    "unknown_stock": "There is no label stock {stock}; known are 100x150, a6, a4 and a4-4up.",
    "unknown_printer": "There is no printer called {printer}.",
    "unknown_slot": "The stock {stock} has no place {slot}.",
    "unknown_label": "This label is not in the vault any more; fetch it again.",
    "one_order_only": "A tracking code belongs to one order: name just one.",
    "unknown_sku": "No SKU {sku} is known in this shop. Sync first, or look for it with 'catalog list --search'.",
    "unknown_market": "This SKU is not sold in the market {market}; see 'catalog list'.",
    "unknown_warehouse": "This SKU has no stock in the warehouse {warehouse}; see 'catalog list'.",
    "unknown_promotion": "There is no promotion {promotion}; see 'promotions list'.",
    "kind_not_offered": "This shop cannot do {kind}; it can do: {offered}.",
    "line_without_price": "The line of {sku} has neither a price nor a percentage that could be reckoned with.",
    "promotion_file": "The file does not describe a promotion: {what}. See 'promotions list' for the form.",
    "file_not_read": "The file cannot be read: {reason}.",
    "value_form": "Write values as SKU=VALUE.",
    "value_not_a_number": "The value for {sku} is not a number; write it like 12 or 12.50.",
    "value_not_a_status": "The status for {sku} is active or inactive.",
    "value_not_a_date": "{date} is not a date; write it like 2026-11-30 or 2026-11-30T18:00:00Z.",
    "csv_only": "Orders are exported as CSV for now: give the file a name that ends in .csv.",
    # the account
    "token_used_up": "The token no longer works. Make a new one at the marketplace and connect the shop again.",
    "not_self_authorization": "The marketplace does not know this client id for such a token. Check the kind of"
    " application and the id, then connect again.",
    "no_credentials": "The credentials of this shop were kept for one run only. Connect it again; with a keyring or"
    " BACKSHOP_PASSPHRASE they are kept.",
    "login_needed": "The shop needs a new login; connect it again.",
    "needs_login": "The shop needs a new login; connect it again.",
    "role_missing": "The marketplace does not allow this: give the application the role {role}, then resume the shop.",
    "credentials_not_saved": "The login worked, but the credentials could not be kept ({reason}). If the marketplace"
    " gave out a new token, make another one and connect again.",
    "no_keyring": "This computer has no keyring to keep credentials in. Set BACKSHOP_PASSPHRASE to a passphrase of your"
    " own and run the command again; nothing was sent and the token is unused.",
    "keyring_locked": "The system's keyring is locked. Unlock it and try again.",
    "keyring_failed": "The system's keyring does not keep what it is given. Backshop cannot use it.",
    "wrong_passphrase": "This is not the passphrase of this profile (BACKSHOP_PASSPHRASE).",
    "paused": "The shop is paused; resume it first.",
    # the line
    "no_connection": "No connection. Nothing was sent; what was wished waits in the outbox.",
    "unreachable": "No connection. What was wished waits in the outbox.",
    "no_answer": "No answer came in time. The platform will be asked what happened before anything is repeated.",
    "rate_limited": "The marketplace asks to slow down. Try again a little later.",
    "platform_trouble": "The marketplace has trouble of its own. Try again later.",
    "certificate_not_trusted": "The certificate of this address is not trusted, so nothing was sent.",
    "not_json": "The answer could not be read. What is known stays; it is asked again later.",
    "broken_answer": "The answer could not be read. What is known stays; it is asked again later.",
    "endless_pages": "The marketplace repeated the same page; the rest is read next time.",
    "request_refused": "The marketplace refused the request; what is known stays.",
    "interrupted": "The search was interrupted by a newer one.",
    "stopped": "Stopped. What came until then is kept.",
    "bug": "Something failed that should not have; the log in the profile tells more.",
    # orders
    "wrong_state": "The order is in a state in which this cannot be done.",
    "already_pending": "The same is already waiting in the outbox.",
    "already_done": "This was done before.",
    "not_supported": "This platform cannot do that.",
    "items_unknown": "The items of this order are not known yet; sync first.",
    "unknown_item": "The order has no such item.",
    "provider_needed": "A courier must be chosen: --provider with one of: {options}.",
    "provider_not_offered": "This courier is not offered for this order.",
    "tracking_code_needed": "This courier needs a tracking code: --tracking.",
    "earlier_step_failed": "An earlier step failed, so this one was not sent.",
    "could_not_send": "It could not be sent several times; the log in the profile tells more.",
    "cannot_undo": "It is done at the platform and cannot be taken back there.",
    "nothing_to_resolve": "This operation needs no decision.",
    "not_read_back": "The platform could not be asked what happened. It is not sent again until that is known.",
    "undone": "Taken back before it was sent.",
    "discarded": "Given up by the seller.",
    "could_not_verify": "The marketplace does not tell whether it happened. Look there, then use 'outbox resolve'.",
    "cut_off": "The program ended while this was being sent. The platform is asked before it is repeated.",
    "internal_error": "Something failed that should not have; the log in the profile tells more.",
    "one_by_one": "The marketplace refused it together with others; it is sent alone next.",
    "refused_together": "The marketplace refused it together with others; it is sent alone next.",
    "not_done_yet": "It has not happened yet; it is sent again.",
    "not_visible_yet": "The marketplace does not show it yet; it is asked again before anything is repeated.",
    "replaced": "A newer wish took its place.",
    "kept_theirs": "The seller kept what the marketplace shows.",
    "confirmed_by_seller": "The seller confirmed that it has happened.",
    "changed_since": "It was changed again since; the newer value stays.",
    "not_settled_yet": "It is still on its way. Try again when it has settled.",
    "try_later": "The marketplace asks to wait. Try again a little later.",
    "empty_answer": "The marketplace answered nothing. Try again later.",
    "unexpected_answer": "The answer could not be read. What is known stays; it is asked again later.",
    "fulfilled_by_platform": "The marketplace sends this item itself; there is nothing to do.",
    "item_gone": "The marketplace does not know this item any more.",
    "not_found": "The marketplace does not know this any more.",
    "not_packed": "It must be packed first.",
    "token_missing": "The login is missing; connect the shop again.",
    "wrong_status": "At the marketplace the order stands at {status}, where this cannot be done.",
    # SKUs
    "changed_there": "It was changed at the marketplace since you last saw it. Decide with 'outbox resolve'.",
    "gone": "The marketplace does not have this SKU any more.",
    "not_shown": "The marketplace does not show this value. Look there, then use 'outbox resolve'.",
    "before_unknown": "What it was before is not known, so it cannot be set back.",
    # labels
    "not_ready": "The order is not ready to ship yet, so it has no final label.",
    "no_label": "The label is not here yet; 'orders process' fetches it.",
    "no_label_yet": "The marketplace has no label for this parcel yet. Try again in a few minutes.",
    "no_labels_here": "This platform gives no labels.",
    "called_off": "The order was cancelled: its label must not travel.",
    "same_as": "The same file came for order {number}: it would be printed twice.",
    "too_small": "On this stock the barcode would be too small to scan.",
    "needs_zpl_printer": "This label is for a ZPL printer.",
    "not_a_document": "The label file is broken.",
    "too_large": "The label file is too large to be a label.",
    "no_pages": "The label has no page.",
    "blank": "The label is blank.",
    "label_address": "The label was to be fetched from a strange address, so it was not.",
    "unreadable_code": "No barcode on the label can be read.",
    "other_parcel": "The barcode of the label belongs to another parcel.",
    "fetched_too_early": "The label was fetched before the order was ready to ship; a new one is needed.",
    "odd_size": "The label has an unusual size.",
    "already_printed": "Printed before. Add --again to print it once more.",
    "printed_meanwhile": "Another window has just printed some of these. Look again, then decide.",
    "file_not_written": "The file could not be written: {reason}.",
    "printer_unreachable": "The printer does not answer; nothing was printed.",
    "print_failed": "The printer refused the job; nothing was printed.",
    "print_unsure": "The printer may have printed. Look at the paper before printing again.",
    "no_print_system": "This computer has no print system that Backshop can use.",
    # the profile
    "too_new": "This profile was written by a newer Backshop. Update this program.",
    "damaged": "The database of this profile is damaged. Copies from before updates lie beside it; see 'restore'.",
    "disk_full": "The disk is full. Nothing was lost; free some space and try again.",
    "io": "The disk could not be read or written.",
    "busy": "Another program is writing to this profile and does not end. Try again.",
    "read_only": "The profile cannot be written: check the rights of its folder.",
    "profile_in_use": "Another window or job uses this profile; close it and try again.",
    "no_profile_folder": "The profile folder cannot be made: {reason}.",
    "not_a_backup": "This file is no backup of a Backshop profile.",
    "file_exists": "There is a file of this name already; choose another.",
}


def message(code: str, params: Mapping[str, str]) -> str:
    """The sentence for a code with its facts; a code without one speaks for itself, with the platform's own words."""
    sentence = _SENTENCES.get(code)
    if sentence is None:
        words = code.replace("_", " ").strip().capitalize()
        return f"{words}: {params['message']}" if params.get("message") else f"{words}."
    return sentence.format_map(_Facts(params))


class _Facts(dict[str, str]):
    """A fact that is not there is shown as an ellipsis instead of failing in front of the seller."""

    def __missing__(self, _name: str) -> str:
        return "..."
