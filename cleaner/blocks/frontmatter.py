"""The metadata between `---` fences at the head of a file, well-formed or not.

A fence is no divider: `---`, text, `---` is front matter only when what stands between reads as `key: value` lines.
YAML types are not wanted (a title `no` is no boolean, 2024-13-45 is no error), so every value is a string.
"""

from __future__ import annotations

import re

from cleaner.model.block import Field, FrontMatter

MAX_CHARS = 16_384
"""A closing fence further away than this closes nothing."""

_FENCE = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*(?P<eol>\r\n|\n|\r)")
_CLOSE = {
    "---": re.compile(r"(?:^|(?<=[\r\n]))(?:---|\.\.\.)[ \t]*(?=\r|\n|\Z)"),
    "+++": re.compile(r"(?:^|(?<=[\r\n]))\+\+\+[ \t]*(?=\r|\n|\Z)"),
}
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_PAIR = re.compile(r"(?P<key>[\w\u4e00-\u9fff][\w\u4e00-\u9fff .-]{0,63}?)[ \t]*[:：=](?:[ \t]+(?P<value>.*))?$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?P<value>.*)$")
_NEEDS_YAML = re.compile(r"^[^:\r\n]*:[ \t]+[\[{>|!%@`\"&*?]|^[ \t]+[^\s-]|[ \t]#", re.MULTILINE)
_PLAIN_YAML_MAX_BRACKETS = 40


def read_front_matter(text: str, start: int) -> tuple[FrontMatter, int] | None:
    """The front matter that begins at *start*, and where it ends (behind its closing fence); None if there is none."""
    opening = _FENCE.match(text, start)
    if opening is None:
        return None
    closing = _CLOSE[opening["fence"]].search(text, opening.end(), min(len(text), opening.end() + MAX_CHARS))
    if closing is None:
        return None
    fields = _fields(text, opening.end(), closing.start())
    return (FrontMatter(fields=fields), closing.end()) if fields else None


def _fields(text: str, start: int, end: int) -> dict[str, tuple[Field, ...]] | None:
    lines = []
    position = start
    number = len(re.findall(r"\r\n|\r|\n", text[:start])) + 1
    while position < end:
        match = _LINE.match(text, position, end)
        if match is None or match.end() == position:
            break
        lines.append((match.group().rstrip(), position, number))
        position = match.end()
        number += 1
    lenient = _lenient(lines)
    if lenient is None:
        return None
    # Plain values read the same either way, and YAML takes as long as all the rest of a small page.
    if not _NEEDS_YAML.search(text, start, end):
        return lenient
    return _well_formed(text[start:end], lenient) or lenient


def _lenient(lines: list[tuple[str, int, int]]) -> dict[str, tuple[Field, ...]] | None:
    """`key: value` lines, `- item` lines and indented continuations; None when a line is anything else."""
    fields: dict[str, tuple[Field, ...]] = {}
    key = ""
    for line, position, number in lines:
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        span = (position, position + len(line), number)
        if not line[0].isspace() and (pair := _PAIR.match(line)):
            key = pair["key"]
            value = _unquote(pair["value"] or "")
            fields[key] = (Field(value, *span),) if value else ()
        elif key and (item := _ITEM.match(line)):
            fields[key] = (*fields[key], Field(_unquote(item["value"]), *span))
        elif key and line[0].isspace():
            continue
        else:
            return None
    return fields or None


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        quote = value[0]
        value = value[1:-1]
        return value.replace("''", "'") if quote == "'" else value.replace('\\"', '"')
    return value


def _well_formed(body: str, lenient: dict[str, tuple[Field, ...]]) -> dict[str, tuple[Field, ...]] | None:
    """As YAML reads it, with the spans of the lenient reading; None when YAML would refuse or might not end."""
    if sum(map(body.count, "[{&*")) > _PLAIN_YAML_MAX_BRACKETS or any(map(body.__contains__, "&*")):
        return None
    import yaml

    try:
        loaded = yaml.load(body, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 - strings only
    except yaml.YAMLError:
        return None
    if not isinstance(loaded, dict):
        return None
    fields: dict[str, tuple[Field, ...]] = {}
    for key, value in loaded.items():
        known = lenient.get(str(key))
        if known is None:
            continue
        anchor = known[0] if known else None
        values = value if isinstance(value, list) else [value]
        texts = [item.strip() for item in values if isinstance(item, str) and item.strip()]
        if len(known) == len(texts):
            fields[str(key)] = tuple(
                Field(text, at.start, at.end, at.line) for text, at in zip(texts, known, strict=True)
            )
        elif anchor:
            fields[str(key)] = tuple(Field(text, anchor.start, anchor.end, anchor.line) for text in texts)
    return fields or None
