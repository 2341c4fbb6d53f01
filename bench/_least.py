"""Runs the peer of the chats: the least that a chat on this stack can be (bench/_bare.py)."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def least(url: str) -> Iterator[tuple[int, dict[str, int]]]:
    """The peer in two processes on one socket; gives its port and processes."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "create table bare_message (id bigint generated always as identity primary key, receiver bigint, body text)"
        )
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "bench._bare", str(listener.fileno())],
                cwd=_ROOT,
                env={**os.environ, "DATABASE_URL": url},
                pass_fds=[listener.fileno()],
            )
            for _ in range(2)
        ]
        time.sleep(2)
        try:
            yield listener.getsockname()[1], {f"bare-{number}": one.pid for number, one in enumerate(processes, 1)}
        finally:
            for one in processes:
                one.kill()
                one.wait()
