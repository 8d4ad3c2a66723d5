"""The signature and the life of tokens, checked as sections 2 to 4 tell."""

import hashlib
import hmac

from desktop.sandbox.answer import Answer
from desktop.sandbox.lazada.account import Account, Params, Refusal, needed

WINDOW_S = 7200
PUBLIC = ("/category/tree/get", "/category/attributes/get", "/category/brands/query")


def sign(secret: str, path: str, params: Params) -> str:
    """Sorted names and values behind the path, HMAC-SHA256, capitals (section 3)."""
    text = path + "".join(f"{name}{params[name]}" for name in sorted(params) if name != "sign")
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest().upper()


def admit(account: Account, path: str, params: Params) -> None:
    """App, time, signature, then the token where one is needed. Raises Refusal."""
    world = account.world
    if needed(params, "app_key") != world.app_key:
        raise Refusal("InvalidAppKey", "The specified app_key is invalid", "auth")
    if needed(params, "sign_method") != "sha256":
        raise Refusal("InvalidSignMethod", "sign_method must be sha256", "parameter")
    stamp = needed(params, "timestamp")
    if not stamp.isdigit() or abs(int(stamp) / 1000 - account.now()) > WINDOW_S:
        raise Refusal("IllegalTimestamp", "The timestamp is too far from ours", "parameter")
    if any(value == "" for value in params.values()):
        account.count("parameter", "a parameter with an empty value")
    if needed(params, "sign") != sign(world.app_secret, path, params):
        raise Refusal("IncompleteSignature", "The request signature does not conform to platform standards", "auth")
    if path.startswith("/auth/") or path in PUBLIC:
        return
    token = params.get("access_token")
    if not token:
        raise Refusal("MissingAccessToken", "access_token is missing", "auth")
    if world.tokens.get(token, 0.0) <= account.now():
        known = token in world.tokens
        raise Refusal(
            "IllegalAccessToken", "The specified access token is invalid or expired", None if known else "auth"
        )


def create_token(account: Account, params: Params) -> Answer:
    """/auth/token/create: a code works once."""
    code = needed(params, "code")
    if code not in account.world.codes:
        raise Refusal("InvalidCode", "The code is invalid", "auth")
    account.world.codes.remove(code)
    refresh = f"50001{account.rng.getrandbits(128):032x}"
    account.world.refresh_tokens[refresh] = account.now() + account.quirks.refresh_life_s
    return _tokens(account, refresh, "country_user_info")


def refresh_token(account: Account, params: Params) -> Answer:
    """/auth/token/refresh: the access token is renewed, the refresh token keeps its end (section 4.4)."""
    refresh = needed(params, "refresh_token")
    if account.world.refresh_tokens.get(refresh, 0.0) <= account.now():
        kind = None if refresh in account.world.refresh_tokens else "auth"
        raise Refusal("IllegalRefreshToken", "The specified refresh token is invalid or expired", kind)
    return _tokens(account, refresh, account.quirks.refresh_list_name)


def _tokens(account: Account, refresh: str, list_name: str) -> Answer:
    """The fields stand at the top level (section 4.2)."""
    world, now = account.world, account.now()
    access = new_access(account)
    user = {
        "country": world.country,
        "user_id": str(world.seller_id),
        "seller_id": str(world.seller_id),
        "short_code": "SG1",
    }
    return account.answer(
        access_token=access,
        refresh_token=refresh,
        expires_in=account.quirks.access_life_s,
        refresh_expires_in=int(world.refresh_tokens[refresh] - now),
        country=world.country,
        account_platform="seller_center",
        account="seller@example.test",
        account_id=None,
        **{list_name: [user]},
    )


def new_access(account: Account) -> str:
    """An access token that works from now on."""
    access = f"50000{account.rng.getrandbits(128):032x}"
    account.world.tokens[access] = account.now() + account.quirks.access_life_s
    account.harness.dirty = True
    return access
