"""Signs every attempt anew and keeps the tokens alive: one refresh at a time, saved before it is used (lazada.md 4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import httpx
from msgspec import Struct

from desktop.domain.errors import AuthNeeded, BrokenAnswer, PlatformError, TryLater
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.kit.http import client_of
from desktop.platforms.kit.retry import REPEATABLE
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.lazada.codes import AUTH_BASE, COUNTRIES, CROSS_BORDER, HOSTS, NO_REFRESH
from desktop.platforms.lazada.complaints import error_of, limited
from desktop.platforms.lazada.signing import signed
from desktop.platforms.lazada.sites import Site, sites_of

EARLY = timedelta(hours=48)
REST = timedelta(minutes=10)  # after a renewal ahead of time that found no answer
SHORTEST_LIFE = timedelta(days=7)  # of an access token, where an answer names none (section 4.4)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request carries in its extension ``lazada``: everything that is signed, and files, which are not."""

    path: str
    parameters: Mapping[str, str]
    country: str
    files: Mapping[str, bytes] = field(default_factory=dict)


class _Place(Struct):
    country: str = ""


class _Token(Struct):
    access_token: str = ""
    refresh_token: str = ""
    expires_in: int = 0
    refresh_expires_in: int | None = None
    country: str = ""
    country_user_info: tuple[_Place, ...] = ()
    country_user_info_list: tuple[_Place, ...] = ()

    def countries(self) -> str:
        """The countries it is for, as we keep them."""
        places = self.country_user_info or self.country_user_info_list
        return ",".join(dict.fromkeys(one.country for one in places if one.country in COUNTRIES))


def auth_base(base_url: str) -> str:
    """Where tokens are made: Lazada's own host for Lazada's hosts, the same address for any other server."""
    return AUTH_BASE if httpx.URL(base_url).host in HOSTS else base_url


class Tokens:
    """A ``Signer``: what to sign stands in a request's extension ``lazada`` (``Asked``)."""

    def __init__(self, session: AccountSession, line: httpx.AsyncBaseTransport) -> None:
        self._session = session
        self._http = client_of(session, line, limited=limited, login_refused=lambda _response: False)
        self._rest_until = datetime.min.replace(tzinfo=UTC)

    async def sites(self) -> tuple[Site, ...]:
        """The countries this account sells in. Raises ``AuthNeeded``: ``unknown_country``.

        A cross-border token works at all the sites it names; where it names none, every site is a possibility. Another
        server than Lazada's own stands for one site.
        """
        kept = await self._session.vault.load()
        country = kept.get("country", "").strip().lower()
        if country in COUNTRIES:
            return sites_of([country])
        if country != CROSS_BORDER:
            raise AuthNeeded("unknown_country")
        if not kept.get("sites") and self._is_due(kept):
            kept = await self._renewed(spent=None)
        named = tuple(one for one in kept.get("sites", "").split(",") if one in COUNTRIES) or tuple(COUNTRIES)
        is_lazada = httpx.URL(self._session.base_url).host in HOSTS
        return sites_of(named if is_lazada else named[:1], cross_border=True)

    async def remember(self, countries: tuple[str, ...]) -> None:
        """The sites that a cross-border token turned out to reach."""
        async with self._session.vault.exclusive():
            kept = await self._session.vault.load()
            if kept.get("country") == CROSS_BORDER and kept.get("sites") != ",".join(countries):
                await self._save({**kept, "sites": ",".join(countries)})

    async def sign(self, request: httpx.Request) -> None:
        kept = await self._session.vault.load()
        if self._is_due(kept):
            kept = await self._renewed(spent=None)
        asked: Asked = request.extensions["lazada"]
        whole = self._system(kept) | {"access_token": kept["access_token"]} | dict(asked.parameters)
        if request.url.host in HOSTS:
            host = COUNTRIES[asked.country][0]
            request.url = request.url.copy_with(host=host)
            request.headers["Host"] = host
        _put(request, signed(kept.get("app_secret", ""), asked.path, whole), asked.files)
        request.extensions["spent"] = kept["access_token"]

    async def renew(self, request: httpx.Request) -> bool:
        await self._renewed(spent=str(request.extensions.get("spent", "")))
        return True

    async def aclose(self) -> None:
        await self._http.aclose()

    def _system(self, kept: Mapping[str, str]) -> dict[str, str]:
        now = int(self._session.clock().timestamp() * 1000)
        return {"app_key": kept.get("app_key", ""), "sign_method": "sha256", "timestamp": str(now)}

    def _is_due(self, kept: Mapping[str, str]) -> bool:
        renew_at = kept.get("renew_at")
        now = self._session.clock()
        is_over = bool(renew_at) and now >= max(datetime.fromisoformat(str(renew_at)), self._rest_until)
        return not kept.get("access_token") or bool(kept.get("code")) or (is_over and bool(kept.get("refresh_token")))

    async def _renewed(self, spent: str | None) -> Mapping[str, str]:
        """Credentials with another token than ``spent``; another process may have got it meanwhile."""
        async with self._session.vault.exclusive():
            kept = await self._session.vault.load()
            if not self._is_due(kept) and kept.get("access_token") != spent:
                return kept
            if kept.get("code"):
                return await self._asked("/auth/token/create", {"code": kept["code"]}, kept)
            if not kept.get("refresh_token"):
                raise AuthNeeded("login_needed")
            try:
                return await self._asked("/auth/token/refresh", {"refresh_token": kept["refresh_token"]}, kept)
            except AuthNeeded as error:
                if error.params.get("code") != NO_REFRESH or spent or not kept.get("access_token"):
                    raise
                return await self._save({**kept, "refresh_token": ""})  # the token still serves until its end
            except (TryLater, BrokenAnswer):
                if spent or not kept.get("access_token"):
                    raise
                self._rest_until = self._session.clock() + REST  # it was early: the token still serves
                return kept

    async def _asked(self, path: str, given: Mapping[str, str], kept: Mapping[str, str]) -> Mapping[str, str]:
        """A code works once; where its answer is lost, the second try tells that it is spent, and a login is needed."""
        form = signed(kept.get("app_secret", ""), path, self._system(kept) | dict(given))
        answer = await self._http.post(auth_base(self._session.base_url) + path, data=form, extensions=dict(REPEATABLE))
        error: PlatformError | None = error_of(answer, writes=False)
        if error:
            raise error
        token = decode(answer.content, _Token)
        if not token.access_token:
            raise unexpected(answer.content)
        return await self._save(self._renewal(token, kept))

    def _renewal(self, token: _Token, kept: Mapping[str, str]) -> dict[str, str]:
        """What to keep: everything that the answer leaves out stays as it was (section 4.3)."""
        now, life = self._session.clock(), _span(token.expires_in) or SHORTEST_LIFE
        new = {key: value for key, value in kept.items() if key != "code"} | {
            "access_token": token.access_token,
            "refresh_token": token.refresh_token or kept.get("refresh_token", ""),
            "renew_at": (now + max(life - EARLY, life / 2)).isoformat(),
        }
        if token.refresh_expires_in is not None:
            new["login_until"] = (now + _span(token.refresh_expires_in)).isoformat()
            if token.refresh_expires_in <= 0:  # no refresh possible: the login ends with the token (section 4.4)
                new |= {"refresh_token": "", "login_until": (now + life).isoformat()}
        if token.country in COUNTRIES or token.country == CROSS_BORDER:
            new["country"] = token.country
        return new | ({"sites": token.countries()} if token.countries() else {})

    async def _save(self, new: Mapping[str, str]) -> Mapping[str, str]:
        until = new.get("login_until")
        await self._session.vault.save(new, datetime.fromisoformat(until) if until else None)
        return new


def _span(seconds: int) -> timedelta:
    return timedelta(seconds=min(max(seconds, 0), 10 * 365 * 86_400))


def _put(request: httpx.Request, parameters: Mapping[str, str], files: Mapping[str, bytes]) -> None:
    """GET: all in the query. POST: all in a body, urlencoded or, beside a file, in parts (section 3.1)."""
    if request.method == "GET":
        request.url = request.url.copy_with(query=urlencode(parameters).encode())
        return
    parts = {name: (name, content) for name, content in files.items()}
    made = httpx.Request("POST", request.url, data=dict(parameters), files=parts or None)
    made.read()
    request.stream = made.stream
    request.headers.update({key: made.headers[key] for key in ("Content-Length", "Content-Type")})
