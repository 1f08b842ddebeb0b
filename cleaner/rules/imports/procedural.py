"""Selectors of ad blockers as CSS or XPath: what they add to CSS (`:has-text()`, `:upward()`), XPath can say."""

from __future__ import annotations

import re

from turbohtml.convert import css_to_xpath

from cleaner.rules.imports.targets import DEEP
from cleaner.rules.selector import is_xpath, selector_error, split

_CALL = re.compile(r":(-?[a-z][a-z-]*)\(")
_OTHER_NAMES = {
    "-abp-has": "has", "if": "has", "if-not": "not-has", "-abp-contains": "has-text", "contains": "has-text",
    "nth-ancestor": "upward",
}  # fmt: skip
_CONDITIONS = ("has", "not", "not-has")
_STEPS = ("has-text", "min-text-length", "upward", "xpath")
_LOOKS = "it asks how elements look, which only a browser knows"
_BROWSER = "it asks about the browser, not about the page"
_REASONS = {
    "style": "it changes how elements look",
    **dict.fromkeys(("remove-attr", "remove-class"), "it takes attributes away, which are no text"),
    **dict.fromkeys(("matches-css", "matches-css-before", "matches-css-after", "-abp-properties"), _LOOKS),
    **dict.fromkeys(("matches-path", "matches-media", "watch-attr"), _BROWSER),
    **dict.fromkeys(("matches-attr", "matches-prop", "others", "shadow"), "nothing here says the same"),
}
_REMOVES = re.compile(
    r":remove\(\)$|:style\(\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\s*(?:!important)?\s*;?\s*\)$"
)
_REGEXP = re.compile(r"/(.*)/([a-z]*)", re.DOTALL)
_PLAIN = re.compile(r"(\^?)([^\\.*+?()\[\]{}|^$]+)(\$?)")
_RELATIVE = {">": "/", "+": "/following-sibling::*[1]/self::", "~": "/following-sibling::"}
_ALPHABETS = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'"


class NotCarriedError(Exception):
    """Why a selector has no equal here."""


def selector_of(text: str) -> str:
    """The CSS or XPath for what *text*, a selector with the additions of ad blockers, hides or removes.

    Raises:
        NotCarriedError: there is none.
    """
    if text.count("(") > DEEP:
        raise NotCarriedError("it is nested too deeply")
    text = _CALL.sub(lambda call: f":{_OTHER_NAMES.get(call[1], call[1])}(", _REMOVES.sub("", text.strip()))
    selector = " | ".join(_path(part.strip(), "//") for part in split(text, ",")) if _has_additions(text) else text
    if error := selector_error(selector):
        raise NotCarriedError(f"no selector: {error}")
    return selector


def _has_additions(text: str) -> bool:
    names = [call[1] for call in _CALL.finditer(text)]
    for name in names:
        if name in _REASONS:
            raise NotCarriedError(f":{name}(): {_REASONS[name]}")
    return any(name in (*_STEPS, "not-has") for name in names)


def _path(text: str, axis: str) -> str:
    """*text*, a selector without a comma, as XPath whose first step is on *axis*: `//`, `child::`."""
    path, at, done = "", 0, 0
    while call := _CALL.search(text, at):
        argument, at = _argument(text, call.end())
        if call[1] in (*_STEPS, "not-has") or (call[1] in _CONDITIONS and _has_additions(argument)):
            path = _step(_joined(path, text[done : call.start()], axis), call[1], argument.strip())
            done = at
    return _joined(path, text[done:], axis)


def _argument(text: str, start: int) -> tuple[str, int]:
    """What stands in the parentheses that were opened before *start*, and where they have been closed."""
    depth = 1
    at = start
    while at < len(text):
        depth += (text[at] == "(") - (text[at] == ")")
        if not depth:
            return text[start:at], at + 1
        at += 2 if text[at] == "\\" else 1
    raise NotCarriedError("a parenthesis is not closed")


def _joined(path: str, css: str, axis: str) -> str:
    """*path* with the steps of *css* behind it: attached, or after a combinator."""
    if not path:
        return _steps(css.strip() or "*", axis)
    if not css.strip():
        return path
    combinator = css.strip()[0]
    if combinator in _RELATIVE:
        return path + _steps(css.strip()[1:].strip() or "*", _RELATIVE[combinator])
    return path + _steps(css.strip(), "//" if css[0].isspace() else "/self::")


def _steps(css: str, axis: str) -> str:
    try:
        return css_to_xpath(css, prefix=axis)
    except ValueError as error:
        raise NotCarriedError(selector_error(css) or str(error)) from None


def _step(path: str, name: str, argument: str) -> str:
    if name == "has-text":
        return f"{path}[{_text_condition(argument)}]"
    if name == "min-text-length" and argument.isdecimal():
        return f"{path}[string-length(.) >= {int(argument)}]"
    if name == "upward" and argument.isdecimal() and int(argument):
        return f"{path}/ancestor::*[{int(argument)}]"
    if name == "upward" and not argument.isdecimal():
        above = _path(argument, "ancestor::")
        if len(split(above, "/")) > 1 or len(split(above, "|")) > 1:
            raise NotCarriedError(":upward() with more than one step: nothing here says the same")
        return f"{path}/{above}[1]"
    if name == "xpath":
        return _appended(path, argument)
    if name in _CONDITIONS:
        axis = "self::" if name == "not" else "descendant::"
        condition = " or ".join(_condition(part.strip(), axis) for part in split(argument, ","))
        return f"{path}[{condition}]" if name == "has" else f"{path}[not({condition})]"
    raise NotCarriedError(f":{name}({argument}): not a number that it takes")


def _condition(css: str, axis: str) -> str:
    if css[:1] in _RELATIVE:
        return _path(css[1:].strip(), {">": "child::"}.get(css[0], _RELATIVE[css[0]].removeprefix("/")))
    return _path(css, axis)


def _appended(path: str, xpath: str) -> str:
    if is_xpath(xpath):
        return xpath
    return f"{path}{xpath[1:]}" if xpath.startswith("./") else f"{path}/{xpath}"


def _text_condition(argument: str) -> str:
    """Whether the text has *argument* in it: words, in quotes or not, or a regular expression of plain words."""
    match = _REGEXP.fullmatch(argument)
    if not match:
        quoted = len(argument) > 1 and argument[0] == argument[-1] and argument[0] in "'\""
        return f"contains(., {_literal(argument[1:-1] if quoted else argument)})"
    expression, flags = match.groups()
    words = [_PLAIN.fullmatch(word) for word in expression.split("|")]
    if set(flags) - set("iu") or not all(words):
        raise NotCarriedError(f":has-text({argument}): a regular expression, which XPath 1.0 has none of")
    text = f"translate(., {_ALPHABETS})" if "i" in flags else "."
    return " or ".join(_word_condition(text, word, is_folded="i" in flags) for word in words if word)


def _word_condition(text: str, word: re.Match[str], *, is_folded: bool) -> str:
    if word[3]:
        raise NotCarriedError(f"a regular expression with {word[0]!r}: XPath 1.0 has no ends-with()")
    literal = _literal(word[2].lower() if is_folded else word[2])
    return f"{'starts-with' if word[1] else 'contains'}({text}, {literal})"


def _literal(text: str) -> str:
    r"""*text* in the quotes that it does not have itself.

    Raises:
        NotCarriedError: it has both kinds.
    """
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    raise NotCarriedError("a text with both kinds of quotes, which XPath cannot write")
