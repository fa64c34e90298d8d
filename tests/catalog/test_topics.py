"""The topics of the study text against the knowledge base beside the checkout."""

from __future__ import annotations

import re

from material import text, wanted

from sketchpad.catalog.topics import topics


@wanted
def test_topics_and_their_rules_are_those_of_the_study_text() -> None:
    sections = re.split(r"^## ", text(), flags=re.MULTILINE)
    (table,) = (section for section in sections if section.startswith("8. "))
    rows = re.findall(r"^\| (?!study topic|---)[^|]*\| ([^|]*) \|$", table, re.MULTILINE)
    rules = [re.sub(r"CMP-001\.\.004", "CMP-001 CMP-002 CMP-003 CMP-004", row) for row in rows]
    assert [set(topic.rules) for topic in topics()] == [set(re.findall(r"[A-Z]{3}-[0-9]{3}", row)) for row in rules]


def test_a_topic_names_each_rule_once() -> None:
    assert all(len(set(topic.rules)) == len(topic.rules) > 0 for topic in topics())
