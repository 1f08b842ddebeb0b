"""Check a result of `cleaner clean` without cleaner: python verify_result.py OUT. Reads schemas/*.json beside it."""

import gzip
import hashlib
import json
import sys
from pathlib import Path

SCHEMAS = {path.stem: json.loads(path.read_text()) for path in (Path(__file__).parent / "schemas").glob("*.json")}
OUT, UNCHECKED = Path(sys.argv[1] if sys.argv[1:] else sys.exit(__doc__)), set()


def field(value, path):
    for name in filter(None, path.split(".")):
        value = value[name]
    return value


def lines_of(part):
    return (gzip.decompress if part.suffix == ".gz" else bytes)(part.read_bytes()).splitlines(keepends=True)


def raw_bytes(document, removals):
    clean, decoded, at, data, position = document["text"], "", 0, b"", 0
    for row in (row for row in removals if row["action"] != "repair"):
        step = row["start"] - len(decoded)
        decoded += clean[at : at + step] + row["text"]
        at += step + len(row["replacement"])
    decoded, encoding = decoded + clean[at:], document["stamp"]["raw"]["encoding"]
    for row in (row for row in removals if row["action"] == "repair"):
        data += decoded[position : row["start"]].encode(encoding) + bytes.fromhex(row["raw"])
        position = row["end"]
    return data + decoded[position:].encode(encoding)


def data_of(rule, value, lines):
    rows = [json.loads(line) for line in lines]
    if rule["form"] in {"bytes", "lines"}:
        return raw_bytes(value, rows) if rule["form"] == "bytes" else b"".join(lines)
    if rule["form"] == "utf-8":
        return field(value, rule["of"]).encode()
    if "columns" in rule:
        value = [[row[name] for name in rule["columns"]] for row in rows if not rule["without"].items() <= row.items()]
    else:
        value = {**field(value, rule["of"]), **rule["with"]}
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def check(kind, value, lines=()):
    for rule in SCHEMAS[kind]["x-digests"]:
        if "unless" in rule and field(value, rule["unless"]):
            UNCHECKED.add(f"documents\t{rule['at']}\tnot checked: {rule['unless']}, so what it is over is not there\n")
            continue
        if rule["at"] == "files.sha256":
            stated = [(file["sha256"], file["path"], (OUT / file["path"]).read_bytes) for file in value["files"]]
        else:
            stated = [(field(value, rule["at"]), rule["at"], lambda rule=rule: data_of(rule, value, lines))]
        for digest, where, data in stated:
            try:
                computed = hashlib.sha256(data()).hexdigest()
            except (OSError, ValueError, LookupError) as error:
                computed = f"{type(error).__name__}: {error}"
            if computed != digest:
                yield f"{value.get('id', 'manifest')}\t{where}\tis {digest}, computed {computed}"


found = list(check("manifest", json.loads((OUT / "manifest.json").read_bytes())))
for part in sorted([*(OUT / "documents").glob("*.jsonl"), *(OUT / "documents").glob("*.jsonl.gz")]):
    lines = lines_of(OUT / "removals" / part.name)
    for row in map(json.loads, lines_of(part)):
        found += check("document", row, lines[: row["removals"]["rows"]])
        del lines[: row["removals"]["rows"]]
    found += [f"{part.name}\tremovals\t{len(lines)} rows of no document"] if lines else []
for form in sorted({part.suffix for part in (OUT / "documents").iterdir()} - {".jsonl", ".gz", ".txt"}):
    found.append(f"documents\t*{form}\tnot checked: not JSON lines (--as files?); only the files' digests were")
sys.stdout.writelines(sorted(UNCHECKED))
sys.exit("\n".join(found) or None)
