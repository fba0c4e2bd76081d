"""`kulanz serve`: web server and worker by one command."""

import argparse
import os
import signal
import subprocess
import sys
import threading
from typing import Any

from kulanz.interfaces.commands.support import OK, prepare

WEB_THREADS = 4


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "serve",
        help="serve the pages and run a worker",
        epilog="example: kulanz serve --port 8000",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--without-worker", action="store_true", help="pages only; workers run elsewhere")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    prepare()
    return serve(host=args.host, port=args.port, with_worker=not args.without_worker)


def serve(*, host: str, port: int, with_worker: bool) -> int:
    """Serve until interrupted. The worker is a process of its own, started again where it dies."""
    from kulanz.features.outbox.worker import watch_forever

    stopping = threading.Event()
    # Somebody outside the worker must notice when it is silent, and tell the owner.
    threading.Thread(target=watch_forever, args=(stopping,), name="watch", daemon=True).start()
    worker = None
    if with_worker:
        worker = threading.Thread(target=_keep_worker_running, args=(stopping,), daemon=True)
        worker.start()
    web = subprocess.Popen(_web_command(host=host, port=port))
    signal.signal(signal.SIGTERM, lambda *_: web.terminate())
    try:
        web.wait()
    except KeyboardInterrupt:
        web.terminate()
        web.wait()
    finally:
        stopping.set()
        if worker is not None:
            worker.join(timeout=20)
    return OK


def _web_command(*, host: str, port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--blocking-threads", str(WEB_THREADS), "--no-ws", "--log-level", "warning", "kulanz.config.wsgi:application",
    ]  # fmt: skip


def _keep_worker_running(stopping: threading.Event) -> None:
    pause = 1.0
    while not stopping.is_set():
        # A group of its own: Ctrl-C reaches only us, and the worker ends after the effect in hand.
        process = subprocess.Popen(
            [sys.executable, "-m", "kulanz.interfaces.commands.main", "worker"],
            start_new_session=os.name != "nt",
        )
        while process.poll() is None and not stopping.wait(0.2):
            continue
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
            return
        print(f"kulanz: the worker ended with {process.returncode}; starting it again", file=sys.stderr)
        stopping.wait(pause)
        pause = min(pause * 2, 60.0)
