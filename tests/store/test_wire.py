"""Messages between processes: they arrive whole, or the peer has gone."""

from __future__ import annotations

import os
import socket
import struct
import tempfile
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treatygraph.store import wire

Pair = tuple[socket.socket, socket.socket]

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
HEADERS = st.dictionaries(st.text(max_size=8), VALUES, max_size=5)


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(5)
        theirs.settimeout(5)
        yield ours, theirs


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(HEADERS, st.binary(max_size=200)), max_size=4))
def test_messages_arrive_in_order_as_they_were_sent(messages: list[tuple[dict, bytes]]) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        received = []
        for header, body in messages:
            wire.send(ours, header, body)
            received.append(wire.receive(theirs))
    assert [(message.header, message.body) for message in received] == messages
    assert all(message.descriptor is None for message in received)


def test_a_message_larger_than_every_buffer_arrives_whole(pair: Pair) -> None:
    body = os.urandom(8 << 20)
    sender = threading.Thread(target=wire.send, args=(pair[0], {"n": 1}, body))
    sender.start()
    message = wire.receive(pair[1])
    sender.join()
    assert message.body == body


def test_a_file_rides_along(pair: Pair) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"result")
        file.flush()
        wire.send(pair[0], {"length": 6}, b"inline", descriptor=file.fileno())
    message = wire.receive(pair[1])
    assert message.descriptor is not None
    with os.fdopen(message.descriptor, "rb") as received:
        received.seek(0)
        assert (received.read(), message.body) == (b"result", b"inline")


@pytest.mark.parametrize("sent", [b"", b"\0\0", struct.pack("!II", 10, 0), b"\0\0\0\2\0\0\0\5{}ab"])
def test_a_peer_that_goes_before_the_end_of_a_message_is_a_hangup(pair: Pair, sent: bytes) -> None:
    pair[0].sendall(sent)
    pair[0].close()
    with pytest.raises(wire.Hangup):
        wire.receive(pair[1])


def test_sending_to_a_peer_that_has_gone_is_a_hangup(pair: Pair) -> None:
    pair[1].close()
    with pytest.raises(wire.Hangup):
        wire.send(pair[0], {"n": 1}, b"x")


def test_a_peer_that_does_not_wait_for_its_turn_is_a_hangup(pair: Pair) -> None:
    wire.send(pair[0], {"n": 1}, b"x")
    wire.send(pair[0], {"n": 2}, b"y")
    with pytest.raises(wire.Hangup):
        wire.receive(pair[1])


def test_who_is_patient_for_a_while_gets_a_timeout_whether_it_reads_or_writes(pair: Pair) -> None:
    for peer in pair:
        peer.settimeout(None)
    wire.be_patient(pair[0], 0.01)
    with pytest.raises(TimeoutError):
        wire.receive(pair[0])
    with pytest.raises(TimeoutError):
        wire.send(pair[0], {}, bytes(8 << 20))


def test_silence_is_a_timeout_and_no_hangup(pair: Pair) -> None:
    pair[1].settimeout(0.01)
    with pytest.raises(TimeoutError):
        wire.receive(pair[1])


def test_a_file_of_a_broken_message_is_closed(pair: Pair) -> None:
    with tempfile.TemporaryFile() as file:
        before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
        if not before:
            pytest.skip("needs /proc to count open files")
        socket.send_fds(pair[0], [struct.pack("!II", 10, 0)], [file.fileno()])
        pair[0].shutdown(socket.SHUT_WR)
        with pytest.raises(wire.Hangup):
            wire.receive(pair[1])
        assert len(os.listdir("/proc/self/fd")) == before
