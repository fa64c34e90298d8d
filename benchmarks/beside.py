"""`check` of a design beside cfn-lint on a template of as many resources, in the same run: wall time and memory."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sketchpad.storage import dumps

from .designs import design

TIMES = 5
PARTS = 50


def template(resources: int) -> dict[str, Any]:
    """A template without a fault: queues, tables and buckets."""
    sorts: tuple[dict[str, Any], ...] = (
        {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 60}},
        {
            "Type": "AWS::DynamoDB::Table",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            },
        },
        {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"},
    )
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {f"Part{number}": sorts[number % len(sorts)] for number in range(resources)},
    }


WATCH = """
import os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, _, used = os.wait4(process.pid, 0)
print((time.perf_counter() - start) * 1000, used.ru_maxrss / 1024)
"""
"""Runs a program and prints its wall time in ms and its most memory in MB. In a process of its own, which is small: a
program that is started counts the memory of whoever starts it as its own."""


def measured(command: list[str]) -> tuple[float, float]:
    """Wall time in ms and the most memory in MB of a program, median of a few runs."""
    runs = []
    for _ in range(TIMES):
        said = subprocess.run(
            [sys.executable, "-c", WATCH, *command], capture_output=True, text=True, check=True
        ).stdout
        runs.append([float(figure) for figure in said.split()])
    wall, size = (statistics.median(figures) for figures in zip(*runs, strict=True))
    return wall, size


def rows() -> Iterator[str]:
    other = shutil.which("cfn-lint", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "fifty.sketch.json", Path(folder) / "template.json"
        ours.write_text(dumps(design(PARTS)), encoding="utf-8")
        theirs.write_text(json.dumps(template(PARTS)), encoding="utf-8")
        wall, size = measured([sys.executable, "-m", "sketchpad", "check", str(ours)])
        said = f"check of {PARTS} components: {wall:.0f} ms wall, {size:.0f} MB"
        if other is None:
            yield f"{said}; cfn-lint is not installed (the extra `bench` brings it)"
            return
        wall_too, size_too = measured([other, str(theirs)])
        yield (
            f"{said}; cfn-lint on {PARTS} resources: {wall_too:.0f} ms, {size_too:.0f} MB; "
            f"ratios {wall / wall_too:.2f} and {size / size_too:.2f}   (asked <= 0.20 and 0.25)"
        )
