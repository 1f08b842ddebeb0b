"""Results to draw graphs of."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from cleaner import Cleaner
from cleaner.engines.run import run
from cleaner.graph.model import Graph, Group
from cleaner.io.read import Inputs

CORPUS = Path(__file__).with_name("corpus")
CLEANER = Cleaner()

CLOCK = (
    "钟楼的钟慢了四分钟，没有人去拨它，因为火车也慢了四分钟，渡船也是，整个镇子商量好了似的一起慢着，谁也不着急。"
    "新来的邮差头一个月总觉得自己迟到，后来他把手表摘下来放进抽屉，从此再没有迟到过。"
)
ORCHARD = (
    "果园主人在每棵树上挂了一只空瓶，风从北边来的时候满园都是低音，摘果子的人说这样不容易犯困，鸟也不来了，一举两得。"
    "瓶子是酒厂不要的次品，口子大小不一，他花了两个冬天按音高排好，最高的那只挂在梨树上。"
)
LIBRARY = (
    "图书馆的地下室里存着三千张停刊的报纸，管理员每年夏天把它们搬到天台上晒一遍，晒的时候他坐在旁边把每一版都读完。"
    "读到自己出生那天的天气预报，说午后有雷阵雨，他抬头看了看，天上一片云也没有。"
)


def clean(inputs: list[Path], out: Path) -> Path:
    run(CLEANER, Inputs([str(each) for each in inputs]), out)
    return out


def names_of(out: Path) -> dict[str, str]:
    """The name of the file that each document was read from, by id."""
    rows = [
        json.loads(line)
        for part in sorted((out / "documents").iterdir())
        for line in part.read_text("utf-8").split("\n")
        if line
    ]
    return {row["id"]: Path(row["stamp"]["capture"]["path"]).stem for row in rows}


@dataclass(frozen=True)
class Corpus:
    out: Path
    graph: Graph = field(repr=False)
    names: dict[str, str] = field(repr=False)

    @property
    def ids(self) -> dict[str, str]:
        return {name: doc_id for doc_id, name in self.names.items()}

    def groups(self, graph: Graph | None = None) -> list[set[str]]:
        found = (graph or self.graph).groups
        return [{self.names[step.document] for step in group.documents} for group in found]

    def group_with(self, name: str) -> Group:
        document = next(each for each in self.graph.documents if each.id == self.ids[name])
        return next(group for group in self.graph.groups if group.id == document.group)
