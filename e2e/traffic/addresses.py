import socket


def family_of(host):
    return socket.AF_INET6 if ":" in host else socket.AF_INET
