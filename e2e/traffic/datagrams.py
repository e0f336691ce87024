"""Sends, and sends back, datagrams."""

import socket
import threading

from addresses import family_of

CHUNK = bytes(64 * 1024)


def echo_datagrams(sock):
    while True:
        data, sender = sock.recvfrom(len(CHUNK))
        sock.sendto(data, sender)


def serve_datagrams(host, port):
    sock = socket.socket(family_of(host), socket.SOCK_DGRAM)
    sock.bind((host, port))
    threading.Thread(target=echo_datagrams, args=(sock,), daemon=True).start()
    return {"port": sock.getsockname()[1]}


def send_datagrams(host, port, times, send, connected):
    """From one socket; each waits for its answer."""
    with socket.socket(family_of(host), socket.SOCK_DGRAM) as sock:
        sock.settimeout(10)
        if connected:
            sock.connect((host, port))
        for _ in range(times):
            if connected:
                sock.send(CHUNK[:send])
            else:
                sock.sendto(CHUNK[:send], (host, port))
            sock.recvfrom(len(CHUNK))
    return {"datagrams": times}


def spray(host, port, times, ports, send):
    """Datagrams that nobody answers, to so many ports from the first on."""
    with socket.socket(family_of(host), socket.SOCK_DGRAM) as sock:
        for _ in range(times):
            for offset in range(ports):
                sock.sendto(CHUNK[:send], (host, port + offset))
    return {"datagrams": times * ports}


VERBS = [serve_datagrams, send_datagrams, spray]
