"""A name server that does what the name says, and a client that asks one name after the other."""

import socket
import struct
import threading
import time

from addresses import family_of

TYPES = {"A": 1, "AAAA": 28, "TXT": 16, "MX": 15}
NOERROR, NXDOMAIN = 0, 3
ADDRESSES = {"elsewhere": bytes([203, 0, 113, 9])}
USUAL_ADDRESS = bytes([198, 51, 100, 7])
heard = set()


def encoded(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def question_end(message):
    at = 12
    while message[at]:
        at += 1 + message[at]
    return at + 5


def answer_to(message):
    """found.example and elsewhere.example have addresses, missing.example is not known, silent.example has no answer, slow.example only when it is asked again."""
    kind = message[13 : 13 + message[12]].decode().split("-")[0]
    question = message[12 : question_end(message)]
    if kind == "silent" or (kind == "slow" and message not in heard):
        heard.add(message)
        return b""
    missing = kind == "missing"
    head = message[:2] + struct.pack("!HHHHH", 0x8180 | (NXDOMAIN if missing else NOERROR), 1, 0 if missing else 1, 0, 0)
    address = ADDRESSES.get(kind, USUAL_ADDRESS)
    record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, len(address)) + address
    return head + question + (b"" if missing else record)


def answer_datagrams(sock):
    while True:
        message, sender = sock.recvfrom(4096)
        if answer := answer_to(message):
            sock.sendto(answer, sender)


def read_exactly(connection, count):
    data = b""
    while len(data) < count and (more := connection.recv(count - len(data))):
        data += more
    return data


def read_message(connection):
    length = read_exactly(connection, 2)
    return read_exactly(connection, struct.unpack("!H", length)[0]) if length else b""


def framed(message):
    return struct.pack("!H", len(message)) + message


def answer_stream(connection):
    with connection:
        while message := read_message(connection):
            if answer := answer_to(message):
                connection.sendall(framed(answer))


def accept_forever(listener):
    while True:
        threading.Thread(target=answer_stream, args=listener.accept()[:1], daemon=True).start()


def serve_names(host, port):
    datagrams = socket.socket(family_of(host), socket.SOCK_DGRAM)
    datagrams.bind((host, port))
    listener = socket.create_server((host, port), family=family_of(host), backlog=1024)
    threading.Thread(target=answer_datagrams, args=(datagrams,), daemon=True).start()
    threading.Thread(target=accept_forever, args=(listener,), daemon=True).start()
    return {"port": port}


def ask_stream(host, port, query, patience_s):
    with socket.create_connection((host, port)) as connection:
        connection.settimeout(patience_s)
        connection.sendall(framed(query))
        return read_message(connection)


def ask_datagram(sock, host, port, query, patience_s, tries):
    for _ in range(tries):
        sock.settimeout(patience_s)
        sock.sendto(query, (host, port))
        try:
            while (answer := sock.recv(4096))[:2] != query[:2]:
                pass
            return answer
        except TimeoutError:
            pass
    raise TimeoutError


def ask_at_once(host, port, name, times):
    """So many questions from one socket, which waits for no answer."""
    with socket.socket(family_of(host), socket.SOCK_DGRAM) as sock:
        for number in range(times):
            sock.sendto(struct.pack("!HHHHHH", number, 0x0100, 1, 0, 0, 0) + encoded(name) + struct.pack("!HH", TYPES["A"], 1), (host, port))
    return {"datagrams": times}


def resolve(host, port, transport, names, type, patience_ms, tries, one_socket):
    """What became of the questions: by the answer's code."""
    outcomes = {}
    shared = socket.socket(family_of(host), socket.SOCK_DGRAM) if one_socket else None
    for number, name in enumerate(names):
        query = struct.pack("!HHHHHH", (time.monotonic_ns() + number) & 0xFFFF, 0x0100, 1, 0, 0, 0) + encoded(name) + struct.pack("!HH", TYPES[type], 1)
        try:
            if transport == "tcp":
                answer = ask_stream(host, port, query, patience_ms / 1000)
            elif shared:
                answer = ask_datagram(shared, host, port, query, patience_ms / 1000, tries)
            else:
                with socket.socket(family_of(host), socket.SOCK_DGRAM) as sock:
                    sock.connect((host, port))
                    answer = ask_datagram(sock, host, port, query, patience_ms / 1000, tries)
            outcome = {NOERROR: "NOERROR", NXDOMAIN: "NXDOMAIN"}[answer[3] & 15]
        except TimeoutError:
            outcome = "unanswered"
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    return {"outcomes": outcomes}


VERBS = [serve_names, ask_at_once, resolve]
