"""Takes more than it may, for tests."""

import sys


def main(what: str) -> None:
    if what == "echo":
        sys.stdout.write(sys.stdin.readline().upper())
    elif what == "memory":
        _kept = bytearray(300 << 20)
    while what == "time":
        pass
    sys.stdout.write("done\n")
