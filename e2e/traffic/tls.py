"""Both ends of TLS connections, in which one request and its answer pass."""

import socket
import ssl
import threading

VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
REQUEST = b"GET /secret HTTP/1.1\r\nHost: shop.example\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def answer(connection, context):
    try:
        with connection, context.wrap_socket(connection, server_side=True) as secured:
            if secured.recv(4096):
                secured.sendall(ANSWER)
                secured.recv(1)
    except OSError:
        pass  # the client tells what went wrong


def accept_forever(listener, context):
    while True:
        threading.Thread(target=answer, args=(listener.accept()[0], context), daemon=True).start()


def serve_tls(host, folder, oldest):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = VERSIONS[oldest]
    context.load_cert_chain(f"{folder}/certificate.pem", f"{folder}/key.pem")
    listener = socket.create_server((host, 0), backlog=1024)
    threading.Thread(target=accept_forever, args=(listener, context), daemon=True).start()
    return {"port": listener.getsockname()[1]}


def ask_tls(host, port, times, server_name, folder, newest, trusting):
    context = ssl.create_default_context()
    context.maximum_version = VERSIONS[newest]
    context.check_hostname = False
    if trusting:
        context.load_verify_locations(f"{folder}/certificate.pem")
    outcomes = {}
    for _ in range(times):
        try:
            with socket.create_connection((host, port)) as connection, context.wrap_socket(connection, server_hostname=server_name) as secured:
                secured.sendall(REQUEST)
                outcome = "answered" if secured.recv(4096) == ANSWER else "unanswered"
        except ssl.SSLError as error:
            outcome = error.reason
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    return {"outcomes": outcomes}


VERBS = [serve_tls, ask_tls]
