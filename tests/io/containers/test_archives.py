from __future__ import annotations

import gzip
import io
import tarfile
import zipfile

import pytest
from container_making import PACKERS, PAGE, json_lines, read, tar, told, warc, zipped

from cleaner.io.containers import Limits, Reading
from cleaner.model.record import Record

MEMBERS = (
    ("pages/a.html", PAGE),
    ("pages/潮.md", b"# tide"),
    ("b.txt.gz", gzip.compress(b"ebb")),
    ("logo.png", b"PNG"),
    ("LICENSE", b"free"),
    (".hidden.txt", b"x"),
    ("__MACOSX/a.html", b"x"),
    ("feed.json", b"[]"),
    ("more.jsonl", json_lines({"text": "no page"})),
    ("crawl.warc.gz", gzip.compress(warc("warcinfo", b""))),
    ("inner.zip", zipped(("a.html", PAGE))),
    (f"{'long/' * 60}c.txt", b"far down"),
    ("../../etc/cron.d/evil.txt", b"up"),
    ("/etc/evil.txt", b"root"),
    ("a.\x1b[31mred", b"x"),
)
EXPECTED = [
    PAGE, b"# tide", b"ebb", "[.png]", "[no suffix]", "[hidden]", "[hidden]", "[json in an archive]", "unsupported",
    "unsupported", "unsupported", b"far down", b"up", b"root", "[another suffix]",
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped(*MEMBERS)),
        ("a.zip", b"a program that unpacks itself" + zipped(*MEMBERS)),
        ("a.tar", tar(*MEMBERS)),
        ("a.tar", tar(*MEMBERS, form=tarfile.GNU_FORMAT)),
        *((f"a.tar.{packed}", pack(tar(*MEMBERS))) for packed, pack in PACKERS.items()),
    ],
    ids=["zip", "zip behind a program", "pax", "GNU", *PACKERS],
)
def test_pages_of_an_archive_are_read_and_nothing_is_written(name, data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = read(data, name)

    assert told(found) == EXPECTED
    assert found[0].record == Record(1, "pages/a.html")
    assert found[0].media_type == "text/html"
    assert found[1].media_type == "text/markdown"
    assert found[9].record.id == "crawl.warc.gz"
    assert found[9].detail == "warc in an archive is not read: unpack the archive"
    assert found[12].record.id == "../../etc/cron.d/evil.txt"
    assert list(tmp_path.iterdir()) == []


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def test_folders_links_and_devices_are_passed_over():
    data = tar(
        special("d", tarfile.DIRTYPE),
        special("a.html", tarfile.SYMTYPE, "/etc/passwd"),
        special("b.html", tarfile.LNKTYPE, "../../b.html"),
        special("c.html", tarfile.CHRTYPE),
        special("d.html", tarfile.FIFOTYPE),
        special("e.html", b"Z"),
        ("f.html", PAGE),
    )

    assert told(read(data)) == [
        "[folder]", "[link]", "[link]", "[device]", "[device]", "[another type of member]", PAGE,
    ]  # fmt: skip


def test_folders_and_links_of_a_zip_file_are_passed_over():
    link = zipfile.ZipInfo("a.html")
    link.external_attr = 0o120777 << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.mkdir("d")
        archive.writestr(link, "/etc/passwd")

    assert told(read(file.getvalue())) == ["[folder]", "[link]"]


@pytest.mark.parametrize(("name", "data"), [("a.zip", zipped(*MEMBERS)), ("a.tar", tar(*MEMBERS))])
def test_a_member_that_is_too_large_is_passed(name, data):
    found = read(data, name, Reading(limits=Limits(document_bytes=len(PAGE) - 1)))

    assert told(found) == ["too-large", *EXPECTED[1:]]
    assert found[0].record == Record(1, "pages/a.html")


@pytest.mark.parametrize("make", [zipped, tar])
def test_a_packed_member_that_is_a_bomb_is_stopped(make):
    data = make(("a.html.gz", gzip.compress(bytes(3 << 20))), ("b.html", PAGE))

    assert told(read(data, reading=Reading(limits=Limits(document_bytes=1 << 20)))) == ["too-large", PAGE]


class TestZip:
    def test_a_member_with_a_wrong_checksum_is_damaged(self):
        data = bytearray(zipped(("a.html", PAGE), ("b.html", PAGE * 2), method=0))
        data[data.index(PAGE) + 5] ^= 0xFF

        assert told(read(bytes(data))) == ["damaged", PAGE * 2]

    def test_a_zip_file_without_its_end_is_damaged(self):
        whole = zipped(*MEMBERS)

        assert told(read(whole[:-30])) == ["damaged"]

    def test_an_empty_one_has_no_entries(self):
        assert read(zipped()) == []

    def test_an_encrypted_member_says_so(self):
        data = bytearray(zipped(("a.html", PAGE), ("b.html", PAGE)))
        data[data.index(b"PK\x01\x02") + 8] |= 1

        assert told(read(bytes(data))) == ["encrypted", PAGE]

    def test_a_bomb_of_members_is_stopped(self):
        data = zipped(*((f"{number}.txt", bytes(900_000)) for number in range(6)))
        *found, last = read(data, reading=Reading(limits=Limits(document_bytes=1 << 20, expansion=20)))

        assert len(found) == 1
        assert (last.code, last.record) == ("bomb", Record(2))
        assert "5 members were not read" in last.detail

    def test_a_member_that_lies_about_its_size_gives_no_more_than_it_says(self):
        data = bytearray(zipped(("a.txt", bytes(3 << 20))))
        for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            start = data.index(signature) + at
            data[start : start + 4] = (1000).to_bytes(4, "little")

        assert told(read(bytes(data))) == ["damaged"]

    def test_a_list_of_members_that_is_too_long_is_not_read(self):
        data = zipped(*((f"{number}.txt", b"a") for number in range(11)))

        assert told(read(data, reading=Reading(limits=Limits(members=10)))) == ["too-many-members"]
        assert len(read(data, reading=Reading(limits=Limits(members=11)))) == 11

    def test_a_list_of_members_that_lies_about_its_length_is_not_believed(self):
        data = bytearray(zipped(*((f"{'n' * 190}{number:03}.txt", b"a") for number in range(11))))
        end = data.rindex(b"PK\x05\x06")
        data[end + 8 : end + 12] = b"\x01\0\x01\0"

        assert told(read(bytes(data), reading=Reading(limits=Limits(members=10)))) == ["too-many-members"]


class TestTar:
    def test_a_header_that_was_damaged_is_one_entry_and_the_next_is_found(self):
        data = bytearray(tar(("a.html", PAGE), ("b.html", PAGE * 300), ("c.html", PAGE)))
        second = data.index(b"b.html")
        data[second] ^= 0xFF

        assert told(read(bytes(data))) == [PAGE, "damaged", PAGE]

    @pytest.mark.parametrize("packed", [None, *PACKERS])
    def test_what_breaks_off_is_the_last_entry(self, packed):
        data = tar(("a.html", PAGE), ("b.html", PAGE * 300))[:9000]
        data = PACKERS[packed](data) if packed else data

        assert told(read(data)) == [PAGE, "truncated"]

    def test_what_breaks_off_in_a_member_that_is_passed_over_is_told(self):
        data = tar(("a.html", PAGE), ("b.png", PAGE * 300))[:9000]

        assert told(read(data)) == [PAGE, "truncated"]
        assert told(read(gzip.compress(data))) == [PAGE, "[.png]", "truncated"]

    def test_a_member_that_declares_five_gigabytes_is_not_believed(self):
        lying = tarfile.TarInfo("big.html")
        lying.size = 5 << 30
        data = lying.tobuf() + tar(("a.html", PAGE))

        assert told(read(data)) == ["truncated", PAGE]
        assert told(read(gzip.compress(data))) == ["too-large", "truncated"], "nothing is known of its end"

    def test_a_header_that_is_too_long_is_damage(self):
        long = tarfile.TarInfo("x")
        long.type, long.size = tarfile.XHDTYPE, 2 << 20
        data = long.tobuf() + bytes(2 << 20) + tar(("a.html", PAGE))

        assert told(read(data))[0] == "damaged"

    @pytest.mark.parametrize("fields", [b"no length", b"99 path=x\n", b"0 path=x\n", b"14 size=minus\n", b"\xff\xff"])
    def test_an_extended_header_that_is_nonsense_says_nothing(self, fields):
        extended = tarfile.TarInfo("x")
        extended.type, extended.size = tarfile.XHDTYPE, len(fields)
        data = extended.tobuf() + fields.ljust(512, b"\0") + tar(("a.html", PAGE))

        assert told(read(data)) == [PAGE]

    def test_a_name_that_is_no_utf8_is_told_byte_by_byte(self):
        (page,) = read(tar(("caf\udce9.html", PAGE), form=tarfile.GNU_FORMAT))

        assert page.record.id == r"caf\xe9.html"

    def test_an_archive_without_its_end_is_whole(self):
        assert told(read(tar(("a.html", PAGE))[:1024])) == [PAGE]


SAVED = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/a\r\nSubject: =?utf-8?B?5r2u?=\r\n"
    b"Date: Sat, 19 Oct 2024 08:30:00 +0800\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
    b'\ttype="text/html"; boundary="B"\r\n\r\n'
    b"--B\r\nContent-Type: text/css\r\nContent-Location: https://example.org/a.css\r\n\r\np{}\r\n"
    b"--B\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    b"Content-Location:\r\n https://example.org/\r\n tide\r\n\r\n<p>=E6=BD=AE=\r\n=E6=B0=B4</p>\r\n"
    b"--B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nUE5H\r\n--B--\r\n"
)


class TestSavedPages:
    def test_the_page_is_the_part_that_is_html(self):
        (page,) = read(SAVED, "page.mhtml")

        assert page.data.decode() == "<p>潮水</p>"
        assert (page.url, page.media_type) == ("https://example.org/tide", "text/html; charset=utf-8")
        assert (page.fetched_at, page.record) == ("2024-10-19T08:30:00+08:00", Record(1))

    def test_one_in_an_archive_is_a_page(self):
        (page,) = read(zipped(("saved/page.mhtml", SAVED)))

        assert (page.data.decode(), page.record) == ("<p>潮水</p>", Record(1, "saved/page.mhtml"))

    @pytest.mark.parametrize("make", [zipped, tar])
    def test_in_an_archive_what_a_page_holds_says_whether_it_was_saved_so(self, make):
        plain, saved = read(make(("plain.mhtml", PAGE), ("saved.html", SAVED)))

        assert (plain.data, plain.media_type) == (PAGE, None)
        assert saved.data.decode() == "<p>潮水</p>"

    @pytest.mark.parametrize("packed", PACKERS)
    def test_one_may_be_packed(self, packed):
        assert told(read(PACKERS[packed](SAVED), f"page.mhtml.{packed}")) == ["<p>潮水</p>".encode()]

    def test_without_html_the_first_text_counts(self):
        (page,) = read(b"Content-Type: text/plain; charset=big5\n\n\xbc\xe9", "page.mht")

        assert (page.data, page.media_type, page.url) == (b"\xbc\xe9", "text/plain; charset=big5", None)

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"Content-Type: image/png\n\nPNG", "no-text"),
            (b"", "no-text"),
            (b"Content-Type: multipart/related\n\n--B\nContent-Type: text/html\n\n<p>", "no-text"),
            (
                b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(3000)),
                "no-text",
            ),
            (b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+a", "damaged"),
        ],
        ids=["no text", "empty", "no boundary", "deep", "no base64"],
    )
    def test_one_without_a_page_says_so(self, data, code):
        assert told(read(data, "page.mhtml")) == [code]
