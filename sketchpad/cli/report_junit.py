"""The report of `check` as JUnit XML: a file is a suite, a finding a case of it.

A case fails exactly where its finding makes `check` fail; one that counts for less passes and says so, one that is
waived or known is skipped. So a reader of the report and the exit code agree.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ..model.text import plain
from ..rules import Judged
from .judging import Checked, FileReport
from .report_text import accepted

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

OUTCOMES = {"failures": "failure", "errors": "error", "skipped": "skipped"}
"""What a suite counts, and the element of a case that it counts."""


def written(checked: Checked) -> str:
    """The report as text. It states no times, which would differ from run to run."""
    from xml.etree.ElementTree import indent, tostring

    suites = _element("testsuites", name="sketchpad")
    suites.extend(_suite(file, checked.today) for file in checked.files)
    _count(suites)
    indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(suites, encoding="unicode")}\n'


def _suite(file: FileReport, today: date) -> Element:
    suite = _element("testsuite", name=file.path)
    if silent := str(file.settings.choice):
        properties = _element("properties")
        properties.append(_element("property", name="rules", value=silent))
        suite.append(properties)
    if file.error is not None:
        where = f"{file.error.line}:{file.error.column}: {file.error.message}"
        case = _case(file, "readable", file.error.line)
        case.append(_element("error", where, type=file.error.code, message=file.error.message))
        suite.append(case)
    else:
        suite.extend(_finding(file, finding, today) for finding in file.findings)
        if not file.findings:
            suite.append(_case(file, "no findings", 1))
    _count(suite)
    return suite


def _finding(file: FileReport, finding: Judged, today: date) -> Element:
    line = file.line(finding)
    case = _case(file, f"{finding.rule.id} {finding.rule.name} on {', '.join(finding.on) or 'design'}", line)
    said = f"{finding.severity.word}: {finding.message}{accepted(file, finding, today)}"
    if not file.counts(finding):
        case.append(_element("skipped", message=said))
    elif file.failing(finding):
        text = f"{file.path}:{line}: {said}"
        case.append(_element("failure", text, type=finding.severity.word, message=finding.message))
    else:
        case.append(_element("system-out", said))
    return case


def _case(file: FileReport, name: str, line: int) -> Element:
    return _element("testcase", classname=file.path, name=name, file=file.path, line=str(line))


def _count(suite: Element) -> None:
    """State how many cases a suite has and how they ended."""
    suite.set("tests", str(len(list(suite.iter("testcase")))))
    for name, outcome in OUTCOMES.items():
        suite.set(name, str(len(list(suite.iter(outcome)))))


def _element(tag: str, text: str = "", **attributes: str) -> Element:
    """An element whose texts hold only what XML allows and a reader can see."""
    from xml.etree.ElementTree import Element

    element = Element(tag, {name: plain(value) for name, value in attributes.items()})
    element.text = plain(text) or None
    return element
