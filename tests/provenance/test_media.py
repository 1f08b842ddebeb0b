"""Hosts of images and ids of accounts as hints at where a text was before."""

from __future__ import annotations

import pytest

from cleaner import Cleaned, Cleaner, RawDocument, Rejected

CLEANER = Cleaner()
BODY = "守灯人住在河口，门口挂着一块没有字的木牌。他一天只擦三盏灯，多一盏也不收，因为第四盏要留给明天的人。"
WECHAT = "https://mmbiz.qpic.cn/sz_mmbiz_png/Qw3rTyUiaOpAsDfGhJk1ZxCvBnM0qWeRtYuIaPoSdFgHjKlZxCvBnMqW/640?wx_fmt=png"
UNNAMED = "unnamed WeChat official account"


def cleaned(text: str, url: str | None = None) -> Cleaned:
    result = CLEANER.clean(RawDocument(data=text.encode(), url=url))
    result = result.held if isinstance(result, Rejected) else result
    assert isinstance(result, Cleaned)
    return result


def facts(result: Cleaned, kind: str) -> list[str]:
    return [fact.value for fact in result.stamp.facts if fact.kind == kind]


def image(address: str) -> str:
    return f"修灯的人\n\n{BODY}\n\n![图片]({address})\n\n{BODY}\n"


def test_wechat_images_hint_at_an_unnamed_account_and_give_its_prefix():
    result = cleaned(image(WECHAT))

    [hop] = result.stamp.chain
    assert (hop.relation, hop.publisher, hop.account, hop.note, hop.confidence) == (
        "origin",
        None,
        None,
        UNNAMED,
        "inferred",
    )
    assert facts(result, "media-host") == ["mmbiz.qpic.cn"]
    assert facts(result, "media-prefix") == ["Qw3rTyUiaOp"]
    assert all(fact.confidence == "inferred" for fact in result.stamp.facts if fact.kind.startswith("media-"))


def test_evidence_of_a_hint_is_the_image():
    result = cleaned(f"{BODY}![图片]({WECHAT})又一句。\n")

    [hop] = result.stamp.chain
    assert hop.evidence[0].quote == f"![图片]({WECHAT})"


def test_a_named_origin_goes_before_the_hint():
    result = cleaned(f"{image(WECHAT)}\n本文来自微信公众号：北窗，作者：林一\n")

    origins = [hop for hop in result.stamp.chain if hop.relation == "origin"]
    assert [hop.account for hop in origins] == ["北窗"]
    assert facts(result, "media-prefix") == ["Qw3rTyUiaOp"]


LAZY = f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>修灯的人</title></head><body>
<div id="nav"><img src="https://img.huxiucdn.com/logo.png"><a href="/">首页</a></div>
<article><h1>修灯的人</h1>
<p>{BODY}</p>
<p><img class="rich_pages" data-ratio="0.5" data-src="{WECHAT}" data-type="png" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></p>
<p>{BODY}他说灯不是坏的，只是没有人记得怎样点它。</p>
<p>{BODY}每年春分都要有人上塔，带着油和布。</p>
</article>
<div id="footer"><img src="https://i0.hdslb.com/qr.png"><p>关注我们</p></div>
</body></html>
"""


def test_lazy_images_of_an_html_copy_are_seen_and_those_around_the_article_are_not():
    result = cleaned(LAZY, "https://blog.example.org/lamp")

    assert facts(result, "media-host") == ["mmbiz.qpic.cn"]
    assert facts(result, "media-prefix") == ["Qw3rTyUiaOp"]


HOSTS = {
    "jiqizhixin": ("https://image.jiqizhixin.com/uploads/a.png", "https://www.jiqizhixin.com/articles/1"),
    "huxiu": ("https://img.huxiucdn.com/article/a.jpg", "https://www.huxiu.com/article/1.html"),
    "36kr": ("https://img.36krcdn.com/a.jpg", "https://36kr.com/p/1"),
    "zhihu": ("https://picx.zhimg.com/v2-a.jpg", "https://zhuanlan.zhihu.com/p/1"),
    "qq": ("http://inews.gtimg.com/newsapp/a/640", "https://new.qq.com/omn/1.html"),
    "163": ("//nimg.ws.126.net/?url=a.jpg", "https://www.163.com/dy/article/A.html"),
    "163-upload": ("https://dingyue.ws.126.net/2021/a.jpeg", "https://www.163.com/dy/article/A.html"),
    "toutiao": ("https://p3-sign.toutiaoimg.com/a.image", "https://www.toutiao.com/a1/"),
    "sina": ("https://n.sinaimg.cn/sinakd/a.jpg", "https://news.sina.com.cn/c/1.shtml"),
    "bilibili": ("https://i0.hdslb.com/bfs/a.jpg", "https://www.bilibili.com/read/cv1"),
    "sohu": ("https://p6.itc.cn/q_70/images03/a.jpg", "https://www.sohu.com/a/1"),
    "baijiahao": ("https://pics7.baidu.com/feed/a.jpeg", "https://baijiahao.baidu.com/s?id=1"),
    "ifeng": ("https://x0.ifengimg.com/ucms/a.jpg", "https://news.ifeng.com/c/1"),
    "ithome": ("https://img.ithome.com/newsuploadfiles/a.png", "https://www.ithome.com/0/1.htm"),
    "jianshu": ("https://upload-images.jianshu.io/upload_images/a.png", "https://www.jianshu.com/p/1"),
    "guardian": ("https://i.guim.co.uk/img/media/a.jpg", "https://www.theguardian.com/world/1"),
    "nyt": ("https://static01.nyt.com/images/a.jpg", "https://www.nytimes.com/2024/1.html"),
    "bbc": ("https://ichef.bbci.co.uk/news/a.jpg", "https://www.bbc.com/news/1"),
    "wsj": ("https://images.wsj.net/im-1", "https://www.wsj.com/articles/1"),
    "npr": ("https://media.npr.org/assets/a.jpg", "https://www.npr.org/2024/1"),
}


@pytest.mark.parametrize(("address", "home"), HOSTS.values(), ids=HOSTS)
def test_a_publishers_host_is_a_fact_elsewhere_no_hop_and_nothing_new_at_home(address, home):
    elsewhere = cleaned(image(address), "https://blog.example.org/lamp")

    assert facts(elsewhere, "media-host") == [address.split("//")[1].split("/")[0]]
    assert elsewhere.stamp.chain == ()
    assert facts(cleaned(image(address), home), "media-host") == []


@pytest.mark.parametrize(
    "address",
    [
        "https://i.loli.net/2020/01/01/a.png",
        "https://upload.wikimedia.org/a.jpg",
        "https://wx.qlogo.cn/mmopen/a/0",
        "https://icon.solidot.org/images/a.png",
        "https://static.ws.126.net/logo.png",
        "https://image.jiqizhixin.com.example.org/a.png",
        "https://example.org/?from=https://mmbiz.qpic.cn/mmbiz_png/a",
        "mmbiz.qpic.cn",
    ],
)
def test_neutral_hosts_avatars_furniture_and_lookalikes_say_nothing(address):
    result = cleaned(image(address))

    assert facts(result, "media-host") == []
    assert result.stamp.chain == ()


@pytest.mark.parametrize(
    ("identifier", "prefix"),
    [
        ("LmPqRs29tUibwibzv0tWS9zicX1DSa4lkiaGejuFn0KuussT64qNGcw9", "LmPqRs29tU"),
        ("V3LuxCrTFfibCclkiaibylVWsqU5xSKhGeo38XaXw8FLoiann2R1ODGv", "V3LuxCrTFf"),
        ("icrn4wSVznAoJ1UzUXGys6ibibe99YORxcicsvCV2bGq8Yp5FaR24Vc", "icrn4wSVznA"),
        ("MCsY11HRficuib26HBkkClmWkTWFiaYOWxhQhxkcRuNRDNYiagv9qcU", "MCsY11HRfic"),
    ],
    ids=["plain", "sign-behind", "sign-first", "sign-last"],
)
def test_a_prefix_has_ten_signs_and_an_escaped_one_counts_once(identifier, prefix):
    result = cleaned(image(f"https://mmbiz.qpic.cn/mmbiz_png/{identifier}/640"))

    assert facts(result, "media-prefix") == [prefix]


def test_an_id_that_is_cut_off_has_no_prefix():
    result = cleaned(image("https://mmbiz.qpic.cn/mmbiz_png/Qw3rTyUiaOp/640"))

    assert facts(result, "media-prefix") == []
    assert facts(result, "media-host") == ["mmbiz.qpic.cn"]


def test_the_address_of_a_page_may_be_no_address():
    assert facts(cleaned(image(HOSTS["npr"][0]), "https://[broken/"), "media-host") == ["media.npr.org"]
