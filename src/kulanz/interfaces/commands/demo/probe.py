"""`kulanz demo --check`: serve the demo for a moment and look at it as a browser would."""

import http.client
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

COMMAND = (sys.executable, "-m", "kulanz.interfaces.commands.main")
STARTS_WITHIN_SECONDS = 60


@dataclass(slots=True)
class Answer:
    """What the server said."""

    status: int
    location: str
    body: str


@dataclass(slots=True)
class Visitor:
    """A small browser: keeps cookies, follows nothing by itself."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None) -> Answer:
        """Get a page, or post a form."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://{self.host}:{self.port}",
            }
        try:
            connection.request(
                "GET" if form is None else "POST",
                path,
                body=None if form is None else urlencode(form),
                headers=headers,
            )
            response = connection.getresponse()
            body = response.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        return Answer(status=response.status, location=response.headers.get("Location") or "", body=body)


def probe(*, host: str, port: int | None) -> bool:
    """Serve the home's demo, look at its pages, stop everything; print each probe and return whether all held."""
    port = port or _free_port(host)
    server = subprocess.Popen([*COMMAND, "serve", "--host", host, "--port", str(port)])
    try:
        if not _answers(host, port, server):
            print(f"FAILED  the server did not answer on http://{host}:{port}/")
            return False
        return _look_around(Visitor(host, port))
    finally:
        server.terminate()
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()


def _look_around(visitor: Visitor) -> bool:
    start = visitor.ask("/")
    login = visitor.ask(_path(start.location)) if start.location else start
    found = [_said("log-in page", login.status == 200, f"GET {_path(start.location) or '/'}: {login.status}")]
    stylesheet = re.search(r'href="(/static/[^"]+\.css[^"]*)"', login.body)
    css = visitor.ask(stylesheet[1]) if stylesheet else None
    found.append(
        _said(
            "stylesheet",
            css is not None and css.status == 200 and len(css.body) > 0,
            f"GET {stylesheet[1]}: {css.status}" if stylesheet and css else "the log-in page names none",
        )
    )
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', login.body)
    entered = visitor.ask("/demo-anmelden", {"csrfmiddlewaretoken": token[1] if token else ""})
    found.append(
        _said("log-in with one click", entered.status == 302, f"POST /demo-anmelden: {entered.status}")
    )
    today = visitor.ask("/")
    shows_the_day = today.status == 200 and "Heute" in today.body and "Lauf" in today.body
    found.append(_said("Heute with the day's run", shows_the_day, f"GET /: {today.status}"))
    run = visitor.ask("/lauf")
    shows_lists = run.status == 200 and "Zurückgehalten" in run.body
    found.append(_said("preview of the run", shows_lists, f"GET /lauf: {run.status}"))
    return all(found)


def _said(what: str, is_right: bool, how: str) -> bool:
    print(f"{'ok     ' if is_right else 'FAILED '} {what} ({how})", flush=True)
    return is_right


def _path(location: str) -> str:
    return re.sub(r"^https?://[^/]+", "", location)


def _answers(host: str, port: int, server: "subprocess.Popen[bytes]") -> bool:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def _free_port(host: str) -> int:
    with socket.socket() as listener:
        listener.bind((host, 0))
        return int(listener.getsockname()[1])
