"""Echoes on a socket that another process opened: `inherited FD`, `passed FD` (over that Unix socket) or `activated` (3 listens)."""

import socket
import sys


def echo(connection):
    with connection:
        while data := connection.recv(64 * 1024):
            connection.sendall(data)


def passed(fd):
    _, fds, _, _ = socket.recv_fds(socket.socket(fileno=fd), 1, 1)
    return socket.socket(fileno=fds[0])


def main():
    how, *fd = sys.argv[1:]
    print("ready", flush=True)
    if how == "inherited":
        echo(socket.socket(fileno=int(fd[0])))
    elif how == "passed":
        echo(passed(int(fd[0])))
    else:
        listener = socket.socket(fileno=3)
        while True:
            echo(listener.accept()[0])


main()
