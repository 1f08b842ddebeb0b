"""What the source says of the fields of a type, for the JSON Schemas that are made from the types."""

from __future__ import annotations

import ast
import inspect
from typing import Any

import msgspec


def field_docs(struct: type) -> dict[str, str]:
    """What the docstrings below the fields of *struct* and its ancestors say, by the name of the key."""
    docs: dict[str, str] = {}
    for ancestor in reversed(struct.__mro__):
        if ancestor is msgspec.Struct or not issubclass(ancestor, msgspec.Struct):
            continue
        (tree,) = ast.parse(inspect.getsource(ancestor)).body
        assert isinstance(tree, ast.ClassDef)
        names = {field.name: field.encode_name for field in msgspec.structs.fields(ancestor)}
        for statement, following in zip(tree.body, tree.body[1:], strict=False):
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                doc = following.value if isinstance(following, ast.Expr) else None
                if isinstance(doc, ast.Constant) and isinstance(doc.value, str):
                    docs[names[statement.target.id]] = " ".join(doc.value.split())
    return docs


def described(struct: type, definition: dict[str, Any]) -> None:
    """Write what the fields of *struct* are into its *definition*, in place."""
    for name, text in field_docs(struct).items():
        definition["properties"][name]["description"] = text
