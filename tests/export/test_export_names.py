from __future__ import annotations

import pytest

from cleaner.export.names import uri, urn


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("document", "163.com-00ff"), "urn:cleaner:document:163.com-00ff"),
        (("document", "我的源 1-00ff"), "urn:cleaner:document:%E6%88%91%E7%9A%84%E6%BA%90%201-00ff"),
        (("stamp", "a:b/c#d"), "urn:cleaner:stamp:a%3Ab%2Fc%23d"),
    ],
)
def test_a_urn_holds_any_name(parts, expected):
    assert urn(*parts) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/x?y=1&z=%20#top", "https://a.example/x?y=1&z=%20#top"),
        (" https://a.example/灯 塔 ", "https://a.example/%E7%81%AF%20%E5%A1%94"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/[1]?q={2}", "https://a.example/%5B1%5D?q=%7B2%7D"),
        ("https://a.example/#a#b", "https://a.example/#a%23b"),
        ('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E"),
        ("https://[2001:db8::1]:80/x", "https://[2001:db8::1]:80/x"),
        ("https://a.example/\u202e\x07", "https://a.example/%E2%80%AE%07"),
        ("//a.example/x", None),
        ("/x", None),
        ("javascript:alert(1)", None),
        ("https:///x", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_a_uri_or_nothing(address, expected):
    assert uri(address) == expected
