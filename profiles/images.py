"""placeholder until the image module lands"""
from dataclasses import dataclass


@dataclass(frozen=True)
class Rendition:
    width: int
    height: int
    format: str
    data: bytes


@dataclass(frozen=True)
class CleanImage:
    sha256: str
    width: int
    height: int
    renditions: tuple[Rendition, ...]
    has_alpha: bool


def random_name(extension: str) -> str:
    raise NotImplementedError
