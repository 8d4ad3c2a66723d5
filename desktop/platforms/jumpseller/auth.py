"""Finds out once how a server wants its credentials, and puts them on every request from then on (jumpseller.md 3).

Basic is asked first, as that is what the vendor recommends; a server that refuses it is of the older generation and
gets the query pair, from the start the next time. The question is the cheapest call there is, and its answer is kept:
it also tells the store's currency.
"""

import asyncio
from base64 import b64encode
from dataclasses import dataclass

import httpx

from desktop.domain.errors import AuthNeeded
from desktop.domain.identity import Clock
from desktop.platforms.jumpseller.complaints import error_of
from desktop.platforms.jumpseller.generations import NEW, OLD, Generation, is_newer
from desktop.platforms.jumpseller.pacing import pause_of
from desktop.platforms.jumpseller.shapes import Store
from desktop.platforms.kit.answers import decode
from desktop.platforms.kit.http import client_of
from desktop.platforms.kit.retry import Limited
from desktop.platforms.kit.session import AccountSession

STORE_INFO = "/store/info.json"
REMEMBERED = "contract"  # the year of the contract, among the account's credentials
# What a server may say that finds no credentials where it looks for them; a validator in front of it says 422.
_ASKS_FOR_LOGIN = (401, 422)
_NOT_THIS_WAY = (*_ASKS_FOR_LOGIN, 400, 403)


@dataclass(frozen=True, slots=True)
class Pair:
    """The store's API login. It is a secret as a whole: its text never says what it holds."""

    login: str
    authtoken: str

    def __repr__(self) -> str:
        return "Pair(***)"

    def put_on(self, request: httpx.Request, generation: Generation) -> None:
        """In the header or in the address, whatever stood there before."""
        if generation.basic:
            written = b64encode(f"{self.login}:{self.authtoken}".encode()).decode()
            request.headers["Authorization"] = f"Basic {written}"
            request.url = request.url.copy_remove_param("login").copy_remove_param("authtoken")
        else:
            request.url = request.url.copy_merge_params({"login": self.login, "authtoken": self.authtoken})
            request.headers.pop("Authorization", None)


@dataclass(frozen=True, slots=True)
class Greeting:
    """How the server was spoken to, and what it answered: the store's description, not to be logged (section 3)."""

    pair: Pair
    generation: Generation
    store: bytes

    def __repr__(self) -> str:
        return f"Greeting({self.generation.year})"


class Login:
    """Signs requests; a ``Signer`` of the transport chain."""

    def __init__(self, session: AccountSession, line: httpx.AsyncBaseTransport) -> None:
        self._vault = session.vault
        self._door = client_of(session, line, limited=limits_of(session.clock))
        self._greeting: Greeting | None = None
        self._asking = asyncio.Lock()

    async def greeting(self) -> Greeting:
        """The first answer of the server; all who ask meanwhile wait for the same one.

        Raises:
            AuthNeeded: ``token_missing``, ``login_refused``.
        """
        async with self._asking:
            if self._greeting is None:
                self._greeting = await self._ask()
            return self._greeting

    async def proved(self) -> Greeting:
        """As ``greeting``, but the server is asked now, whatever it said before."""
        async with self._asking:
            self._greeting = await self._ask()
            return self._greeting

    async def sign(self, request: httpx.Request) -> None:
        greeting = await self.greeting()
        greeting.pair.put_on(request, greeting.generation)
        request.extensions["greeting"] = greeting

    async def renew(self, request: httpx.Request) -> bool:
        """Another pair may lie in the vault by now, or the server was replaced by a newer one: ask anew."""
        spent: Greeting = request.extensions["greeting"]
        if spent.generation is NEW and await self._pair() == spent.pair:
            return False
        if self._greeting is spent:
            self._greeting = None
        found = await self.greeting()
        return (found.pair, found.generation) != (spent.pair, spent.generation)

    async def aclose(self) -> None:
        await self._door.aclose()

    async def _ask(self) -> Greeting:
        pair = await self._pair()
        if not pair.login or not pair.authtoken:
            raise AuthNeeded("token_missing")
        was_old = (await self._vault.load()).get(REMEMBERED) == str(OLD.year)
        refusals: list[httpx.Response] = []
        for generation in (OLD, NEW) if was_old else (NEW, OLD):
            answer = await self._asked(pair, generation)
            if answer.is_success:
                return await self._settled(Greeting(pair, generation, answer.content), was_old=was_old)
            if answer.status_code not in _NOT_THIS_WAY:
                raise error_of(answer)
            refusals.append(answer)
        if any(answer.status_code == httpx.codes.UNAUTHORIZED for answer in refusals):
            raise AuthNeeded("login_refused")
        raise error_of(refusals[-1])

    async def _pair(self) -> Pair:
        held = await self._vault.load()
        return Pair(held.get("login", "").strip(), held.get("authtoken", "").strip())

    async def _settled(self, greeting: Greeting, *, was_old: bool) -> Greeting:
        """A newer server that only stumbled over our first question is asked again; what an old one wants is kept.

        Else one stray refusal, and be it a 401, would make us speak the old contract to a newer server for good.
        """
        if greeting.generation is OLD and is_newer(decode(greeting.store, Store)):
            answer = await self._asked(greeting.pair, NEW)
            greeting = Greeting(greeting.pair, NEW, answer.content) if answer.is_success else greeting
        if (greeting.generation is OLD) != was_old:
            await self._remember(greeting.generation)
        return greeting

    async def _remember(self, generation: Generation) -> None:
        """Beside the credentials, so that an old server is not asked in a way it refuses each time we start."""
        async with self._vault.exclusive():
            held = await self._vault.load()
            await self._vault.save({**held, REMEMBERED: str(generation.year)})

    async def _asked(self, pair: Pair, generation: Generation) -> httpx.Response:
        request = self._door.build_request("GET", STORE_INFO)
        pair.put_on(request, generation)
        return await self._door.send(request)


def limits_of(clock: Clock) -> Limited:
    """The hook that tells "too fast" from "not allowed" for the transport chain."""
    return lambda response: pause_of(response, clock)
