"""A Pingen of our own: a real HTTP server that checks every request against pingen_api.json, and can be made to fail."""

import json
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.features.adapters.described import complaints

API = json.loads((Path(__file__).parent / "pingen_api.json").read_text(encoding="utf-8"))
ORGANISATION = "0b5a6c4e-9d1c-4a6e-9a57-1f2e3d4c5b6a"
CLIENT, SECRET = "lindenladen", "geheim"
JSON_API = "application/vnd.api+json"
Fault = Callable[["Request"], bool]  # answers in place of the API and returns True, or lets it go on


class Pingen:
    """Its state, and what the tests do to it."""

    def __init__(self) -> None:
        self.letters: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.events: dict[str, list[dict[str, Any]]] = {}
        self.answers: dict[str, tuple[int, dict[str, Any]]] = {}  # by idempotency key
        self.tokens: set[str] = set()
        self.calls: list[str] = []
        self.violations: list[str] = []
        self.faults: list[tuple[str, Fault, str]] = []  # (what, fault, before | after)
        self.first_status = "valid"
        self.token_lasts = 3600
        self.url = ""

    def fail_next(self, what: str, fault: Fault, *, when: str = "before") -> None:
        """Let the next call whose "METHOD /path" contains `what` fail, before or after it has its effect."""
        self.faults.append((what, fault, when))

    def fault_for(self, call: str, when: str) -> Fault | None:
        for one in self.faults:
            if one[0] in call and one[2] == when:
                self.faults.remove(one)
                return one[1]
        return None

    def becomes(self, status: str, *, posted_on: str = "") -> None:
        """Let every letter have this status; with a day, the post got it then."""
        for key, letter in self.letters.items():
            letter["status"] = status
            if posted_on:
                attributes = {
                    "code": "transferred_to_distributor",
                    "emitted_at": f"{posted_on}T18:00:00+0100",
                }
                self.events[key].append({"type": "letters_events", "id": "e1", "attributes": attributes})

    def count(self, what: str) -> int:
        return sum(what in call for call in self.calls)

    @property
    def printed(self) -> list[str]:
        """Letters that would really be printed and posted."""
        return [key for key, one in self.letters.items() if one["status"] not in ("valid", "validating")]


class Request(BaseHTTPRequestHandler):
    """One request: checked against the description first, then carried out."""

    pingen: Pingen
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._handle("get")

    do_POST = do_PUT = do_PATCH = do_DELETE = lambda self: self._handle(self.command.lower())

    def _handle(self, method: str) -> None:
        path = urlsplit(self.path).path
        call = f"{method.upper()} {path}"
        self.raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.pingen.calls.append(call)
        fault = self.pingen.fault_for(call, "before")
        if fault is not None and fault(self):
            return
        operation, arguments = _described(method, path)
        if operation is None:
            return self._refuse(404, f"{call} is not described")
        complaint, status = self._complaint(operation)
        if complaint:
            return self._refuse(status, f"{call}: {complaint}")
        key = self.headers.get("Idempotency-Key", "")
        if key and key in self.pingen.answers:
            status, body = self.pingen.answers[key]
            return self.answer(status, body, {"Idempotent-Replayed": "true"})
        status, body = self._carry_out(method, path, arguments)
        if key and status < 400:
            self.pingen.answers[key] = status, body
        fault = self.pingen.fault_for(call, "after")
        if fault is not None and fault(self):
            return
        self.answer(status, body)

    def _complaint(self, operation: dict[str, Any]) -> tuple[str, int]:
        if not operation.get("x-open"):
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            if token not in self.pingen.tokens:
                return "not logged in", 401
            if self.headers.get("Accept") != JSON_API:
                return "wrong Accept", 406
        if operation.get("x-idempotency-key") and not self.headers.get("Idempotency-Key"):
            return "no Idempotency-Key", 400
        if operation.get("x-raw"):
            return ("", 0) if self.raw.startswith(b"%PDF") else ("no PDF", 422)
        wanted = operation.get("x-content-type")
        if wanted is None:
            return ("a body nobody asked for", 400) if self.raw else ("", 0)
        if self.headers.get("Content-Type") != wanted:
            return f"content type {self.headers.get('Content-Type')}", 415
        form = "urlencoded" in wanted
        self.body = dict(parse_qsl(self.raw.decode())) if form else json.loads(self.raw)
        return "; ".join(complaints(self.body, operation["x-body"])), 422

    def _carry_out(self, method: str, path: str, arguments: dict[str, str]) -> tuple[int, dict[str, Any]]:
        pingen = self.pingen
        if path == "/auth/access-tokens":
            if (self.body["client_id"], self.body["client_secret"]) != (CLIENT, SECRET):
                return 401, {"error": "invalid_client"}
            token = secrets.token_hex(8)
            pingen.tokens.add(token)
            return 200, {"token_type": "Bearer", "access_token": token, "expires_in": pingen.token_lasts}
        if path == "/file-upload":
            name = secrets.token_hex(4)
            attributes = {"url": f"{pingen.url}/upload/{name}", "url_signature": f"signed-{name}"}
            return 200, {"data": {"id": name, "type": "file_uploads", "attributes": attributes}}
        if "file" in arguments:
            pingen.files[arguments["file"]] = self.raw
            return 201, {}
        if arguments.get("organisation") != ORGANISATION:
            return 403, {"errors": [{"title": "access_denied", "detail": "not your organisation"}]}
        if "letter" not in arguments:
            return self._create()
        letter = pingen.letters.get(arguments["letter"])
        if letter is None:
            return 404, {"errors": [{"title": "not found", "detail": "no such letter"}]}
        return self._about(letter, arguments["letter"], method, path)

    def _create(self) -> tuple[int, dict[str, Any]]:
        attributes = self.body["data"]["attributes"]
        name = attributes["file_url"].rsplit("/", 1)[-1]
        if attributes["file_url_signature"] != f"signed-{name}" or name not in self.pingen.files:
            return 422, {"errors": [{"title": "invalid", "detail": "the file was not uploaded"}]}
        key = f"letter-{len(self.pingen.letters) + 1}"
        status = "submitted" if attributes["auto_send"] else self.pingen.first_status
        self.pingen.letters[key] = {"status": status, "file": name}
        self.pingen.events[key] = []
        return 201, {"data": {"id": key, "type": "letters", "attributes": {"status": status}}}

    def _about(self, letter: dict[str, Any], key: str, method: str, path: str) -> tuple[int, dict[str, Any]]:
        if path.endswith("/events"):
            return 200, {"data": self.pingen.events[key]}
        if path.endswith("/send"):
            if letter["status"] != "valid":
                return 409, {"errors": [{"title": "conflict", "detail": "not to be sent"}]}
            letter["status"] = "submitted"
        elif path.endswith("/cancel"):
            if letter["status"] not in ("submitted", "accepted"):
                return 422, {"errors": [{"title": "too late", "detail": "cannot be cancelled"}]}
            letter["status"] = "cancelled"
            return 202, {}
        elif method == "delete":
            letter["status"] = "deleted"
            return 204, {}
        return 200, {"data": {"id": key, "type": "letters", "attributes": {"status": letter["status"]}}}

    def _refuse(self, status: int, complaint: str) -> None:
        if status != 401:
            self.pingen.violations.append(complaint)
        self.answer(status, {"errors": [{"title": "refused", "detail": complaint}]})

    def answer(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        data = b"" if status == 204 else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", JSON_API)
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def _described(method: str, path: str) -> tuple[dict[str, Any] | None, dict[str, str]]:
    for template, operations in API["paths"].items():
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
        match = re.fullmatch(pattern, path)
        if match and method in operations:
            return operations[method], match.groupdict()
    return None, {}


def too_many(request: Request) -> bool:
    request.answer(429, {"errors": [{"title": "too many requests"}]}, {"Retry-After": "600"})
    return True


def broken(request: Request) -> bool:
    request.answer(500, {"errors": [{"title": "server error"}]})
    return True


def no_json(request: Request) -> bool:
    request.send_response(200)
    request.send_header("Content-Length", "5")
    request.end_headers()
    request.wfile.write(b"<html")
    return True


def cut(request: Request) -> bool:
    """The connection ends without an answer."""
    request.close_connection = True
    request.connection.close()
    return True


def forgets_tokens(request: Request) -> bool:
    """The token ended earlier than it said; the call itself goes on and is refused."""
    request.pingen.tokens.clear()
    return False


@contextmanager
def a_pingen() -> Iterator[Pingen]:
    """Run it on a free port of this machine."""
    pingen = Pingen()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Request,), {"pingen": pingen}))
    server.daemon_threads = True
    pingen.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield pingen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
