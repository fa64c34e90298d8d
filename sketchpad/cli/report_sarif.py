"""The report of `check` as SARIF 2.1.0, for code scanning.

It states no times and no absolute folders of its own: the same designs give the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from .. import __version__
from ..catalog import facts
from ..model.text import plain
from ..rules import ERROR, INFO, RULES, WARNING, Judged, Rule
from ..rules.report import expired
from .judging import Checked, FileReport
from .output import as_json
from .rules import markdown, page

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}
IDENTITY = "findingIdentity/v1"
"""The fingerprint: rule and parts, whatever the line, the file's name or the words."""


def written(checked: Checked) -> str:
    """One run over all files."""
    rules = _rules(checked.files)
    index = {rule.id: number for number, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "sketchpad",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_descriptor(rule) for rule in rules],
                "properties": {"facts_as_of": facts.as_of},
            }
        },
        "invocations": [_invocation(checked)],
        "results": [
            _result(file, finding, index, checked.today) for file in checked.files for finding in file.findings
        ],
        "columnKind": "unicodeCodePoints",
    }
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rules(files: Iterable[FileReport]) -> Sequence[Rule]:
    """The rules of the program, then those that only some file has."""
    rules = {rule.id: rule for rule in RULES}
    for file in files:
        for finding in file.findings:
            rules.setdefault(finding.rule.id, finding.rule)
    return tuple(rules.values())


def _descriptor(rule: Rule) -> dict[str, Any]:
    why = " ".join(rule.why.split())
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": _said(rule.title),
        "fullDescription": _said(why or rule.title),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "help": {"text": page(rule), "markdown": markdown(rule)},
        "properties": {"tags": ["architecture", rule.family]},
    }


def _invocation(checked: Checked) -> dict[str, Any]:
    return {
        "executionSuccessful": not checked.unreadable,
        "exitCode": checked.code,
        "toolExecutionNotifications": [
            {
                "level": "error",
                "descriptor": {"id": file.error.code},
                "message": _message(file.error.message),
                "locations": [{"physicalLocation": _place(file, file.error.line, file.error.column)}],
            }
            for file in checked.files
            if file.error is not None
        ],
    }


def _result(file: FileReport, finding: Judged, index: Mapping[str, int], today: date) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "ruleIndex": index[finding.rule.id],
        "level": LEVELS[finding.severity],
        "message": _message(finding.message),
        "locations": [
            {
                "physicalLocation": _place(file, file.line(finding)),
                "logicalLocations": [{"name": plain(id)} for id in finding.on],
            }
        ],
        "relatedLocations": list(_related(file, finding)),
        "partialFingerprints": {IDENTITY: finding.id},
        "suppressions": list(_suppressions(finding)),
        "properties": {
            "breaks": list(finding.breaks or ()),
            "fixes": [{"id": fix.id, "title": plain(str(fix))} for fix in finding.fixes],
        },
    }
    if finding.waiver is not None and not finding.waived:
        result["properties"]["waiver"] = {**_waiver(finding), "expired": expired(finding.waiver, today)}
    return result


def _related(file: FileReport, finding: Judged) -> Iterator[dict[str, Any]]:
    """Where the other parts of a finding are stated."""
    lines = {} if file.document is None else file.document.lines
    for id in finding.on:
        if lines.get(id, file.line(finding)) != file.line(finding):
            yield {"physicalLocation": _place(file, lines[id]), "message": _message(id)}


def _suppressions(finding: Judged) -> Iterator[dict[str, Any]]:
    """The waiver, where it holds. Readers take any suppression as one that counts, so others are no suppressions."""
    if finding.waived and finding.waiver is not None:
        said = _waiver(finding)
        yield {
            "kind": "inSource",
            "status": "accepted",
            "justification": said.pop("reason"),
            "properties": said,
        }


def _waiver(finding: Judged) -> dict[str, str]:
    waiver = finding.waiver
    return (
        {}
        if waiver is None
        else {
            "reason": plain(waiver.reason),
            "owner": plain(waiver.owner),
            "until": plain(waiver.until),
        }
    )


def _place(file: FileReport, line: int, column: int | None = None) -> dict[str, Any]:
    """A line of a file, whose name is written as a reference that no character of it can end or turn into another."""
    region = {"startLine": line} if column is None else {"startLine": line, "startColumn": column}
    return {"artifactLocation": {"uri": uri(file.path)}, "region": region}


def uri(path: str) -> str:
    """A path as a URI, relative where the path is."""
    named = quote(os.fsencode(path.replace(os.sep, "/")), safe="/")
    return f"file://{named}" if named.startswith("/") else named


def _message(text: str) -> dict[str, str]:
    """A message without the marks that SARIF gives a meaning: links and places to fill in."""
    return _said(plain(text).replace("](", "] ("))


def _said(text: str) -> dict[str, str]:
    return {"text": text.replace("{", "{{").replace("}", "}}")}
