"""Where rules apply: one small rule, one small page, what is left."""

from __future__ import annotations

import pytest


def remove(matchers: str, name: str = "r") -> str:
    return f'[[remove]]\nid = "{name}"\ncategory = "navigation"\nwhy = "a test"\n{matchers}\n'


CASES = {
    "a line goes whole": ("line = '^菜单'", "菜单 一\n正文\n", "正文"),
    "a line is matched as the reader sees it, links and emphasis gone": ("line = '^菜单 一$'", "**[菜单](/a) 一**\n正文\n", "正文"),
    "a span goes alone": ("span = '（广告）'", "前（广告）后\n", "前后"),
    "a span goes with the link it fills": ("span = '分享'", "前[分享](//x.org/share)后\n", "前后"),
    "of a span with a group named remove, the group goes": ("span = '[。！](?P<remove>广告.*)$'", "前。广告一则\n广告\n", "前。 广告"),
    "each span of a line goes": ("span = '#'", "前#中#后\n", "前中后"),
    "from and until take both ends": ("from = '^始$'\nuntil = '^终$'", "前\n始\n中\n终\n后\n", "前 后"),
    "after and before leave both ends": ("after = '^始$'\nbefore = '^终$'", "前\n始\n中\n终\n后\n", "前 始 终 后"),
    "a region whose end is missing is none": ("from = '^始$'\nuntil = '^终$'", "前\n始\n中\n后\n", "前 始 中 后"),
    "from without an end goes to the end of the page": ("from = '^始$'", "前\n始\n中\n后\n", "前"),
    "until without a beginning goes from the top": ("until = '^终$'", "前\n终\n后\n", "后"),
    "before without a beginning leaves its own line": ("before = '^终$'", "前\n终\n后\n", "终 后"),
    "while goes on as long as lines match": ("from = '^目录$'\nwhile = '^\\d'", "前\n目录\n1 甲\n2 乙\n后\n", "前 后"),
    "a region longer than at_most is none": ("from = '^始$'\nuntil = '^终$'\nat_most = 2", "始\n中\n终\n后\n", "始 中 终 后"),
    "a region as long as at_most is one": ("from = '^始$'\nuntil = '^终$'\nat_most = 3", "始\n中\n终\n后\n", "后"),
    "a counted repeat counts in a target too": ("href = '^/[a-z]{2}$'", "看[一](/ab)和[二](/abc)\n", "看和[二](/abc)"),
    "a counted repeat counts in a line": ("line = '^甲{2}$'", "甲\n甲甲\n甲甲甲\n", "甲 甲甲甲"),
    "href alone takes the link": ("href = 'share'", "看[分享](//x.org/share)和[源](//x.org/a)\n", "看和[源](//x.org/a)"),
    "href with a line is a condition": ("line = '^回复$'\nhref = 'reply'", "[回复](/reply)\n回复\n[回复](/a)\n后\n", "回复 [回复](/a) 后"),
    "src takes the image": ("src = 'ads'", "前![](//x.org/ads.png)后\n", "前后"),
    "alt takes the image": ("alt = '^广告$'", "前![广告](//x.org/a.png)后\n", "前后"),
    "blocks: only headings": ("blocks = ['h2']", "## 推荐\n推荐\n", "推荐"),
    "blocks: a list item is no paragraph": ("blocks = ['p']\nline = '推荐'", "推荐\n- 推荐\n", "- 推荐"),
    "code in a fence is content": ("line = '^菜单'", "```\n菜单\n```\n菜单\n", "``` 菜单 ```"),
    "link_share takes lines of links": ("link_share = 0.9", "[甲](/a) [乙](/b)\n正文有[链接](/c)\n", "正文有[链接](/c)"),
    "first counts from the first block": ("line = '菜单'\nfirst = 2", "菜单\n菜单\n菜单\n", "菜单"),
    "last counts from the last block": ("line = '菜单'\nlast = 1", "菜单\n菜单\n", "菜单"),
    "max_chars spares the longer": ("line = '菜单'\nmax_chars = 4", "菜单\n菜单很长很长\n", "菜单很长很长"),
    "blank_before needs empty lines": ("line = '甲'\nblank_before = 2", "甲\n\n甲\n\n\n甲\n", "甲 甲"),
    "previous looks at the line above, empty ones passed over": ("line = '乙'\nprevious = '^甲$'", "甲\n\n乙\n乙丙\n", "甲 乙丙"),
    "next looks at the line below": ("line = '甲'\nnext = '^乙$'", "甲\n乙\n甲\n丙\n", "乙 甲 丙"),
    "zone tail: at the end": ("line = '^尾'\nzone = 'tail'", "正文\n尾一\n\n尾二\n", "正文"),
    "zone tail: not when the text goes on": ("line = '^尾'\nzone = 'tail'", "尾一\n正文\n尾二\n", "尾一 正文"),
    "zone tail: a span glued to the last sentence": ("span = '声明。$'\nzone = 'tail'", "正文声明。\n正文。声明。\n", "正文声明。 正文。"),
    "zone tail: a span with words behind it stays": ("span = '声明。'\nzone = 'tail'", "正文。声明。后\n", "正文。声明。后"),
    "zone tail: images and dividers hide nothing": ("line = '^尾'\nzone = 'tail'", "正文\n尾\n\n![](//x.org/a.png)\n", "正文"),
    "zone head: at the top": ("line = '^头'\nzone = 'head'", "头一\n头二\n正文\n头三\n", "正文 头三"),
}  # fmt: skip


@pytest.mark.parametrize(("matchers", "page", "left"), CASES.values(), ids=CASES.keys())
def test_a_rule_takes_what_it_says(clean, matchers, page, left):
    done = clean(remove(matchers), page)
    assert " ".join(line for line in done.text.split("\n") if line.strip()) == left


def test_two_glued_notices_are_peeled_one_after_the_other(clean):
    rules = remove("span = '甲声明。'\nzone = 'tail'", "a") + remove("span = '乙声明。'\nzone = 'tail'", "b")
    assert clean(rules, "正文。甲声明。乙声明。\n").text == "正文。"


TITLES = {
    "equals: width and white space make no difference": (
        "equals",
        "# 标题：一\n标题: 一\n标题：一，二\n",
        ["标题：一，二"],
    ),
    "starts: with the first clause": ("starts", "# 河流的名字：三个\n河流的名字是个谜\n正文\n", ["正文"]),
    "starts: a clause of three characters begins many a line": ("starts", "# 河流：三个\n河流是水\n", ["河流是水"]),
}


@pytest.mark.parametrize(("how", "page", "left"), TITLES.values(), ids=TITLES.keys())
def test_a_block_is_compared_with_the_title(clean, how, page, left):
    head = '[[remove]]\nid = "h"\ncategory = "title-repeat"\nwhy = "the title"\nblocks = ["h1"]\ncapture = { title = "{text}" }\n'
    assert clean(head + remove(f"title = '{how}'"), page).text.split("\n") == left


def test_without_a_title_no_block_says_what_it_says(clean):
    assert clean(remove("title = 'equals'"), "正文\n正文\n").text == "正文\n正文"


def test_a_disabled_rule_does_nothing(clean):
    done = clean(remove("line = '菜单'\nenabled = false"), "菜单\n正文\n")
    assert done.stamp.rules.fired == ()


FOLDED = {
    "width": ("width", "声明:", "声明："),
    "script": ("script", "编辑", "編輯"),
    "space": ("space", "作 者", "作\u00a0者"),
    "quotation marks are width": ("width", '"网易号"', "「网易号」"),
    "a class is folded too": ("width", "[:|]$", "来源："),
}


@pytest.mark.parametrize(("fold", "pattern", "text"), FOLDED.values(), ids=FOLDED.keys())
def test_one_spelling_finds_the_other_and_only_when_asked(clean, fold, pattern, text):
    page = f"{text}\n正文\n"
    assert clean(remove(f"line = '{pattern}'\nfold = ['{fold}']"), page).text == "正文"
    assert clean(remove(f"line = '{pattern}'"), page).text == page.strip()


def test_offsets_of_a_folded_span_are_those_of_the_page(clean):
    done = clean(remove("span = '声明:以上'\nfold = ['width', 'script', 'space']"), "正文，聲明：以上。後\n")
    assert done.text == "正文，。後"
    assert [done.decoded.text[r.start : r.end] for r in done.ledger.removals if r.reason.rule == "site/r"] == [
        "聲明：以上"
    ]
