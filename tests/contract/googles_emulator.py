"""Google's own Pub/Sub emulator, and a post office that carries messages between it and the practice adapter."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from desktop.sandbox.running import RunningSandbox

JAR = "BACKSHOP_PUBSUB_EMULATOR"  # a path; else where Google's packages put it is looked at
USUAL = "/usr/lib/google-cloud-sdk/platform/pubsub-emulator/lib"


def jar() -> Path | None:
    """Where the emulator lies on this computer, if it does."""
    named = os.environ.get(JAR)
    found = [Path(named)] if named else sorted(Path(USUAL).glob("cloud-pubsub-emulator-*-all.jar"))
    return found[-1] if found and found[-1].is_file() and shutil.which("java") else None


@contextmanager
def emulator(path: Path) -> Iterator[str]:
    """The emulator on a free port; ``host:port``."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        place = f"127.0.0.1:{free.getsockname()[1]}"
    quiet = subprocess.DEVNULL
    command = ["java", "-jar", str(path), "--host=127.0.0.1", f"--port={place.rpartition(':')[2]}"]
    process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        _await_answer(place, process)
        yield place
    finally:
        process.terminate()
        process.wait(10)


def _await_answer(place: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"http://{place}/", timeout=1)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("Google's emulator did not come up")


class PostOffice:
    """Carries what the practice adapter publishes into the emulator, and what is published there to the adapter."""

    def __init__(self, sandbox: RunningSandbox, place: str) -> None:
        self._sandbox, self._google = sandbox, f"http://{place}/v1/projects"
        self._project = sandbox.credentials["project"]
        self._home = f"{sandbox.credentials['pubsub_url']}/v1/projects/{self._project}"
        self._http = httpx.Client(timeout=30)
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self.subscriptions: list[str] = []
        self.topics: list[str] = []

    def open(self, subscriptions: list[str], topics: list[str]) -> None:
        """Make them in the emulator: a topic behind each subscription, and one of ours behind each topic."""
        self.subscriptions, self.topics = subscriptions, topics
        for name in subscriptions:
            self._make(f"{name}_T", name)
        for name in topics:
            self._make(name, f"{name}_S")

    def _make(self, topic: str, subscription: str) -> None:
        root = f"{self._google}/{self._project}"
        self._http.put(f"{root}/topics/{topic}", json={}).raise_for_status()
        body = {"topic": f"projects/{self._project}/topics/{topic}"}
        self._http.put(f"{root}/subscriptions/{subscription}", json=body).raise_for_status()

    def carry(self) -> int:
        """Everything there is now, both ways; how many messages moved."""
        with self._lock:
            google = f"{self._google}/{self._project}"
            inward = [self._move(self._home, name, google, f"{name}_T") for name in self.subscriptions]
            outward = [self._move(google, f"{name}_S", self._home, name) for name in self.topics]
            return sum(inward) + sum(outward)

    def _move(self, source: str, subscription: str, target: str, topic: str) -> int:
        pull = {"maxMessages": 100, "returnImmediately": True}
        found = self._json(f"{source}/subscriptions/{subscription}:pull", pull).get("receivedMessages", [])
        if not found:
            return 0
        messages = [{"data": one["message"]["data"]} for one in found]
        self._json(f"{target}/topics/{topic}:publish", {"messages": messages})
        self._json(f"{source}/subscriptions/{subscription}:acknowledge", {"ackIds": [one["ackId"] for one in found]})
        return len(found)

    def _json(self, address: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._http.post(address, json=body)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told

    @contextmanager
    def working(self) -> Iterator[None]:
        """Carry all the time, in a thread."""
        thread = threading.Thread(target=self._work, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join(30)
            self._http.close()

    def _work(self) -> None:
        while not self._stop.wait(0.05):
            self.carry()
