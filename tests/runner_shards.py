# SPDX-License-Identifier: Apache-2.0
"""Functions over shards for the tests of runners: workers find them by the name of their module."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORDS = ["kho", "sách", "địa", "chí", "tỉnh", "ta", "có", "sách", "của", "kho", "tỉnh", "và", "địa", "chí", "của", "huyện"]


@dataclass(frozen=True, slots=True)
class Text:
    """A shard with a file to read, one that others read too, and one to write."""

    file: Path
    other: Path
    into: Path

    @property
    def inputs(self) -> tuple[Path, ...]:
        return (self.file,)

    @property
    def common(self) -> tuple[Path, ...]:
        return (Path(self.file.read_text("utf-8").splitlines()[0]),) if self.file.is_absolute() else ()


def square(number: int) -> int:
    return number * number


def fragile(number: int) -> int:
    if number == 5:
        raise ValueError(f"{number} is not to be had")
    return number


def words(number: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Each word with the shard and the place where it stands."""
    for place, word in enumerate(WORDS * 40):
        if (place + number) % 3:
            yield word.encode(), (number, place)


def broken_words(number: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    yield b"first", (number, 0)
    if number == 2:
        raise KeyError("no words")


def gathered(word: bytes, places: list[tuple[int, int]]) -> tuple[bytes, list[tuple[int, int]]]:
    return word, places


def picky(word: bytes, places: list[tuple[int, int]]) -> bytes:
    if word == "tỉnh".encode():
        raise ValueError("not this word")
    return word


def killed_once(flag: Path) -> int:
    """Kills its own process the first time; the file says that this has happened."""
    try:
        flag.touch(exist_ok=False)
    except FileExistsError:
        return os.getpid()
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def killed(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def rewritten(text: Text) -> tuple[str, Path]:
    """Appends the second line of one file and the whole of another to a third; the path in the result is the shard's."""
    lines = text.file.read_text("utf-8").splitlines()
    text.into.write_text(lines[1] + text.other.read_text("utf-8"), "utf-8")
    with text.file.open("a", encoding="utf-8") as file:
        file.write("read\n")
    return lines[1], text.into


@dataclass(frozen=True, slots=True)
class Deadly:
    """A function whose worker is killed after its first call, when its files are written and its result is not given."""

    function: Callable[[Any], Any]
    flag: Path

    def __call__(self, shard: Any) -> Any:
        result = self.function(shard)
        killed_once(self.flag)
        return result


def lines_of(text: Text) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Each line of a shard's file with its length."""
    for place, line in enumerate(text.file.read_text("utf-8").splitlines()):
        yield line.encode(), (place, len(line))


def worker(_: int) -> int:
    time.sleep(0.02)
    return os.getpid()


def slow_mark(path: Path) -> None:
    time.sleep(0.1)
    path.touch()
