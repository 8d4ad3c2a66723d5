"""Connecting channels, and what a channel tells of warehouses and couriers (section 3)."""

import json
from typing import Any

from desktop.sandbox.clock import iso
from desktop.sandbox.sirclo import feedback
from desktop.sandbox.sirclo.account import Account, Refusal
from desktop.sandbox.sirclo.calls import Call, Method
from desktop.sandbox.sirclo.channels import (
    CHANNELS,
    OPEN_API,
    OTHERS,
    SHOPEE_LIMITS,
    TELLS_COURIERS,
    TELLS_WAREHOUSES,
    Field,
    courier_names,
    default_courier,
)
from desktop.sandbox.sirclo.fields import checked, filled, texts, wrong
from desktop.sandbox.sirclo.world import CLIENT_ID, Record

ZERO_TIME = "0001-01-01T00:00:00Z"
CALLBACKS = ("callback_success", "callback_failure")
OPEN_FIELDS: tuple[Field, ...] = (("shop_id", "Shop ID", "string"), ("shop_secret", "Shop Secret", "string"))


async def get_credentials(call: Call) -> list[Record]:
    """CredentialsService.GetCredentials: what each channel wants for being connected."""
    checked(
        call.params,
        "params",
        {"brand_id": str, "callback_success": str, "callback_failure": str},
        {"brand": str, "channel_codes": list},
    )
    call.account.brand(call.params["brand_id"])
    filled(call.params, *CALLBACKS)
    wanted = texts(call.params.get("channel_codes", []), "channel_codes")
    every = (*CHANNELS, *OTHERS, *OPEN_API)
    return [_form(call.account, code) for code in every if not wanted or code in wanted]


def _form(account: Account, code: str) -> Record:
    fields, oauth = _fields_of(code), _is_oauth(code)
    shown = [{"description": text, "name": name, "type": kind} for name, text, kind in fields]
    form = {"channel_code": code, "channel_name": _name(code), "fields": shown or None}
    if code in OPEN_API:
        links = {"url_channel": f"https://{code}.example.com/", "url_help_page": f"https://{code}.example.com/help"}
        pictures = {"url_logo_channel": "", "url_oauth2": "", "url_square_logo_channel": ""}
        return {**form, "type": "secret_key", "url_info": {**links, **pictures}}
    if not oauth:
        return {**form, "type": "secret_key"}
    url = f"{account.harness.origin}/oauth/{code}?secret={account.rng.getrandbits(96):024x}"
    return {**form, "type": "oauth2", "url": url}


def _fields_of(code: str) -> tuple[Field, ...]:
    return OPEN_FIELDS if code in OPEN_API else CHANNELS[code].fields if code in CHANNELS else ()


def _is_oauth(code: str) -> bool:
    return code in OTHERS or (code in CHANNELS and CHANNELS[code].oauth)


def _name(code: str) -> str:
    return CHANNELS[code].name if code in CHANNELS else OTHERS.get(code, code)


async def connected(call: Call) -> list[Record]:
    """CredentialsService.GetConnectedSalesChannels; secrets are masked."""
    checked(call.params, "params", {"channel_codes": list}, {"brand_id": str, "brand_ids": list})
    brands = texts(call.params.get("brand_ids", []), "brand_ids")
    brands = [one for one in (call.params.get("brand_id", ""), *brands) if one]
    for one in brands:
        call.account.brand(one)
    wanted = texts(call.params["channel_codes"], "channel_codes")
    return [
        _connection(call.account, code, link)
        for code, link in call.account.world.links.items()
        if link["connected"] and (not brands or link["brand_id"] in brands) and (not wanted or code in wanted)
    ]


def _connection(account: Account, code: str, link: Record) -> Record:
    texts_of = {name: text for name, text, _ in _fields_of(code)}
    shown = {
        name: {"description": texts_of.get(name, name), "value": _masked(value)}
        for name, value in link["credentials"].items()
    }
    return {
        "client_id": str(CLIENT_ID),
        "brand_id": link["brand_id"],
        "channel_code": code,
        "channel_name": _name(code),
        "shop_name": account.world.brands[link["brand_id"]],
        "token_expired_at": iso(link["expires_at"]) if link["expires_at"] else ZERO_TIME,
        "credentials": shown,
    }


def _masked(value: object) -> object:
    """Numbers are shown, texts only by their last four characters."""
    return "*" * max(0, len(value) - 4) + value[-4:] if isinstance(value, str) else value


async def connect(call: Call) -> None:
    """ChannelService.Connect: null, and a feedback with the shop's limits."""
    checked(call.params, "params", {"brand_id": str, "channel_code": str, "credentials": dict})
    account, code = call.account, call.params["channel_code"]
    brand = account.brand(call.params["brand_id"])
    if code not in (*CHANNELS, *OTHERS, *OPEN_API):
        raise wrong(f"channel {code} is unknown", "id")
    given = dict(call.params["credentials"])
    _check_credentials(code, given)
    if account.world.links.get(code, {}).get("connected"):
        raise Refusal(400, f"channel {code} is already connected")
    kept = {name: value for name, value in given.items() if name not in CALLBACKS}
    account.world.links[code] = {"connected": True, "brand_id": brand, "expires_at": None, "credentials": kept}
    account.note("connect", code)
    announce(account, code, call.id)


def _check_credentials(code: str, given: Record) -> None:
    names = {name for name, _, _ in _fields_of(code)} | (set(CALLBACKS) if _is_oauth(code) else set())
    if given.keys() != names or not all(isinstance(one, str | int) and one for one in given.values()):
        raise wrong(f"credentials of {code} are {', '.join(sorted(names))}")


def announce(account: Account, code: str, id_: str, limited: bool = True) -> None:
    """The feedback of a connection; only Shopee names limits (section 6.4)."""
    limits = product_limitation() if limited and code == "shpe" else None
    link = account.world.links[code]
    shown = {name: value for name, value in link["credentials"].items() if isinstance(value, int)}
    result = {
        "channel_code": code,
        "brand_id": link["brand_id"],
        "shop_name": account.world.brands[link["brand_id"]],
        "product_limitation": limits,
        "credentials": shown,
    }
    feedback.send(account, "feedback-connect-channel", id_, "CNX_FEEDBACK_CONNECT_CHANNEL", result)


def product_limitation() -> Record:
    """Shopee's live limits."""
    shown: dict[str, Any] = {}
    for name, (low, high) in SHOPEE_LIMITS.items():
        shown[name] = {"max_limit": high} if low is None else {"min_limit": low, "max_limit": high}
    return {"request_id": "63e7853ad191", "error": "", "message": "", "response": shown}


async def disconnect(call: Call) -> None:
    """ChannelService.Disconnect: null, and a feedback."""
    checked(call.params, "params", {"brand_id": str, "channel_code": str})
    code = call.params["channel_code"]
    link = call.account.link(call.params["brand_id"], code)
    link["connected"] = False
    call.account.note("disconnect", code)
    result = {"brand_id": link["brand_id"], "channel": code}
    feedback.send(call.account, "feedback-disconnect-channel", call.id, "CNX_DISCONNECT_CHANNEL", result)


async def reconnect(call: Call) -> None:
    """ChannelService.Reconnect: null."""
    checked(call.params, "params", {"brand_id": str, "channel_code": str})
    code, account = call.params["channel_code"], call.account
    account.brand(call.params["brand_id"])
    if code not in account.world.links:
        raise wrong(f"channel {code} was never connected", "id")
    account.world.links[code]["connected"] = True
    account.note("reconnect", code)
    announce(account, code, call.id)


async def warehouses(call: Call) -> Record:
    """WarehouseService.Get; the first comes twice (section 3: duplicated ids occur)."""
    checked(call.params, "params", {"brand_id": str, "sales_channel": str})
    code = call.params["sales_channel"]
    call.account.link(call.params["brand_id"], code)
    if code not in TELLS_WAREHOUSES:
        raise wrong(f"channel {code} has no warehouses", "id")
    kind = "SALES_WAREHOUSE" if code == "tktk" else ""
    known = [(id_, name, kind) for id_, name in CHANNELS[code].warehouses]
    known += [("73347589009811", "Gudang retur", "RETURN_WAREHOUSE")] if code == "tktk" else []
    rows = [{"address": f"{name} 2", "id": id_, "name": name, "type": type_} for id_, name, type_ in known]
    raw = json.dumps({"result": {"success": True, "module": [{"code": row["id"]} for row in rows]}})
    return {"channel": code, "raw": raw, "remote_warehouses": [rows[0], *rows]}


async def couriers(call: Call) -> Record:
    """CourierSourceService.GetShipmentProviderServices: Lazada and Zalora only."""
    checked(call.params, "params", {"brand_id": str, "channel": str})
    code = call.params["channel"]
    call.account.link(call.params["brand_id"], code)
    if code not in TELLS_COURIERS:
        raise wrong(f"channel {code} does not tell its couriers", "id")
    names = [{"text": name, "value": name} for name in courier_names(code)]
    return {"couriers": names, "default_courier": default_courier(code)}


METHODS: dict[str, Method] = {
    "CredentialsService.GetCredentials": get_credentials,
    "CredentialsService.GetConnectedSalesChannels": connected,
    "ChannelService.Connect": connect,
    "ChannelService.Disconnect": disconnect,
    "ChannelService.Reconnect": reconnect,
    "WarehouseService.Get": warehouses,
    "CourierSourceService.GetShipmentProviderServices": couriers,
}
