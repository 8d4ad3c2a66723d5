"""Sentences for codes: what happened, what it means for the order, what to do now."""

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop.domain import errors
from desktop.domain.labels import LabelProblem
from desktop.ui.kit import catalog_reasons


def tr(source: str) -> str:
    return QCoreApplication.translate("Reasons", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("Reasons", source))


_PROBLEMS: Mapping[LabelProblem, str] = {
    LabelProblem.NOT_A_DOCUMENT: _(
        "The label file is broken. Fetch it again; if it stays broken, tell the marketplace."
    ),
    LabelProblem.TOO_LARGE: _("The label file is far too large to be a label. It was not kept."),
    LabelProblem.NO_PAGES: _("The label file has no page. Fetch it again in a few minutes."),
    LabelProblem.BLANK: _("The label is blank. Fetch it again in a few minutes."),
    LabelProblem.UNREADABLE_CODE: _(
        "No barcode on this label can be read, so no courier could scan it. Fetch it again."
    ),
    LabelProblem.OTHER_PARCEL: _("The barcode belongs to another parcel. Do not use this label; fetch it again."),
    LabelProblem.FETCHED_TOO_EARLY: _("The label was fetched before the order was ready to ship. A new one is needed."),
    LabelProblem.ODD_SIZE: _("The label has an unusual size. Look at it before printing."),
    LabelProblem.NEEDS_BROWSER: _(
        "This label is a web page that needs a browser. Print it in the marketplace's own pages."
    ),
}
_CODES: Mapping[str, str] = {
    # What was wished of an order
    "unknown_order": _("This order is not known here any more."),
    "wrong_state": _("This order is not in the right state for it; someone may have done it already."),
    "already_pending": _("The same step is already on its way in the outbox."),
    "items_unknown": _("The items of this order have not been read yet. Sync first, then try again."),
    "unknown_item": _("An item of this order is not there any more. Sync first, then try again."),
    "not_supported": _("This marketplace does not offer that."),
    "one_order_only": _("A tracking code belongs to one order: choose one order at a time."),
    "stopped": _("You stopped before this order was sent. Nothing happened to it."),
    "replaced": _("A newer change took its place."),
    "undone": _("You took it back."),
    "discarded": _("You gave it up."),
    "nothing_to_resolve": _("Nothing is left to decide here."),
    "broken_rule_pack": _(
        "The deadline rules in {file} cannot be used: in the rule {rule}, {field} has the wrong value {value}. "
        "Nothing was changed."
    ),
    "unknown_rule": _("This deadline rule is not there any more."),
    "file_not_read": _("The file could not be read: {reason}."),
    "unknown_operation": _("This change is not in the outbox any more."),
    "unknown_change_set": _("This change is not in the outbox any more."),
    "provider_needed": _("Choose a courier: the marketplace offers several for this order."),
    "provider_not_offered": _("The marketplace does not offer this courier for this order. Choose another one."),
    "tracking_code_needed": _("This courier needs a tracking code from you."),
    "invoice_needed": _("Type the number of the invoice."),
    "not_traced_here": _("This marketplace does not tell where parcels are."),
    "no_parcel_yet": _("There is no parcel yet: it is made when the order is packed."),
    "no_trace_yet": _("The courier has not told anything about this parcel yet."),
    "not_read_back": _("It was sent, but the marketplace does not show it yet. Backshop keeps looking."),
    # Labels and printing
    "no_label": _("There is no label yet. Fetch it again in a few minutes."),
    "not_ready": _("Labels exist only once the order is ready to ship."),
    "no_labels_here": _("This marketplace has no labels of its own."),
    "called_off": _("The parcel must not travel: the order was cancelled or its cancellation was asked for."),
    "same_as": _("This is the very same label as another parcel's."),
    "too_small": _("The label would come out too small to be scanned on this paper."),
    "needs_zpl_printer": _("This label can only go to a label printer."),
    "already_printed": _("Already printed once. Print again only if the first label is lost."),
    "printed_meanwhile": _("Another window has just printed this label. Look again before you print."),
    "unknown_label": _("This label is not kept here any more. Fetch it again."),
    "unknown_printer": _("This printer is not known to the system."),
    "printer_unreachable": _("The printer does not answer. Is it switched on and connected?"),
    "print_failed": _("The printer refused the job. Nothing was printed."),
    "print_unsure": _("It is not certain whether the printer got everything. Look at the paper first."),
    "no_print_system": _("This computer has no printing system. Save the labels as a PDF instead."),
    "unknown_stock": _("This paper size is not known."),
    "paper_too_small": _("The address or its barcode does not fit on this paper. Choose a larger one."),
    "not_printed": _("You closed the print dialog. Nothing was printed."),
    "paper_not_taken": _("This printer takes no paper of this size ({paper} mm). Choose another paper or printer."),
    "nothing_to_pack": _("Nothing of this order is yours to send."),
    "logo_too_large": _("This picture is too large for a logo: at most {most} KB and {pixels} pixels on a side."),
    "logo_unreadable": _("This file is no picture that can be read. Choose a PNG or a JPEG."),
    "no_template": _("The marketplace draws this label itself, so there is nothing to change."),
    "zpl_not_turned": _("This label is in the printer's own language and cannot be turned by 90 degrees."),
    "zpl_offset_too_large": _("A label printer cannot move a label that far down or up."),
    "unknown_slot": _("This place on the sheet does not exist."),
    "file_exists": _("A file of this name is there already. Choose another name."),
    "unknown_file_kind": _("The file's name must end in one of: {kinds}."),
    "file_not_written": _("The file could not be written. Choose another folder."),
    # The line and the login
    "no_connection": _("No connection. Your work waits in the outbox and goes out by itself."),
    "unreachable": _("No connection. Your work waits in the outbox and goes out by itself."),
    "certificate_not_trusted": _("The address did not prove that it belongs to the marketplace. Nothing was sent."),
    "rate_limited": _("The marketplace asked to slow down. Backshop goes on by itself."),
    "no_answer": _("No answer came. Backshop looks at the marketplace before it does anything again."),
    "platform_trouble": _("The marketplace has trouble of its own. Backshop tries again by itself."),
    "login_needed": _("The login no longer works. Log in again under Shops; nothing else stops."),
    "no_credentials": _("The login is missing. Log in again under Shops; nothing else stops."),
    "token_missing": _("The login is missing. Log in again under Shops; nothing else stops."),
    "token_used_up": _("The login was used up or replaced. Make a new one at the marketplace and log in again."),
    "role_missing": _("This login may not do that. Give it the right role at the marketplace, then log in again."),
    "credential_missing": _("Something is missing in the form."),
    "credential_too_short": _("That is too short to be right. Was it copied completely?"),
    "credential_choice": _("Choose one of the values offered."),
    "unknown_credential": _("This field is not known to the marketplace."),
    "unknown_platform": _("This marketplace is not known to this version."),
    "picture_gone": _("The picture is not at its address any more."),
    "picture_later": _("The picture cannot be had at the moment."),
    "not_a_picture": _("There is no picture at this address."),
    "bad_address": _("This is not a web address."),
    "insecure_address": _("This address is not secure (https). Nothing was sent."),
    "unexpected_answer": _("The marketplace answered something unreadable. Backshop tries again later."),
    "not_json": _("The marketplace answered something unreadable. Backshop tries again later."),
    "empty_answer": _("The marketplace answered nothing. Backshop tries again later."),
    "no_login_page": _("This marketplace has no login page: fill in the form."),
    "kind_not_offered": _("This shop cannot do this kind of promotion."),
    "line_without_price": _("A line has neither a price nor a percentage that could be reckoned with."),
    "unknown_promotion": _("This promotion is not known here any more."),
    "unlisted_orders": _("This marketplace lists its orders itself; an order it does not list cannot be printed."),
    "other_login": _("This address belongs to another attempt to log in. Press the button once more."),
    "login_declined": _("The marketplace says that the login was declined."),
    "no_code": _("This address brings no login. Paste the whole address you were sent to."),
    "changed_there": _("It was changed at the marketplace since you last saw it. Decide which value to keep."),
    "before_unknown": _("What it was before is not known, so it cannot be set back."),
    "not_shown": _("The marketplace does not show this value. Look there, then decide."),
    "unknown_sku": _("This SKU is not known in this shop."),
    "unknown_market": _("This SKU is not sold in that market."),
    "unknown_shop": _("This shop is not connected any more."),
    "unknown_account": _("This shop is not connected any more."),
    # This computer
    "profile_in_use": _("Another window works on this profile. Close it first."),
    "not_a_backup": _("This file is no copy of a Backshop profile."),
    "interrupted": _("It was interrupted. Nothing was lost; try again."),
    "internal_error": _("Backshop made a mistake. It is in the log; the other work goes on."),
    "earlier_step_failed": _("The step before it did not work, so this one was not sent."),
    "absent": _("The marketplace does not know it any more."),
    "could_not_send": _("It could not be sent, although Backshop tried several times."),
    "could_not_verify": _("The marketplace does not tell whether it happened. Look there, then decide."),
    "already_done": _("It had been done already; nothing was sent."),
    "cut_off": _(
        "Backshop was closed while this was being sent. It looks at the marketplace before it does anything again."
    ),
    "one_by_one": _("The marketplace refused it together with others; it is sent alone next."),
    "kept_theirs": _("You kept what the marketplace shows."),
    "confirmed_by_seller": _("You confirmed that it has happened."),
    "cannot_undo": _("It is done at the marketplace and cannot be taken back there."),
    "changed_since": _("It was changed again since; the newer value stays."),
    "not_settled_yet": _("It is still on its way. Try again when it has settled."),
    "try_later": _("The marketplace asked to wait. Backshop goes on by itself."),
    "not_done_yet": _("It has not happened yet; it is sent again."),
    "refused_together": _("The marketplace refused it together with others; it is sent alone next."),
    "not_visible_yet": _("The marketplace does not show it yet. Backshop looks again before it does anything."),
    "broken_answer": _("The marketplace answered something unreadable. Backshop tries again later."),
    "endless_pages": _("The marketplace repeated the same page. The rest is read next time."),
    "fulfilled_by_platform": _("The marketplace sends this item itself; there is nothing to do."),
    "item_gone": _("The marketplace does not know this item any more."),
    "not_found": _("The marketplace does not know this any more."),
    "not_packed": _("It must be packed first."),
    "wrong_status": _("At the marketplace the order stands at {status}, where this cannot be done."),
    "disk_full": _("The disk is full. Nothing was lost; free some space and try again."),
    "busy": _("Another window is writing at this moment. Try again in a second."),
    "io": _("The disk could not be read or written. Check the disk, then try again."),
    "keyring_locked": _("The system's password store is locked. Unlock it and try again."),
    "keyring_failed": _("The system's password store does not work. The login is kept for this run only."),
    "wrong_passphrase": _("The passphrase is not right."),
    "credentials_not_saved": _("The login could not be kept safely. Log in again; a new token may be needed."),
    "too_new": _("This profile was written by a newer Backshop. Please update this program."),
    "damaged": _("The local file is damaged. A copy from before is kept in the profile folder."),
    **catalog_reasons.CODES,
}
_BY_KIND: tuple[tuple[type[BaseException], str], ...] = (
    (errors.AuthNeeded, _("The shop's login no longer works. Log in again under Shops; nothing else stops.")),
    (errors.Unreachable, _("No connection to the marketplace. Backshop tries again by itself; your work is kept.")),
    (errors.TryLater, _("The marketplace asked to wait. Backshop goes on by itself.")),
    (errors.Refused, _("The marketplace said no.")),
    (errors.Gone, _("The marketplace does not know this any more.")),
    (errors.Unsure, _("No answer came back. Backshop looks at the marketplace before it does anything again.")),
    (errors.BrokenAnswer, _("The marketplace answered something unreadable. Backshop tries again later.")),
    (errors.StoreError, _("The local file could not be read or written. Nothing was lost.")),
    (errors.LabelRefused, _("This label failed its check and must not be printed.")),
    (errors.NotPossible, _("This cannot be done just now.")),
)
_PROBLEM_CODES = frozenset(LabelProblem)


class Facts(dict[str, str]):
    """A sentence may name a fact that a caller did not give; it then reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "\N{EN DASH}"


def problem_sentence(problem: LabelProblem) -> str:
    return tr(_PROBLEMS[problem])


def is_known(code: str) -> bool:
    return code in _CODES or code in _PROBLEM_CODES


def code_sentence(code: str, params: Mapping[str, str] | None = None) -> str:
    """A sentence for a code; an unknown one is shown as it is, because hiding it would help nobody."""
    if known := _CODES.get(code):
        return tr(known).format_map(Facts(params or {}))
    if code in _PROBLEM_CODES:
        return problem_sentence(LabelProblem(code))
    message = (params or {}).get("message", "")
    return message or (tr("The marketplace said: {code}").format(code=code) if code else "")


def error_sentence(error: BaseException) -> str:
    """What to tell the seller about an expected error."""
    if isinstance(error, errors.BackshopError) and is_known(error.code):
        return code_sentence(error.code, error.params)
    general = next((sentence for kind, sentence in _BY_KIND if isinstance(error, kind)), _("Something went wrong."))
    code = error.code if isinstance(error, errors.BackshopError) else ""
    return f"{tr(general)} ({code})" if code else tr(general)
