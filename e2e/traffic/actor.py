"""Opens, uses and closes sockets as standard input tells it: one line of JSON a question, one an answer."""

import errno
import http.client
import json
import os
import resource
import select
import socket
import struct
import subprocess
import sys
import threading
import time

import databases
import datagrams
import devices
import dialogue
import names
import tls
from addresses import family_of

CHUNK = bytes(64 * 1024)
kept = []
ignored = []


def read_all(connection):
    total = 0
    while data := connection.recv(len(CHUNK)):
        total += len(data)
    return total


def send_bytes(connection, count):
    while count > 0:
        count -= connection.send(CHUNK[:count])


def receive_bytes(connection, count):
    while count > 0:
        data = connection.recv(min(count, len(CHUNK)))
        if not data:
            raise ConnectionError(f"the connection ended {count} bytes early")
        count -= len(data)


def drain(connection):
    with connection:
        read_all(connection)


def echo(connection):
    with connection:
        while data := connection.recv(len(CHUNK)):
            connection.sendall(data)


def hold(connection):
    kept.append(connection)


def no_content(connection):
    """One request, one answer, the end."""
    with connection:
        connection.recv(len(CHUNK))
        connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")


def quietly(handle, connection):
    try:
        handle(connection)
    except OSError:
        connection.close()


def accept_forever(listener, handle):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=quietly, args=(handle, connection), daemon=True).start()


ANSWERS = {"drain": drain, "echo": echo, "hold": hold, "http": no_content}


def serve(host, port, answer):
    listener = socket.create_server((host, port), family=family_of(host), backlog=4096, dualstack_ipv6=host == "::")
    threading.Thread(target=accept_forever, args=(listener, ANSWERS[answer]), daemon=True).start()
    return {"port": listener.getsockname()[1]}


def serve_path(path):
    """Over a unix socket; leaves each connection open."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    threading.Thread(target=accept_forever, args=(listener, hold), daemon=True).start()
    return {"port": 0}


def connect_path(path, times):
    for _ in range(times):
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(path)
        kept.append(sock)
    return {"connections": times}


def ignore(host, port, transport):
    """The smallest buffer or queue that the kernel allows, and nobody looks into it."""
    sock = socket.socket(family_of(host), socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    sock.bind((host, port))
    if transport == "tcp":
        sock.listen(0)
    ignored.append(sock)
    return {"port": sock.getsockname()[1]}


def held():
    """The connections that are kept; one that was just made may not have been accepted yet."""
    while not kept:
        time.sleep(0.001)
    return kept


def tally(outcomes):
    return {name: outcomes.count(name) for name in sorted(set(outcomes))}


def new_socket(host, source_port):
    sock = socket.socket(family_of(host), socket.SOCK_STREAM)
    if source_port:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("", source_port))
    return sock


def connect(host, port, times, source_port, send, keep):
    """One after the other; each sends so many bytes and waits until they come back."""
    outcomes = []
    for _ in range(times):
        sock = new_socket(host, source_port)
        try:
            sock.connect((host, port))
            send_bytes(sock, send)
            receive_bytes(sock, send)
            outcomes.append("established")
        except OSError as error:
            outcomes.append(errno.errorcode.get(error.errno, str(error)))
        if keep:
            kept.append(sock)
        else:
            sock.close()
    return {"outcomes": tally(outcomes)}


def start_connect(host, port):
    sock = socket.socket(family_of(host), socket.SOCK_STREAM)
    sock.setblocking(False)
    code = sock.connect_ex((host, port))
    return sock, code


def connect_together(host, port, times, ports, give_up_after_s):
    """All at once, to so many ports from the first on; those that have come to nothing after so many seconds are closed."""
    started = [start_connect(host, port + offset) for offset in range(ports) for _ in range(times)]
    until = time.monotonic() + give_up_after_s
    outcomes = []
    for sock, code in started:
        if code == errno.EINPROGRESS:
            waiter = select.poll()
            waiter.register(sock, select.POLLOUT)
            ready = waiter.poll(max(0, until - time.monotonic()) * 1000)
            code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) if ready else errno.EINPROGRESS
        outcomes.append(errno.errorcode.get(code, "established"))
        sock.close()
    return {"outcomes": tally(outcomes)}


def exchange(send):
    """On every connection that is kept: so many bytes go and come back, piece by piece."""
    for sock in held():
        for start in range(0, send, len(CHUNK)):
            piece = min(send - start, len(CHUNK))
            send_bytes(sock, piece)
            receive_bytes(sock, piece)
    return {"connections": len(kept)}


def push(send):
    """On every connection that is kept: so many bytes, then the end; waits until the other end has closed too."""
    for sock in held():
        send_bytes(sock, send)
        sock.shutdown(socket.SHUT_WR)
        read_all(sock)
    return close()


def pull():
    """Reads every connection that is kept to its end."""
    for sock in held():
        read_all(sock)
    return close()


def close():
    count = len(kept)
    for sock in kept:
        sock.close()
    kept.clear()
    return {"connections": count}


def reset(host, port, times, how):
    """`linger`: closed with SO_LINGER 0. `unread`: closed while an answer lies unread."""
    for _ in range(times):
        sock = socket.create_connection((host, port))
        sock.sendall(b"question")
        sock.recv(1, socket.MSG_PEEK)
        if how == "linger":
            receive_bytes(sock, 8)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()
    return {"connections": times}


def forge(source, host, port, times):
    """Datagrams with headers of our own: they come from an address and a port that nobody has."""
    ends = socket.inet_aton(source) + socket.inet_aton(host)
    packet = struct.pack("!BBHHHBBH8sHHHH", 0x45, 0, 28, 0, 0, 64, socket.IPPROTO_UDP, 0, ends, 1, port, 8, 0)
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as sock:
        for _ in range(times):
            sock.sendto(packet, (host, port))
    return {"datagrams": times}


def fetch(host, port, times):
    """GETs, each on a connection of its own."""
    for _ in range(times):
        connection = http.client.HTTPConnection(host, port, timeout=10)
        connection.request("GET", "/")
        connection.getresponse().read()
        connection.close()
    return {"connections": times}


def start_worker(script, *arguments, **options):
    """Returns once it runs; it ends with its socket or with this process."""
    command = ["setpriv", "--pdeathsig", "KILL", "--", sys.executable, script, *map(str, arguments)]
    subprocess.Popen(command, stdout=subprocess.PIPE, **options).stdout.readline()


def hand_over(script, how):
    """Leaves the one connection that is kept to another process."""
    sock = held().pop()
    if how == "inherited":
        start_worker(script, how, sock.fileno(), pass_fds=[sock.fileno()])
    else:
        near, far = socket.socketpair()
        start_worker(script, how, far.fileno(), pass_fds=[far.fileno()])
        socket.send_fds(near, [b"!"], [sock.fileno()])
    sock.close()
    return {"connections": 1}


def activate(script, host):
    """Listens, and leaves that to another process, as systemd does."""
    listener = socket.create_server((host, 0), family=family_of(host))
    os.dup2(listener.fileno(), 3)
    start_worker(script, "activated", pass_fds=[3], env={**os.environ, "LISTEN_FDS": "1"})
    return {"port": listener.getsockname()[1]}


VERBS = [serve, serve_path, connect_path, ignore, forge, connect, connect_together, exchange, push, pull, close, reset, fetch, hand_over, activate]


def main():
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    verbs = {verb.__name__: verb for verb in [*VERBS, *databases.VERBS, *datagrams.VERBS, *devices.VERBS, *dialogue.VERBS, *names.VERBS, *tls.VERBS]}
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = verbs[question.pop("verb")](**question)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
