"""The address by which other devices in the same network find this machine."""

import socket

ELSEWHERE = ("192.0.2.1", 9)  # set aside for documentation: nothing is ever sent there


def lan_address() -> str | None:
    """This machine's IPv4 address in its network; None when there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
        except OSError:
            return None
        found = str(probe.getsockname()[0])
    return None if found.startswith("127.") else found
