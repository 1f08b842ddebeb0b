"""Files in object stores, and wherever else fsspec leads by an address: listed, looked at, and read in pieces."""

from __future__ import annotations

import contextlib
import errno
import glob
import io
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from msgspec import Struct

from cleaner.errors import CleanerError, InputError
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_USER = re.compile(r"(?<=://)[^/?#\s@]*@")
_SECRET = re.compile(r"(?i)([?&][\w-]*(?:auth|credential|key|pass|secret|sig|token)[\w-]*=)[^&#\s]*")
_MAGIC = re.compile(r"[*?\[]")
_PIECE = 8 << 20
"""Bytes that are asked for at a time; fsspec's own 50 MiB are too many for a worker with several open files."""
_BUFFER = 1 << 18
_VERSIONS = ("ETag", "etag", "generation", "mtime", "LastModified", "last_modified", "updated", "created")
"""What different stores say of an object that changes with it, best first."""


class Object(Struct, frozen=True):
    """What a store says of an object or folder. `version` changes when the object does; empty where nothing is said."""

    url: str
    size: int
    version: str
    is_folder: bool = False
    is_link: bool = False
    is_file: bool = True

    @property
    def name(self) -> str:
        """The last part of the address."""
        return self.url.rstrip("/").rpartition("/")[2]


def is_url(name: str) -> bool:
    """*name* is an address and no path: `s3://bucket/crawl/`."""
    return _URL.match(name) is not None


def shown_url(text: str) -> str:
    """*text* without the user, the password and the signatures of an address in it."""
    return _SECRET.sub(r"\1…", _USER.sub("", text))


def expanded(name: str) -> list[Object]:
    """What *name* stands for, in order: itself, or what a pattern such as `s3://bucket/*.warc.gz` matches.

    Raises:
        InputError: there is nothing.
        CleanerError: a package for this kind of store is missing.
    """
    shown = harmless(shown_url(name))
    if "::" in name:
        raise InputError(f"{shown}: addresses within addresses are not read; name the archive, whose members are read")
    try:
        with told(name):
            store, path = store_of(name)
            if name.startswith(("http://", "https://")) or not glob.has_magic(name) or store.exists(path):
                return [_object(name, store.info(path))]
            found = _matched(store, name)
    except FileNotFoundError:
        raise InputError(f"{shown}: there is no such object or folder") from None
    except OSError as error:
        raise InputError(f"{shown}: cannot be read: {error.strerror}") from None
    if not found:
        raise InputError(f"{shown}: no object matches the pattern")
    return found


def listed(folder: str) -> list[Object]:
    """What is in *folder*, in the order of the names.

    Raises:
        OSError: it cannot be listed.
    """
    with told(folder):
        store, path = store_of(folder)
        found = []
        for info in store.ls(path, detail=True):
            name = str(info["name"]).rstrip("/")
            # Some tools put an empty object in the place of a folder.
            if name == path.rstrip("/") or (str(info["name"]).endswith("/") and info["type"] == "file"):
                continue
            found.append(_object(f"{folder.rstrip('/')}/{name.rpartition('/')[2]}", _followed(store, info)))
        return sorted(found, key=lambda entry: entry.name)


def open_object(url: str) -> tuple[BinaryIO, Object]:
    """The object at *url*, seekable and with a buffer, and what it is by now.

    Raises:
        FileNotFoundError: it is not there.
        OSError: it cannot be read; so does reading it, also when it is changed meanwhile and the store can tell.
    """
    with told(url):
        store, path = store_of(url)
        file = store.open(path, "rb", block_size=_PIECE)
        info: Mapping[str, Any] = getattr(file, "details", None) or {}
        if "ETag" not in info:
            # S3 was asked when it was opened; others know less then.
            info = store.info(path)
        return cast("BinaryIO", io.BufferedReader(_Reading(file, url), _BUFFER)), _object(url, info)


def store_of(url: str) -> tuple[Any, str]:
    """The file system of fsspec that *url* leads to, and the path in it; it remembers no listings."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise _missing(url, "fsspec") from None
    try:
        store, path = url_to_fs(url)
    except ImportError as error:
        raise _missing(url, str(error)) from None
    store.invalidate_cache()
    return store, path


@contextlib.contextmanager
def told(url: str) -> Iterator[None]:
    """Errors of all the libraries below become an `OSError` that says what was wrong, and no credentials."""
    try:
        yield
    except (CleanerError, MemoryError):
        raise
    except FileNotFoundError:
        raise FileNotFoundError(errno.ENOENT, "there is no such object", shown_url(url)) from None
    except Exception as error:  # noqa: BLE001 - each store has errors of its own
        words = shown_url(_without_user(" ".join(str(error).split()), url)) or type(error).__name__
        kind = PermissionError if isinstance(error, PermissionError) else OSError
        raise kind(getattr(error, "errno", None) or errno.EIO, words[:300], shown_url(url)) from None


def _without_user(words: str, url: str) -> str:
    """*words* of a library without the user and the password in *url*, which it may have taken for a part of the name."""
    user = _USER.search(url)
    if user is None:
        return words
    password = user[0][:-1].partition(":")[2]
    for secret in (user[0], user[0][:-1], password):
        words = words.replace(secret, "") if secret else words
    return words


class _Reading(io.RawIOBase):
    """An object with a place of its own in it: some stores hand out one file to all who read."""

    def __init__(self, file: Any, url: str) -> None:  # noqa: ANN401
        self._file = file
        self._url = url
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with told(self._url):
            if whence == io.SEEK_END:
                self._at = int(self._file.seek(offset, io.SEEK_END))
            else:
                self._at = offset + (self._at if whence == io.SEEK_CUR else 0)
        return self._at

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401
        with told(self._url):
            self._file.seek(self._at)
            data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            with contextlib.suppress(Exception):
                self._file.close()
        super().close()


def _object(url: str, info: Mapping[str, Any]) -> Object:
    version = next((info[name] for name in _VERSIONS if info.get(name)), "")
    if isinstance(version, datetime):
        # Listings of some give a number.
        version = version.timestamp()
    is_folder = info.get("type") == "directory"
    return Object(
        url,
        0 if is_folder else int(info.get("size") or 0),
        str(version),
        is_folder=is_folder,
        is_link=bool(info.get("islink")),
        is_file=info.get("type") == "file",
    )


def _matched(store: Any, pattern: str) -> list[Object]:  # noqa: ANN401
    """What *pattern* matches, under the addresses that the user would write; hidden names only where it names them."""
    before = _MAGIC.split(pattern, maxsplit=1)[0].rpartition("/")[0]
    root = str(store._strip_protocol(before)).rstrip("/")  # noqa: SLF001 - fsspec documents it for this
    found = store.glob(store._strip_protocol(pattern), detail=True)  # noqa: SLF001
    below = {str(path).removeprefix(root).strip("/"): info for path, info in found.items()}
    wants_hidden = "/." in pattern[len(before) :]
    return [
        _object(f"{before}/{name}", _followed(store, below[name]))
        for name in sorted(below)
        if wants_hidden or "/." not in f"/{name}"
    ]


def _followed(store: Any, info: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ANN401
    """*info* of a listing; of a link, which says there only that it is one, what it leads to."""
    if not info.get("islink"):
        return info
    try:
        return {**store.info(info["name"]), "islink": True}
    except FileNotFoundError:
        return info


def _missing(url: str, what: str) -> CleanerError:
    return CleanerError(
        f"{harmless(shown_url(url))}: is read with a package that is not installed ({harmless(what)}); "
        "for s3:// pip install 'cleaner[cloud]', for others what fsspec asks for"
    )
