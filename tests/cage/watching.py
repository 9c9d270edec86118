"""What a cage watches: the names that are asked, and the packets that set out for another machine."""

import ipaddress
import socket
import struct
import threading

RESOLVER = "127.0.0.53"
_OUTGOING = 4
_EVERY_PROTOCOL = 0x0003
_NO_SUCH_NAME = 0x8183
_UPKEEP = {("4", 2), ("6", 0)}
"""The kernel's own talk about multicast groups, by IP version and protocol."""

_NEIGHBOURS = range(130, 144)
"""The kernel's own talk about routers, neighbours and groups, by ICMPv6 type."""

_PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp", 58: "icmp6"}


class NameServer:
    """Knows no name, and keeps each that it was asked for."""

    def __init__(self) -> None:
        self._asked: list[str] = []
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.bind((RESOLVER, 53))
        self._streams = socket.create_server((RESOLVER, 53))
        for serve in (self._serve_datagrams, self._serve_streams):
            threading.Thread(target=serve, daemon=True).start()

    def taken(self) -> list[str]:
        """The names asked since the last time, each once."""
        asked, self._asked = self._asked, []
        return sorted(set(asked))

    def _serve_datagrams(self) -> None:
        while True:
            question, sender = self._datagrams.recvfrom(4096)
            self._datagrams.sendto(self._answer(question), sender)

    def _serve_streams(self) -> None:
        while True:
            line, _ = self._streams.accept()
            with line:
                line.settimeout(2)
                question = line.recv(4096)[2:]
                answer = self._answer(question)
                line.sendall(struct.pack("!H", len(answer)) + answer)

    def _answer(self, question: bytes) -> bytes:
        self._asked.append(_name_in(question))
        return question[:2] + struct.pack("!HHHHH", _NO_SUCH_NAME, 1, 0, 0, 0) + question[12:]


class Border:
    """Sees each packet that leaves by one interface; what the kernel says for its own upkeep is left out."""

    def __init__(self, interface: str) -> None:
        self._ear = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_EVERY_PROTOCOL))
        self._ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
        self._ear.bind((interface, _EVERY_PROTOCOL))
        self._ear.setblocking(False)
        self.sent = 0
        """Bytes of all packets that were taken so far."""

    def taken(self) -> list[str]:
        """The packets since the last time, such as ``udp 203.0.113.9 port 9``."""
        found: list[str] = []
        while True:
            try:
                packet, origin = self._ear.recvfrom(65_536)
            except BlockingIOError:
                return found
            if origin[2] == _OUTGOING and (told := _told(packet)):
                found.append(told)
                self.sent += len(packet)


def _name_in(question: bytes) -> str:
    labels, place = [], 12
    while place < len(question) and (length := question[place]):
        labels.append(question[place + 1 : place + 1 + length].decode("ascii", "replace"))
        place += 1 + length
    return ".".join(labels)


def _told(packet: bytes) -> str:
    """Where a packet goes; nothing for one that is no IP, or upkeep."""
    version = str(packet[0] >> 4)
    if version == "4":
        protocol, target, inside = packet[9], packet[16:20], packet[4 * (packet[0] & 15) :]
    elif version == "6":
        protocol, target, inside = packet[6], packet[24:40], packet[40:]
    else:
        return ""
    if (version, protocol) in _UPKEEP or (protocol == 58 and inside[0] in _NEIGHBOURS):
        return ""
    port = f" port {struct.unpack('!H', inside[2:4])[0]}" if protocol in (6, 17) else ""
    return f"{_PROTOCOLS.get(protocol, protocol)} {ipaddress.ip_address(target)}{port}"
