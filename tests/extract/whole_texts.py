"""Texts that are no pages at all: every line of them is text, however much some look like a menu."""

from __future__ import annotations

TEXTS = {
    "English chapter": """Chapter Seven

THE LIGHT ON THE SPIT

Margaret had not meant to stay past Michaelmas. The lamp room wanted scrubbing, the oil wanted carrying, and there was nobody else.

"You'll have the boat on Thursday," said her brother, without turning round.

"I'll have it when it comes."

He laughed at that. It was the first time he had laughed since the fog.

* * *

In the morning the sea was flat as a plate. She counted eleven gulls on the rail, then twelve, then eleven again.

Nobody came on Thursday. Nobody came on Friday either, and by Saturday she had stopped looking.
""",
    "English poem": """October Field

What the plough turned up
was mostly stone,
a spoon,
the neck of a bottle,
blue.

We put them on the wall.

By noon the sky
had thought it over
and let the rain
down on the spoon,
the stone,

the blue.
""",
    "English chat": """[09:12] rosa: morning
[09:12] rosa: did anyone see the build?
[09:13] tom: red
[09:13] tom: again
[09:14] rosa: is it the clock thing
[09:15] tom: yes. the test waits for midnight
[09:15] rosa: lol
[09:16] ines: I can look after lunch
[09:16] tom: thanks!
[09:31] ines: actually it is two lines, pushing now
[09:40] rosa: green
""",
    "English readme": """# tidepool

Small tools for tables of tides.

[Documentation](https://tidepool.example/docs) | [Changes](CHANGES.md) | [Chat](https://chat.example/tidepool)

## Install

- Python 3.11 or newer
- a C compiler
- [libtide](https://libtide.example) 2.4

```
pip install tidepool
```

## Use

- `tidepool read FILE` prints the table
- `tidepool next PORT` says when the next high water is
- `tidepool plot PORT` draws a day

## See also

- [seaweed](https://seaweed.example), for currents
- [moonrise](https://moonrise.example), for the moon
- [harbour](https://harbour.example), for ports

## Licence

MIT
""",
    "English code": """def high_waters(port, day):
    \"\"\"Times of high water at a port.\"\"\"
    table = read(port)
    for hour in range(24):
        if table[hour] > table[hour - 1]:
            yield hour

class Port:
    name = ""
    depth = 0

    def __init__(self, name):
        self.name = name

if __name__ == "__main__":
    print(list(high_waters("Leith", 3)))
""",
    "English table": """| Port | Range (m) | Depth (m) |
| --- | --- | --- |
| Leith | 5.6 | 7.5 |
| Wick | 3.4 | 4.2 |
| Oban | 4.0 | 8.1 |
| Ullapool | 5.2 | 6.0 |
| Stromness | 3.6 | 5.5 |
""",
    "English minutes": """Harbour Committee
Minutes of the meeting of 4 March

Present: A. Reid (chair), J. Muir, S. Bain, L. Orr
Apologies: P. Kerr

1. Minutes of the last meeting
Approved.

2. Dredging
JM reported that the contractor starts on 18 March. Cost £42,000. The north berth stays open.
Action: JM to tell the fishermen.

3. Any other business
None.

Next meeting: 1 April, 19:00, Town Hall
""",
    "English references": """References

Adams, R. (1987). Tides of the northern firths. Harbour Press.
Bain, S. and Orr, L. (2003). "Silt and its movement." Journal of Estuaries 14, 221-240.
Doyle, M. (1999). Lights: a history. 2nd ed. Cork.
Fraser, I. (2011). https://doi.example/10.1000/182
Muir, J. (2015). The dredger's almanac. Leith.
Reid, A., Kerr, P. and Shaw, T. (2020). "Range and rain." Proc. Roy. Tidal Soc. 77, 3-19.
""",
    "English curriculum vitae": """Ines Calder
12 Shore Road, Wick
ines@calder.example | +44 1955 000000

EXPERIENCE

Harbour Trust, Wick
Surveyor, 2016 - today
- Soundings of eleven ports
- New chart of the inner firth

Calder & Daughters, Thurso
Boatbuilder, 2009 - 2016

EDUCATION

University of Aberdeen
BSc Geography, 2009

LANGUAGES

English, Gaelic, Norwegian

REFERENCES

On request
""",
    "English letter": """Dear Tom,

thank you for the herring. They came on Tuesday and were gone on Wednesday, which tells you what we thought of them.

The roof is done. Father says it will outlast him, and then looks at us to see whether we agree.

Come in May.

Love,
Rosa
""",
    "English recipe": """Leek and barley soup

Serves 4

3 leeks
150 g barley
1 onion
1 l stock
salt, pepper

Slice the leeks and the onion and soften them in butter.
Add barley and stock.
Simmer for 40 minutes.
Season and serve with bread.
""",
    "Chinese chapter": """第三回

雨夜借宿

话说那书生走到桥头，天已全黑，雨越下越大，四下里不见半点灯火。

“老丈，可否借住一晚？”

老人把门开了一条缝，看了他半晌，说：“进来吧。”

屋里只有一张床，一盏灯，一只猫。

***

第二天一早，雨停了。书生要走，老人却把他拦住，说桥昨夜断了。

他不信，出门去看，果然只剩两根木桩立在水里。
""",
    "Chinese poem": """山中

夜半听雨
不知是松
还是檐

灯下
一只飞蛾
绕了三圈

天亮时
雨停了
蛾也不见

只有松针
落满石阶
""",
    "Chinese chat": """小周 9:02
早
小周 9:02
昨天的表谁改了？
老何 9:05
我
老何 9:05
单位写错了，改成吨
小周 9:06
好的
阿敏 9:10
下午两点开会，别忘了
老何 9:11
收到
小周 9:11
收到
""",
    "Chinese readme": """# 潮汐表

读取和绘制潮汐表的小工具。

[文档](https://chaoxi.example/docs) | [更新记录](CHANGES.md) | [讨论](https://chat.example/chaoxi)

## 安装

- Python 3.11 以上
- C 编译器

```
pip install chaoxi
```

## 用法

- `chaoxi read 文件`：打印整张表
- `chaoxi next 港口`：下一次高潮的时间
- `chaoxi plot 港口`：画一天的曲线

## 相关项目

- [海藻](https://haizao.example)
- [月出](https://yuechu.example)

## 许可

MIT
""",
    "Chinese minutes": """港务例会纪要

时间：三月四日上午九点
地点：二楼会议室
出席：何主任、周工、陈敏、李会计
缺席：王科长

一、上次纪要
通过。

二、疏浚工程
周工报告，施工队十八日进场，费用四十二万元，北泊位照常开放。
分工：周工负责通知渔民。

三、其他
无。

下次会议：四月一日上午九点
""",
    "Chinese references": """参考文献

[1] 何远. 北部海湾潮汐研究[M]. 港口出版社, 1987.
[2] 周平, 李敏. 泥沙的运动[J]. 河口学报, 2003, 14(3): 221-240.
[3] 陈立. 灯塔史[M]. 第二版. 海风出版社, 1999.
[4] 王强. 疏浚手册[M]. 2015.
[5] 李敏. 潮差与降雨[C]. 潮汐学会论文集, 2020: 3-19.
""",
    "Chinese curriculum vitae": """陈敏
电话：000-0000000
邮箱：chen@min.example

工作经历

港务局测量员
2016年至今
测量十一个港口，重绘内湾海图

陈氏船厂木工
2009年—2016年

教育背景

海洋大学地理系
2009年毕业

语言

中文、英文

爱好

钓鱼、书法
""",
    "Chinese recipe": """葱油拌面

用料

小葱一把
面条三百克
生抽两勺
老抽一勺
糖一勺

做法

1. 小葱洗净切段，沥干水。
2. 冷油下锅，小火慢炸到葱段焦黄。
3. 加生抽、老抽和糖，煮到起泡。
4. 面条煮熟，拌上葱油即可。
""",
    "Japanese chapter": """三

港の灯

朝になると霧はすっかり晴れて、海は皿のように平らだった。

「船は木曜に来るよ」と兄は振り向かずに言った。

「来たら乗るさ」

兄は笑った。霧が出てから初めてのことだった。

手すりのかもめを数えると十一羽、もう一度数えると十二羽いた。

木曜には誰も来なかった。金曜にも来なかった。
""",
    "Japanese poem": """十月の畑

鋤が起こしたのは
たいてい石で
匙がひとつ
瓶の口がひとつ
青い

塀に並べた

昼には空が
考えなおして
雨を
匙に 石に
青に
""",
    "Japanese chat": """9:12 ローザ おはよう
9:12 ローザ ビルド見た？
9:13 トム 赤い
9:13 トム また
9:15 ローザ 時計のやつ？
9:15 トム うん、真夜中を待ってる
9:16 イネス 昼のあと見るね
9:16 トム ありがとう
9:40 ローザ 緑になった
""",
    "Japanese minutes": """港湾委員会 議事録

日時：三月四日 十九時
場所：町役場二階
出席：里見、村井、坂野、織田
欠席：加藤

一 前回議事録
承認。

二 浚渫工事
村井より報告。業者は十八日に着工、費用は四百二十万円、北岸壁は使用可。
担当：村井が漁協に連絡する。

三 その他
なし。

次回：四月一日 十九時
""",
}
"""By what they are. Written for these tests."""
