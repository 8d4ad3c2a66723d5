"""Lazada's consent page in the browser: where the seller is sent, and what the address he comes back to says."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from desktop.domain.errors import NotPossible

PAGE = "https://auth.lazada.com/oauth/authorize"


def consent_address(credentials: Mapping[str, str], redirect_uri: str, state: str) -> str:
    """lazada.md 4.1; a country that was chosen already narrows the page's list."""
    query = {
        "response_type": "code",
        "force_auth": "true",
        "redirect_uri": redirect_uri,
        "client_id": credentials["app_key"],
        "state": state,
    }
    country = credentials.get("country", "")
    return f"{PAGE}?{urlencode(query | ({'country': country} if country else {}))}"


def consent_answer(url: str, state: str) -> Mapping[str, str]:
    """The ``code`` in the address the seller was sent to; it works once, within 30 minutes."""
    given = parse_qs(urlsplit(url.strip()).query)
    if given.get("state", [""])[0] != state:
        raise NotPossible("other_login")
    if "error" in given:
        raise NotPossible("login_declined")
    if not given.get("code", [""])[0]:
        raise NotPossible("no_code")
    return {"code": given["code"][0]}
