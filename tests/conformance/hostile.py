"""Servers on a bare socket that break HTTP itself."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\nConnection: close\r\n"


def closes_at_once(client: socket.socket) -> None:
    """Nothing at all."""


def answers_garbage(client: socket.socket) -> None:
    client.sendall(b"\x00\xff\xfe 220 mail server ready\r\n\r\n" * 50)


def never_answers(client: socket.socket) -> None:
    time.sleep(1.5)


def drips(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(100):
        client.sendall(b"X: y\r\n")
        time.sleep(0.05)


def sends_ten_gigabytes(client: socket.socket) -> None:
    client.sendall(HEAD + b"Content-Length: 10737418240\r\n\r\n")
    for _ in range(160):
        client.sendall(b" " * (1 << 26))


def sends_without_end(client: socket.socket) -> None:
    client.sendall(HEAD + b"\r\n")
    while True:
        client.sendall(b" " * (1 << 20))


def promises_more_than_it_sends(client: socket.socket) -> None:
    client.sendall(HEAD + b"Content-Length: 5000\r\n\r\n<a:a> <a:b> <a:c> .")


def has_a_length_that_is_no_number(client: socket.socket) -> None:
    client.sendall(HEAD + b"Content-Length: many\r\n\r\n<a:a> <a:b> <a:c> .")


def has_a_negative_length(client: socket.socket) -> None:
    client.sendall(HEAD + b"Content-Length: -7\r\n\r\n<a:a> <a:b> <a:c> .")


def sends_bytes_that_are_no_text(client: socket.socket) -> None:
    client.sendall(HEAD + b"Link: <\xff\xfe>; rel=\xc3\x28\r\nETag: \xff\r\n\r\n\xff\xfe\x00")


def breaks_its_chunks(client: socket.socket) -> None:
    client.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nno\r\n")


def has_a_thousand_headers(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 1000 + b"\r\n")


def has_a_header_of_a_megabyte(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nX-A: " + b"b" * (1 << 20) + b"\r\n\r\n")


def redirects_in_a_circle(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 303 See Other\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")


def redirects_to_nowhere(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 303 See\r\nLocation: http://[::bad\r\nContent-Length: 0\r\n\r\n")


def redirects_to_a_file(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 303 See\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n")


def continues_for_ever(client: socket.socket) -> None:
    while True:
        client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


def nests_json(client: socket.socket) -> None:
    body = b"[" * 200_000
    client.sendall(HEAD.replace(b"text/turtle", b"application/ld+json") + b"\r\n" + body)


def has_an_odd_status(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 999 \xff\r\nContent-Length: 0\r\n\r\n")


HOSTILE: tuple[Callable[[socket.socket], None], ...] = (
    closes_at_once, answers_garbage, never_answers, drips, sends_ten_gigabytes, sends_without_end,
    promises_more_than_it_sends, has_a_length_that_is_no_number, has_a_negative_length,
    sends_bytes_that_are_no_text, breaks_its_chunks, has_a_thousand_headers,
    has_a_header_of_a_megabyte, redirects_in_a_circle, redirects_to_nowhere, redirects_to_a_file,
    continues_for_ever, nests_json, has_an_odd_status,
)  # fmt: skip


@contextmanager
def behaving(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that answers every request so, until the block ends; gives its root."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        threading.Thread(target=_accept, args=(listening, answer), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, answer: Callable[[socket.socket], None]) -> None:
    with suppress(OSError):
        while True:
            client, _ = listening.accept()
            threading.Thread(target=_serve, args=(client, answer), daemon=True).start()


def _serve(client: socket.socket, answer: Callable[[socket.socket], None]) -> None:
    with client, suppress(OSError):
        client.settimeout(5)
        client.recv(1 << 16)
        answer(client)
