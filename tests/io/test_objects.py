"""Files behind addresses: what is told of them, and nothing of what opens them. A store in memory stands for all."""

from __future__ import annotations

import io
import sys

import pytest

from cleaner import CleanerError, InputError
from cleaner.io.containers import Reading, Unreadable
from cleaner.io.files import entries_of, surveyed
from cleaner.io.objects import expanded, is_url, listed, open_object, shown_url
from cleaner.io.read import Inputs, shown

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def store():
    """A store with a crawl in it, as addresses and bytes."""
    memory = fsspec.filesystem("memory")
    for name, data in {
        "crawl/b.txt": b"b",
        "crawl/a.txt": b"a",
        "crawl/.hidden.txt": b"x",
        "crawl/picture.png": b"x",
        "crawl/.git/c.txt": b"x",
        "crawl/sub/c.md": b"c",
        "crawl/pages.jsonl": b'{"text": "one"}\n{"text": "two"}\n',
        "other/d.txt": b"d",
    }.items():
        memory.pipe_file(f"/bucket/{name}", data)
    yield memory
    memory.rm("/bucket", recursive=True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("s3://bucket/key", True),
        ("abfs://c@account/x", True),
        ("file:///tmp", True),
        ("dump/a.txt", False),
        ("C:/dump", False),
        ("c://dump", False),
        ("-", False),
        ("./s3://bucket", False),
    ],
)
def test_an_address_is_told_from_a_path(name, expected):
    assert is_url(name) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s3://bucket/key.txt", "s3://bucket/key.txt"),
        ("https://me:secret@host/x.txt", "https://host/x.txt"),
        ("ftp://me@host/x", "ftp://host/x"),
        ("https://host/a@b.txt", "https://host/a@b.txt"),
        ("https://h/x?X-Amz-Credential=AB%2Fc&X-Amz-Signature=12ab&n=1", "https://h/x?X-Amz-Credential=…&X-Amz-Signature=…&n=1"),
        ("https://h/x?sv=2&sig=a%2Bb", "https://h/x?sv=2&sig=…"),
        ("403, url='https://me:secret@host/x?token=1'", "403, url='https://host/x?token=…"),
    ],
)  # fmt: skip
def test_credentials_of_an_address_are_not_shown(text, expected):
    assert shown_url(text) == expected
    assert shown_url(shown_url(text)) == shown_url(text)


def test_what_is_shown_of_a_path_stays():
    assert shown("dump/?key=1") == "dump/?key=1"
    assert shown("https://me:secret@host/x") == "https://host/x"


def test_a_folder_is_walked_in_the_order_of_its_names_as_on_disk(store):
    inputs = Inputs(["memory://bucket/crawl/"])

    found = [file.path for file in inputs.found()]

    assert found == [f"memory://bucket/crawl/{name}" for name in ("a.txt", "b.txt", "pages.jsonl", "sub/c.md")]
    assert inputs.passed_over == {"hidden": 2, ".png": 1}
    assert inputs.size() == sum(file.size for file in inputs.found()) == 35
    assert [entry.data for entry in inputs] == [b"a", b"b", b"one", b"two", b"c"]


def test_a_result_of_ours_in_a_folder_is_passed_over_as_on_disk(store):
    store.pipe("/bucket/crawl/sub/manifest.json", b'{"schema": "cleaner/manifest/1"}')
    inputs = Inputs(["memory://bucket/crawl/"])

    assert [file.path for file in inputs.found()] == [
        f"memory://bucket/crawl/{name}" for name in ("a.txt", "b.txt", "pages.jsonl")
    ]
    assert inputs.passed_over == {"hidden": 2, ".png": 1, "result of cleaner": 1}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("crawl/*.txt", ["crawl/a.txt", "crawl/b.txt"]),
        ("*/d.txt", ["other/d.txt"]),
        ("**/*.md", ["crawl/sub/c.md"]),
        ("crawl/.h*", ["crawl/.hidden.txt"]),
        ("crawl/[ab].txt", ["crawl/a.txt", "crawl/b.txt"]),
        ("crawl/su?", ["crawl/sub"]),
    ],
)
def test_a_pattern_gives_what_it_matches_in_order_and_leaves_hidden_ones_out(store, pattern, expected):
    assert [entry.url for entry in expanded(f"memory://bucket/{pattern}")] == [
        f"memory://bucket/{name}" for name in expected
    ]


def test_a_name_with_the_signs_of_patterns_in_it_is_itself(store):
    store.pipe_file("/bucket/a[1].txt", b"x")

    assert [entry.url for entry in expanded("memory://bucket/a[1].txt")] == ["memory://bucket/a[1].txt"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("memory://bucket/nothing.txt", "there is no such object or folder"),
        ("memory://bucket/nothing/*.txt", "no object matches the pattern"),
        ("nosuch://x/y", "cannot be read: Protocol not known: nosuch"),
        ("zip://a.txt::memory://bucket/x.zip", "addresses within addresses are not read"),
    ],
)
def test_a_name_of_nothing_says_so(store, name, told):
    with pytest.raises(InputError) as error:
        Inputs([name])
    assert told in str(error.value)
    assert str(error.value).startswith(f"{name}: ")


def test_an_input_that_is_the_place_of_the_result_or_lies_in_it_is_refused(store):
    for outside in ("memory://bucket/crawl", "memory://bucket/crawl/"):
        with pytest.raises(InputError, match="is the folder for the result, or lies in it"):
            Inputs(["memory://bucket/crawl/sub"], outside=outside)


def test_the_place_of_the_result_below_an_input_is_not_read(store):
    inputs = Inputs(["memory://bucket"], outside="memory://bucket/crawl")

    assert [file.path for file in inputs.found()] == ["memory://bucket/other/d.txt"]


def test_readers_of_one_object_do_not_disturb_each_other(store):
    """fsspec hands out one file for all who read an object in memory."""
    one, _ = open_object("memory://bucket/crawl/pages.jsonl")
    two, _ = open_object("memory://bucket/crawl/pages.jsonl")

    assert (one.read(4), two.read(6), one.read(4)) == (b'{"te', b'{"text', b'xt":')
    assert one.seek(-3, io.SEEK_END) == 29
    assert one.read() == b'"}\n'
    assert one.seek(-1, io.SEEK_CUR) == 31
    one.close()
    assert two.read(1) == b'"'


def test_a_file_has_a_digest_a_kind_and_a_version(store):
    (file,) = Inputs(["memory://bucket/crawl/pages.jsonl"]).found()
    known = surveyed(file, Reading(), lambda *_: None)

    assert (known.path, known.size, str(known.kind)) == ("memory://bucket/crawl/pages.jsonl", 32, "jsonl")
    assert known.version
    assert len(known.sha256) == 64


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda store: store.pipe_file("/bucket/crawl/a.txt", b"A"), "changed"),
        (lambda store: store.rm_file("/bucket/crawl/a.txt"), "vanished"),
    ],
)
def test_an_object_that_changes_or_vanishes_is_told_with_its_place(store, change, code):
    inputs = Inputs(["memory://bucket/crawl"])
    (file,) = [found for found in inputs.found() if found.path.endswith("a.txt")]

    change(store)

    (entry,) = entries_of(file, inputs.reading)
    assert isinstance(entry, Unreadable)
    assert (entry.path, entry.code) == ("memory://bucket/crawl/a.txt", code)


def test_a_store_that_fails_while_it_is_read_is_told_and_not_with_its_credentials(store, monkeypatch):
    inputs = Inputs(["memory://bucket/crawl/a.txt"])
    (file,) = inputs.found()

    class Failing(io.BytesIO):
        def read(self, *_):
            raise RuntimeError("502 from https://me:secret@proxy/a.txt?token=abc")

    monkeypatch.setattr(type(store), "open", lambda *_, **__: Failing(b"a"))

    (entry,) = entries_of(file, inputs.reading)

    assert (entry.path, entry.code) == ("memory://bucket/crawl/a.txt", "read-error")
    assert entry.detail == "cannot be read: 502 from https://proxy/a.txt?token=…"


@pytest.mark.parametrize("said", ['bad name "me:secret@bucket"', "no user me:secret", 'wrong password "secret"'])
def test_a_store_that_takes_a_password_for_a_part_of_the_name_does_not_make_it_known(store, monkeypatch, said):
    def refuse(*_, **__):
        raise ValueError(said)

    monkeypatch.setattr(type(store), "info", refuse)

    with pytest.raises(InputError, match=r"^memory://bucket/crawl: cannot be read: ") as raised:
        expanded("memory://me:secret@bucket/crawl")

    assert "secret" not in str(raised.value)


def test_a_folder_that_cannot_be_listed_is_told(store, monkeypatch):
    inputs = Inputs(["memory://bucket/crawl"])

    def refuse(*_, **__):
        raise PermissionError("Access Denied")

    monkeypatch.setattr(type(store), "ls", refuse)

    (entry,) = inputs
    assert (entry.path, entry.code) == ("memory://bucket/crawl", "folder")
    assert "Access Denied" in entry.detail


def test_files_of_this_machine_have_addresses_too(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.txt").write_bytes(b"a")
    (tmp_path / "again").symlink_to(tmp_path)
    inputs = Inputs([tmp_path.as_uri()])

    assert [(entry.path, entry.data) for entry in inputs] == [(f"{tmp_path.as_uri()}/sub/a.txt", b"a")]
    assert inputs.passed_over == {"link to a folder": 1}


def test_an_empty_object_in_the_place_of_a_folder_is_no_file(store):
    """Consoles of object stores make one for each folder that somebody makes."""
    folder = [
        {"name": "/bucket/new/", "size": 0, "type": "file"},
        {"name": "/bucket/new/a.txt", "size": 1, "type": "file"},
    ]

    class Marked(type(store)):
        def ls(self, *_, **__):
            return folder

    fsspec.register_implementation("marked", Marked, clobber=True)

    assert [entry.url for entry in listed("marked://bucket/new")] == ["marked://bucket/new/a.txt"]


def test_without_fsspec_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec.core", None)

    with pytest.raises(CleanerError, match=r"s3://bucket/x: .* pip install 'cleaner\[cloud\]'"):
        Inputs(["s3://bucket/x"])


def test_a_missing_package_of_a_store_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    # Not one that a test before this one has used.
    monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, "s3", raising=False)

    with pytest.raises(CleanerError, match=r"Install s3fs to access S3.* pip install 'cleaner\[cloud\]'"):
        expanded("s3://bucket/x")


def test_a_link_that_leads_nowhere_is_no_file(tmp_path):
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "there.txt").write_bytes(b"a")
    (tmp_path / "link.txt").symlink_to(tmp_path / "there.txt")

    for name in (tmp_path.as_uri(), f"{tmp_path.as_uri()}/*.txt"):
        gone, link, there = Inputs([name])
        assert (gone.path, gone.code) == (f"{tmp_path.as_uri()}/gone.txt", "not-a-file")
        assert (link.data, there.data) == (b"a", b"a")


def test_a_password_opens_the_object_and_is_written_nowhere(store):
    class Guarded(type(store)):
        protocol = "guarded"

        @classmethod
        def _strip_protocol(cls, path):
            assert str(path).startswith(("/", "guarded://me:secret@"))
            return super()._strip_protocol(str(path).replace("guarded://me:secret@", "memory://"))

    fsspec.register_implementation("guarded", Guarded, clobber=True)

    for name in ("crawl", "crawl/*.txt", "crawl/a.txt"):
        inputs = Inputs([f"guarded://me:secret@bucket/{name}"])
        assert next(entry.data for entry in inputs) == b"a"
        assert inputs.shown_names == (f"guarded://bucket/{name}",)
        assert all(file.path.startswith("guarded://bucket/crawl/") for file in inputs.found())
