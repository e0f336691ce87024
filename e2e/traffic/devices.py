"""Packets that come in at devices."""

import fcntl
import socket
import struct

SIOCSIFNAME = 0x8923
IPV4 = 0x0800


def rename(sock, device, name):
    fcntl.ioctl(sock, SIOCSIFNAME, struct.pack("16s16s", device.encode(), name.encode()))


def enter_damaged(cable, device, times, names):
    """Datagrams whose checksum is wrong come in at the far end of a cable, so many under each of so many names of its device."""
    ends = socket.inet_aton("198.51.100.1") + socket.inet_aton("198.51.100.2")
    # The checksum is 0.
    packet = struct.pack("!BBHHHBBH8sHHHH", 0x45, 0, 28, 0, 0, 64, socket.IPPROTO_UDP, 0, ends, 1, 1, 8, 0)
    frame = struct.pack("!6s6sH", b"\xff" * 6, b"\x02" * 6, IPV4) + packet
    now = device
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sock:
        sock.bind((cable, IPV4))
        for at in range(names):
            name = f"veth{at:08x}"
            rename(sock, now, name)
            now = name
            for _ in range(times):
                sock.send(frame)
        rename(sock, now, device)
    return {"datagrams": times * names}


VERBS = [enter_damaged]
