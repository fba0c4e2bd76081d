"""The HTTP side of Pingen's API v2: a token, JSON:API in and out, and what each answer means for the outbox."""

import os
import threading
import time
from datetime import timedelta
from typing import Any

import httpx

from kulanz.features.letters.postal import PostalAccount
from kulanz.features.outbox.handlers import OutcomeUnknown, PassingRefusal, PermanentRefusal

PRODUCTION = "https://api.pingen.com"
JSON_API = "application/vnd.api+json"
TIMEOUT = httpx.Timeout(20.0)
UPLOAD_TIMEOUT = httpx.Timeout(60.0)
TOKEN_MARGIN_SECONDS = 60.0  # a token is renewed this long before it ends
NAME = "Pingen"


class PingenApi:
    """Calls for one installation; tokens are kept by account. `base_url` from KULANZ_PINGEN_URL, else production."""

    def __init__(self, base_url: str | None = None) -> None:
        self._base = (base_url or os.environ.get("KULANZ_PINGEN_URL") or PRODUCTION).rstrip("/")
        self._tokens: dict[tuple[str, str], tuple[str, float]] = {}
        self._lock = threading.Lock()

    def get(self, path: str, *, account: PostalAccount) -> dict[str, Any]:
        """Return the answer's document."""
        return _document(self._call("GET", path, account=account))

    def post(self, path: str, *, account: PostalAccount, body: dict[str, Any], key: str) -> dict[str, Any]:
        """Create something once: the same key again gives the same answer."""
        return _document(self._call("POST", path, account=account, body=body, key=key))

    def patch(
        self, path: str, *, account: PostalAccount, body: dict[str, Any] | None = None, key: str = ""
    ) -> None:
        """Change something that has an id."""
        self._call("PATCH", path, account=account, body=body, key=key)

    def delete(self, path: str, *, account: PostalAccount) -> None:
        """Remove something that has an id."""
        self._call("DELETE", path, account=account)

    def put_file(self, url: str, data: bytes) -> None:
        """Upload to the signed address that Pingen named; that address alone is the permission."""
        try:
            answer = httpx.put(url, content=data, timeout=UPLOAD_TIMEOUT)
        except httpx.HTTPError as cause:
            raise PassingRefusal(
                f"Die Datei ließ sich nicht zu {NAME} hochladen ({type(cause).__name__}).",
                code="unreachable",
                is_ours=True,
            ) from cause
        if not answer.is_success:
            raise PassingRefusal(
                f"{NAME} hat die Datei nicht angenommen ({answer.status_code}).", code="upload", is_ours=False
            )

    def _call(
        self,
        method: str,
        path: str,
        *,
        account: PostalAccount,
        body: dict[str, Any] | None = None,
        key: str = "",
    ) -> httpx.Response:
        answer = self._send(method, path, token=self._token(account), body=body, key=key)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            # The token ended earlier than it said: one new one, then it is the account.
            self._forget_token(account)
            answer = self._send(method, path, token=self._token(account), body=body, key=key)
        return _accepted(answer, method)

    def _send(
        self, method: str, path: str, *, token: str, body: dict[str, Any] | None, key: str
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", "Accept": JSON_API}
        if body is not None:
            headers["Content-Type"] = JSON_API
        if key:
            headers["Idempotency-Key"] = key
        try:
            with httpx.Client(timeout=TIMEOUT) as client:
                request = client.build_request(method, f"{self._base}{path}", json=body, headers=headers)
                return client.send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as cause:
            raise PassingRefusal(
                f"{NAME} ist nicht erreichbar ({type(cause).__name__}).", code="unreachable", is_ours=True
            ) from cause
        except httpx.HTTPError as cause:
            raise _cut(method, type(cause).__name__) from cause

    def _token(self, account: PostalAccount) -> str:
        with self._lock:
            token, ends = self._tokens.get((account.client_id, account.secret), ("", 0.0))
            if token and time.monotonic() < ends:
                return token
            token, lasts = self._new_token(account)
            self._tokens[account.client_id, account.secret] = token, time.monotonic() + lasts
        return token

    def _forget_token(self, account: PostalAccount) -> None:
        with self._lock:
            self._tokens.pop((account.client_id, account.secret), None)

    def _new_token(self, account: PostalAccount) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": account.client_id,
            "client_secret": account.secret,
            "scope": "letter",
        }
        try:
            answer = httpx.post(f"{self._base}/auth/access-tokens", data=form, timeout=TIMEOUT)
        except httpx.HTTPError as cause:
            raise PassingRefusal(
                f"{NAME} ist nicht erreichbar ({type(cause).__name__}).", code="unreachable", is_ours=True
            ) from cause
        if answer.status_code in (400, 401, 403):
            raise PassingRefusal(
                f"{NAME} kennt diesen Zugang nicht. Bitte Zugangskennung und Zugangsschlüssel prüfen.",
                code="credentials",
                is_ours=True,
            )
        document = _document(_accepted(answer, "GET"))
        try:
            token, lasts = str(document["access_token"]), int(document["expires_in"])
        except (KeyError, TypeError, ValueError) as cause:
            raise PassingRefusal(
                f"{NAME} hat keinen lesbaren Zugangsschein ausgestellt.", code="unreadable", is_ours=True
            ) from cause
        return token, max(lasts - TOKEN_MARGIN_SECONDS, 0.0)


def _accepted(answer: httpx.Response, method: str) -> httpx.Response:
    """Return the answer where it is one; raise what it means for the letter."""
    status = answer.status_code
    if answer.is_success:
        return answer
    said = _said(answer)
    if status in (401, 403):
        raise PassingRefusal(f"{NAME} verweigert den Zugang: {said}", code="credentials", is_ours=True)
    if status in (408, 409, 425, 429) or status == httpx.codes.SERVICE_UNAVAILABLE:
        # Nothing was done: too many questions, or the first of two equal ones is still being answered.
        raise PassingRefusal(
            f"{NAME} hat gerade keine Zeit: {said}",
            code="rate_limited" if status == httpx.codes.TOO_MANY_REQUESTS else "busy",
            is_ours=status != httpx.codes.CONFLICT,
            wait=_asked_to_wait(answer),
        )
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise _cut(method, str(status))
    raise PermanentRefusal(f"{NAME} lehnt ab: {said}", code=f"http_{status}")


def _cut(method: str, what: str) -> Exception:
    """A question can be asked again; what was to be created may have been."""
    if method == "GET":
        return PassingRefusal(f"{NAME} hat nicht geantwortet ({what}).", code="no_answer", is_ours=True)
    return OutcomeUnknown(
        f"Die Verbindung zu {NAME} brach ab ({what}). Ob der Auftrag ankam, wird mit demselben Schlüssel gefragt."
    )


def _asked_to_wait(answer: httpx.Response) -> timedelta:
    try:
        return timedelta(seconds=max(int(answer.headers.get("Retry-After", "0")), 0))
    except ValueError:
        return timedelta(0)


def _document(answer: httpx.Response) -> dict[str, Any]:
    try:
        document = answer.json()
    except ValueError as cause:
        raise PassingRefusal(
            f"Die Antwort von {NAME} ist nicht lesbar.", code="unreadable", is_ours=True
        ) from cause
    if not isinstance(document, dict):
        raise PassingRefusal(f"Die Antwort von {NAME} ist nicht lesbar.", code="unreadable", is_ours=True)
    return document


def _said(answer: httpx.Response) -> str:
    """Return what Pingen said in words, shortened; JSON:API puts it into `errors`."""
    try:
        errors = answer.json()["errors"]
        first = errors[0] if isinstance(errors, list) else errors
        words = [str(first.get(name) or "") for name in ("title", "detail")]
        return " ".join(filter(None, words))[:300] or str(answer.status_code)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return str(answer.status_code)
