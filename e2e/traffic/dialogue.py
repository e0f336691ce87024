"""Both sides of a dialogue that was written beforehand: each says its part and insists on the other's, byte by byte."""

import base64
import itertools
import os
import socket
import struct
import threading
import time

from addresses import family_of

ANSWER_TIMEOUT_S = 60
# Longer than a test waits between two parts of a dialogue: for numbers to arrive, and for the next agent.
PART_TIMEOUT_S = 600
TCP_FASTOPEN_CONNECT = 30
LARGEST_READ = 64 * 1024
kept = []
took_us = []
gate = threading.Event()


def decoded(script):
    """[times, steps] for each part; what is said as bytes."""
    return [(times, [{**step, "said": base64.b64decode(step.get("said", ""))} for step in steps]) for times, steps in script]


def say(sock, said, piece):
    for start in range(0, len(said), piece or len(said)):
        sock.sendall(said[start : start + (piece or len(said))])


def whole(sock, most):
    return sock.recv(min(most, LARGEST_READ))


def bit_by_bit(sock, most):
    """Looks at more than it then takes."""
    sock.recv(64, socket.MSG_PEEK)
    return sock.recv(min(most, 7))


def spliced(sock, most):
    """Through a pipe: no program reads it from the socket."""
    sock.settimeout(None)
    reader, writer = os.pipe()
    try:
        return os.read(reader, os.splice(sock.fileno(), writer, min(most, 4096)))
    finally:
        os.close(reader)
        os.close(writer)


READS = {"whole": whole, "bit_by_bit": bit_by_bit, "spliced": spliced}


def hear(sock, said, read):
    heard = b""
    while len(heard) < len(said):
        data = read(sock, len(said) - len(heard))
        if not data:
            raise ConnectionError(f"the connection ended after {heard[-200:]!r}; there was to come {said[len(heard):][:200]!r}")
        heard += data
    if heard != said:
        raise ValueError(f"heard {heard[:200]!r} in place of {said[:200]!r}")


def hear_end(sock):
    try:
        data = sock.recv(1)
    except ConnectionResetError:
        return
    if data:
        raise ValueError(f"heard {data!r} where the connection was to end")


def end(sock, how):
    if how == "reset":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def perform(sock, me, script, read=whole):
    """True when the connection has ended. Keeps how long each answer took: from before it was asked for, or from after that was heard."""
    since = None
    for times, steps in script:
        for step in steps * times:
            mine = step["from"] == me
            if "pause_ms" in step:
                time.sleep(step["pause_ms"] / 1000 if mine else 0)
            elif "gate" in step:
                if mine and not gate.wait(PART_TIMEOUT_S):
                    raise TimeoutError("the gate was not opened")
            elif "end" in step:
                end(sock, step["end"]) if mine else hear_end(sock)
                return True
            elif mine:
                if me == "server" and since is not None:
                    took_us.append((time.monotonic_ns() - since) / 1000)
                since = time.monotonic_ns()
                say(sock, step["said"], step.get("piece", 0))
            else:
                hear(sock, step["said"], read)
                if me == "client" and since is not None:
                    took_us.append((time.monotonic_ns() - since) / 1000)
                since = time.monotonic_ns()
    return False


def answer(sock, script, read):
    with sock:
        sock.settimeout(PART_TIMEOUT_S)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not perform(sock, "server", script, read):
            hear_end(sock)


def accept_forever(listener, scripts, read):
    for script in itertools.cycle(scripts):
        sock, _ = listener.accept()
        threading.Thread(target=answer, args=(sock, script, read), daemon=True).start()


def serve_dialogue(host, scripts, deferred, fast_open, reads):
    listener = socket.create_server((host, 0), family=family_of(host), backlog=4096, dualstack_ipv6=host == "::")
    if deferred:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 10)
    if fast_open:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 1024)
    threading.Thread(target=accept_forever, args=(listener, [decoded(script) for script in scripts], READS[reads]), daemon=True).start()
    return {"port": listener.getsockname()[1]}


def connected(host, port, fast_open):
    sock = socket.socket(family_of(host), socket.SOCK_STREAM)
    sock.settimeout(ANSWER_TIMEOUT_S)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if fast_open:
        sock.setsockopt(socket.IPPROTO_TCP, TCP_FASTOPEN_CONNECT, 1)
    sock.connect((host, port))
    return sock


def in_threads(work, count):
    """Runs it so many times at once; fails where one of them does."""
    errors = []

    def guarded(number):
        try:
            work(number)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def play(host, port, scripts, connections, together, keep, fast_open, reads):
    """The client's part on so many connections, at once or one after the other; each has the next of the scripts."""
    scripts = [decoded(script) for script in scripts]

    def one(number):
        sock = connected(host, port, fast_open)
        over = perform(sock, "client", scripts[number % len(scripts)], READS[reads])
        if keep:
            kept.append(sock)
        elif not over:
            sock.close()

    took_us.clear()
    if together:
        in_threads(one, connections)
    else:
        for number in range(connections):
            one(number)
    return {"took_us": took_us}


def play_on(scripts):
    """On every connection that is kept."""
    scripts = [decoded(script) for script in scripts]
    took_us.clear()
    in_threads(lambda number: perform(kept[number], "client", scripts[number % len(scripts)]), len(kept))
    return {"took_us": took_us}


def open_gate():
    gate.set()
    return {}


def answers_took():
    """How long each answer took the server: in the order of one connection."""
    return {"took_us": took_us}


VERBS = [serve_dialogue, play, play_on, open_gate, answers_took]
