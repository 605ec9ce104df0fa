"""What can be wrong with a file, and with a cell."""

from __future__ import annotations


class FileRefused(Exception):
    """The whole file cannot be used; the message says why, for people. Nothing was written."""


class EncodingUnclear(FileRefused):
    """A text file can be in one of several encodings: the importer has to choose."""

    def __init__(self, message: str, names: list[str]) -> None:
        super().__init__(message)
        self.names = names


class HeadersUnclear(FileRefused):
    """No row of headers was found, or it does not say what is needed: the importer has to say which is which."""


class BadValue(Exception):
    """A cell that cannot be taken as it stands; the message says why, for people."""


class NoName(BadValue):
    """A cell for a name that holds none, a dash for example: the row goes in without it."""
