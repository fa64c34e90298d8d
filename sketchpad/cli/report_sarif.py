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
from .pages import markdown, page
from .settings import Settings

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}
IDENTITY = "findingIdentity/v1"
"""The fingerprint: rule and parts, whatever the line, the file's name or the words."""


def written(checked: Checked) -> str:
    """One run over all files."""
    rules, ways = _rules(checked.files), _ways(checked.files)
    index = {rule.id: number for number, rule in enumerate(rules)}
    compared = any(file.known is not None for file in checked.files)
    results = []
    for file in checked.files:
        for finding in file.findings:
            result = _result(file, finding, index, checked.today)
            result["provenance"] = {"invocationIndex": ways.index(file.settings)}
            if compared:
                result["baselineState"] = "unchanged" if file.knows(finding) else "new"
            results.append(result)
    driver = {
        "name": "sketchpad",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_descriptor(rule) for rule in rules],
        "properties": {"facts_as_of": facts.as_of},
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(checked, settings, index) for settings in ways],
        "results": results,
        "columnKind": "unicodeCodePoints",
    }
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rules(files: Iterable[FileReport]) -> Sequence[Rule]:
    """The rules of the program, then those that only some file has."""
    return tuple(
        {rule.id: rule for rules in (RULES, *(file.settings.rules for file in files)) for rule in rules}.values()
    )


def _ways(files: Iterable[FileReport]) -> Sequence[Settings]:
    """The settings by which the files are judged, each once."""
    ways: list[Settings] = []
    for file in files:
        if file.settings not in ways:
            ways.append(file.settings)
    return ways or [Settings()]


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


def _invocation(checked: Checked, settings: Settings, index: Mapping[str, int]) -> dict[str, Any]:
    """The files that are judged by the same settings, and what these turn off or make graver or less grave."""
    here = Checked([file for file in checked.files if file.settings == settings], checked.today)
    choice = settings.choice
    wanted: dict[str, dict[str, Any]] = {id: {"level": LEVELS[level]} for id, level in choice.severities.items()}
    wanted.update((id, {"enabled": False}) for id in choice.off)
    return {
        "executionSuccessful": not here.unreadable,
        "exitCode": here.code,
        "ruleConfigurationOverrides": [
            {"descriptor": {"id": id, "index": index[id]}, "configuration": wanted[id]} for id in sorted(wanted)
        ],
        "toolExecutionNotifications": [
            {
                "level": "error",
                "descriptor": {"id": file.error.code},
                "message": _message(file.error.message),
                "locations": [{"physicalLocation": _place(file, file.error.line, file.error.column)}],
            }
            for file in here.files
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
        "suppressions": list(_suppressions(file, finding)),
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


def _suppressions(file: FileReport, finding: Judged) -> Iterator[dict[str, Any]]:
    """The waiver, where it holds, or the baseline.

    Readers take any suppression as one that counts, so a waiver that does not hold is none.
    """
    if finding.waived and finding.waiver is not None:
        said = _waiver(finding)
        yield {
            "kind": "inSource",
            "status": "accepted",
            "justification": said.pop("reason"),
            "properties": said,
        }
    elif file.knows(finding):
        yield {"kind": "external", "status": "accepted", "justification": "The baseline lists it."}


def _waiver(finding: Judged) -> dict[str, str]:
    waiver = finding.waiver
    return (
        {}
        if waiver is None
        else {
            "reason": waiver.reason,
            "owner": waiver.owner,
            "until": waiver.until,
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
