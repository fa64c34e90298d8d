"""Rules that a team states as data: what each form of the language judges, and how a slip of the pen is answered."""

from __future__ import annotations

import time
import tomllib
from datetime import date
from typing import NamedTuple

import pytest

from sketchpad.editing import SetProperty
from sketchpad.model import Design, parse
from sketchpad.rules import RULES, Judged, Linter, Rule, check
from sketchpad.rules.custom import all_rules
from sketchpad.rules.fixing import is_safe
from sketchpad.rules.tables import RuleError

from .test_live import there_and_back
from .test_odd_values import bent

TODAY = date(2026, 11, 23)
HEAD = """
[[rule]]
id = "TEAM-001"
severity = "warning"
reason = "We agreed on it."
bad = "sqs jobs"
good = "sns news"
"""


class File(NamedTuple):
    """Settings as they were read."""

    text: str
    path: str = "team.toml"

    @property
    def table(self) -> dict[str, object]:
        return tomllib.loads(self.text)


def stated(text: str) -> Rule:
    """The one rule that a file states, whose first lines are those of HEAD."""
    (rule,) = all_rules(File(HEAD + text))[len(RULES) :]
    return rule


def found(text: str, sketch: str) -> list[tuple[str, ...]]:
    return [finding.on for finding in findings(text, sketch)]


def findings(text: str, sketch: str | Design) -> tuple[Judged, ...]:
    design = parse(sketch) if isinstance(sketch, str) else sketch
    return check(design, TODAY, rules=[stated(text)]).findings


def said(text: str, sketch: str) -> str:
    (finding,) = findings(text, sketch)
    return finding.message


def refused(text: str, head: str = HEAD) -> str:
    with pytest.raises(RuleError) as error:
        all_rules(File(head + text))
    return str(error.value)


# -- which parts ----------------------------------------------------------------------------------------------------

SHOP = """
region tokyo code=ap-northeast-1
region paris code=eu-west-3
service orders
service stock
vpc net
lambda shop in orders,tokyo
lambda depot in stock,paris
lambda loose
dynamodb items in stock,paris
sqs jobs in stock,tokyo
shop writes items
depot writes items
loose writes items
shop publishes jobs
"""
FOREIGN = 'forbid.connection = {source.category = "compute", verb = ["writes", "rw"], target.category = "store", %s}'


@pytest.mark.parametrize(
    ("border", "spoken"),
    [("service", [("items", "shop")]), ("region", [("items", "shop")]), ("vpc", []), ("account", [])],
)
def test_a_connection_crosses_where_both_ends_are_known_to_lie_apart(border: str, spoken: object) -> None:
    assert found(FOREIGN % f'crosses = "{border}"', SHOP) == spoken


def test_of_several_borders_one_is_enough() -> None:
    assert found(FOREIGN % 'crosses = ["vpc", "service"]', SHOP) == [("items", "shop")]


def test_what_lies_in_no_region_crosses_none() -> None:
    sketch = "region tokyo code=ap-northeast-1; route53 names; alb front in tokyo; names routes_to front"
    assert found('forbid.connection.crosses = "region"', sketch) == []


@pytest.mark.parametrize(
    ("selector", "ids"),
    [
        ('kind = "lambda"', ["depot", "loose", "shop"]),
        ('kind = ["sqs", "dynamodb"]', ["items", "jobs"]),
        ('category = "messaging"', ["jobs"]),
        ('trait = "queue"', ["jobs"]),
        ('in = "stock"', ["depot", "items", "jobs"]),
        ('in = "st*"', ["depot", "items", "jobs"]),
        ('in = "service", kind = "lambda"', ["depot", "shop"]),
        ('kind = "lambda", not.in = "service"', ["loose"]),
        ('id = "*o*", category = "compute"', ["depot", "loose", "shop"]),
        ('id = ["sh?p", "j*"]', ["jobs", "shop"]),
        ("kind = 'lambda', not = {id = 'depot'}", ["loose", "shop"]),
    ],
)
def test_components(selector: str, ids: list[str]) -> None:
    assert [on for (on,) in found(f"forbid.component = {{{selector}}}", SHOP)] == ids


def test_a_name_is_what_people_see() -> None:
    assert found('forbid.component.name = "Old *"', 'sqs a name="Old jobs"; sqs b name=New; sqs c') == [("a",)]


def test_groups() -> None:
    assert found('forbid.group.kind = "region"', SHOP) == [("paris",), ("tokyo",)]
    assert found('forbid.group.properties.code = "eu-west-3"', SHOP) == [("paris",)]
    assert found('forbid.group = {kind = "vpc", in = "region"}', "region r; vpc a in r; vpc b") == [("a",)]


def test_unknown_kinds_are_judged_by_no_rule() -> None:
    assert found('forbid.component.id = "*"', "lamda fn; sqs jobs") == [("jobs",)]


# -- properties -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "sketch", "speaks"),
    [
        ("multi_az = true", "rds d multi_az=true", True),
        ("multi_az = true", "rds d", False),
        ("multi_az = false", "rds d", True),
        ('engine = "mysql"', "rds d engine=mysql", True),
        ('engine = ["mysql", "mariadb"]', "rds d engine=mariadb", True),
        ('engine = {not = "mysql"}', "rds d engine=mysql", False),
        ('engine = {not = ["mysql", "mariadb"]}', "rds d", True),
        ('class = "unset"', "rds d", True),
        ('class = "unset"', "rds d class=db.r6g.large", False),
        ('class = {like = "db.t*"}', "rds d class=db.t4g.micro", True),
        ('class = {like = ["db.t*", "db.m*"]}', "rds d class=db.r6g.large", False),
        ('class = {not = "db.r6g.large"}', "rds d", False),
        ("backup_days = {min = 8}", "rds d backup_days=8", True),
        ("backup_days = {min = 8}", "rds d", False),
        ("backup_days = {max = 7}", "rds d", True),
        ("backup_days = {min = 1, max = 6}", "rds d", False),
        ("backup_days = {stated = true}", "rds d", False),
        ("backup_days = {stated = true}", "rds d backup_days=7", True),
        ("backup_days = {stated = true, min = 8}", "rds d backup_days=7", False),
        ("backup_days = {stated = false}", "rds d", True),
        ("storage_gb = {min = 1}", "rds d storage_gb=word", False),
        ("backup_days = 7, multi_az = true", "rds d", False),
    ],
)
def test_properties_of_components(asked: str, sketch: str, speaks: bool) -> None:
    assert bool(found(f'forbid.component = {{kind = "rds", properties = {{{asked}}}}}', sketch)) is speaks


def test_a_list_has_what_is_asked_where_it_names_it() -> None:
    asked = 'forbid.component = {kind = "dynamodb", properties.replicas = "us-east-1"}'
    assert found(asked, "dynamodb a replicas=us-east-1,eu-west-1; dynamodb b replicas=eu-west-1; dynamodb c") == [
        ("a",)
    ]


def test_digits_are_also_a_word_and_true_is_no_number() -> None:
    numbered = 'forbid.group = {kind = "account", properties.number = "111122223333"}'
    assert found(numbered, "account a number=111122223333; account b number=444455556666") == [("a",)]
    counted = 'forbid.component = {kind = "rds", properties.backup_days = 1}'
    design = SetProperty("d", "backup_days", True)(parse("rds d"))
    assert findings(counted, design) == ()


def test_properties_of_connections() -> None:
    asked = 'forbid.connection = {verb = "delivers", properties.dlq = false}'
    sketch = "sqs jobs; lambda a; lambda b; jobs delivers a; jobs delivers b dlq=true"
    assert found(asked, sketch) == [("a", "jobs")]


# -- what is asked --------------------------------------------------------------------------------------------------

BACKED_UP = 'require = {component.kind = ["rds", "aurora"], properties.backup_days = {min = 14}}'


@pytest.mark.parametrize(("days", "speaks"), [(13, True), (14, False)])
def test_a_required_property(days: int, speaks: bool) -> None:
    assert bool(found(BACKED_UP, f"rds d backup_days={days}; sqs q")) is speaks


def test_unknown_is_not_wrong_but_unstated_is() -> None:
    assert found('require = {component.kind = "rds", properties.class = {like = "db.r*"}}', "rds d") == []
    assert found('require = {component.kind = "rds", properties.class = {stated = true}}', "rds d") == [("d",)]
    asked = 'require = {component.category = "store", properties.multi_az = {stated = true}}'
    assert found(asked, "s3 files; rds d") == [("d",)], "a bucket has no such property"


@pytest.mark.parametrize(
    ("asked", "sketch", "message"),
    [
        ("backup_days = {min = 14}", "rds d", "d: backup_days is 7, asked is at least 14."),
        ("backup_days = {max = 3}", "rds d", "d: backup_days is 7, asked is at most 3."),
        ("multi_az = true", "rds d", "d: multi_az is false, asked is true."),
        ('engine = {not = "postgres"}', "rds d", "d: engine is postgres, asked is not postgres."),
        ('engine = ["mysql", "mariadb"]', "rds d", "d: engine is postgres, asked is mysql or mariadb."),
        ("class = {stated = true}", "rds d", "d: class is not stated."),
        ("class = {stated = false}", "rds d class=db.r6g.large", "d: class is stated."),
        (
            'multi_az = true, engine = {like = "*sql"}',
            "rds d engine=mariadb",
            "d: multi_az is false, asked is true; engine is mariadb, asked is like *sql.",
        ),
    ],
)
def test_what_falls_short_is_said_with_its_figures(asked: str, sketch: str, message: str) -> None:
    assert said(f'require = {{component.kind = "rds", properties = {{{asked}}}}}', sketch) == message


def test_a_required_connection() -> None:
    asked = 'require = {component.kind = "sqs", outgoing = {verb = "delivers", target.category = "compute"}}'
    assert found(asked, "sqs a; sqs b; lambda fn; a delivers fn; fn publishes b") == [("b",)]
    asked = 'require = {component.kind = "lambda", incoming = {source.kind = "sqs", properties.dlq = true}}'
    assert found(asked, "sqs a; lambda x; lambda y; a delivers x; a delivers y dlq=true") == [("x",)]


def test_a_required_place() -> None:
    asked = 'require = {component.trait = "relational", in = "subnet"}'
    assert found(asked, "vpc net; subnet s in net; rds a in s; rds b in net; sqs q") == [("b",)]
    assert said(asked, "rds b") == "b: it lies in no subnet."
    assert found('require = {group.kind = "subnet", in = "vpc"}', "vpc net; subnet s in net; subnet t") == [("t",)]


def test_naming() -> None:
    assert found('require = {group.kind = "service", id = "svc-*"}', "service svc-a; service b") == [("b",)]
    assert said('require = {component.kind = "sqs", id = ["q-*", "dlq-*"]}', "sqs jobs") == (
        "jobs: the id jobs is not like q-* or dlq-*."
    )
    named = 'require = {component.kind = "sqs", name = "[A-Z]*"}'
    assert found(named, "sqs a name=Jobs; sqs b name=jobs; sqs c") == [("b",), ("c",)]
    assert found('require = {connection.verb = "calls", id = "x-*"}', "lambda a; lambda b; a calls b") == [("a", "b")]


# -- messages and fixes ---------------------------------------------------------------------------------------------


def test_a_message_names_the_parts_by_what_people_see() -> None:
    rule = FOREIGN % 'crosses = "service"' + '\nmessage = "{source} {verb} what is in {target}."'
    assert said(rule, SHOP) == "shop writes what is in items."
    assert said('message = "No {kind}: {component}."\nforbid.component.kind = "sqs"', "sqs q name=Jobs") == (
        "No SQS queue: Jobs."
    )
    assert said('message = "{group} is a {kind}."\nforbid.group.kind = "vpc"', "vpc net").startswith("net is a ")


def test_a_name_is_not_read_as_a_message() -> None:
    rule = 'message = "{source} to {target}."\nforbid.connection.verb = "calls"'
    sketch = 'lambda a name="{target}"; lambda b name="{0.__class__}"; a calls b'
    assert said(rule, sketch) == "{target} to {0.__class__}."


def test_without_a_message_the_title_says_it() -> None:
    assert said('name = "no-queues"\nforbid.component.kind = "sqs"', "sqs q") == "q: No queues."
    assert said('title = "Queues are out."\nforbid.component.kind = "sqs"', "sqs q") == "q: Queues are out."
    rule = 'title = "No calls."\nforbid.connection.verb = "calls"'
    assert said(rule, "lambda a; lambda b; a calls b") == "a calls b: No calls."


def test_without_a_name_the_reason_begins_with_the_title() -> None:
    reason = 'reason = """We agreed\non it. Twice.\n\nAsk Ana."""'
    head = HEAD.replace('reason = "We agreed on it."', reason)
    (rule,) = all_rules(File(head + 'forbid.component.kind = "sqs"'))[len(RULES) :]
    assert (rule.title, rule.why) == ("We agreed on it.", "Twice.\n\nAsk Ana.")
    (finding,) = check(parse("sqs q"), TODAY, rules=[rule]).findings
    assert finding.message == "q: We agreed on it."


def test_one_fix_states_all_that_is_asked_where_that_is_one_value_each() -> None:
    text = 'require = {component.kind = "rds", properties = {multi_az = true, backup_days = {min = 14, max = 30}}}'
    design = parse("rds d engine=postgres backup_days=31")
    (finding,) = findings(text, design)
    (fix,) = finding.fixes
    assert fix.id == "set-multi-az-backup-days"
    after = fix.edit(design)["d"]
    assert dict(after.properties) == {"engine": "postgres", "backup_days": 30, "multi_az": True}
    assert findings(text, fix.edit(design)) == ()


@pytest.mark.parametrize(
    "asked",
    [
        'properties.engine = ["mysql", "mariadb"]',
        "properties.class = {stated = true}",
        'properties.multi_az = true, id = "db-*"',
    ],
)
def test_no_fix_where_it_would_not_mend_all(asked: str) -> None:
    (finding,) = findings(f'require = {{component.kind = "rds", {asked}}}', "rds d")
    assert finding.fixes == ()


def test_a_fix_that_sets_one_property_is_safe() -> None:
    rule = stated('require = {component.kind = "sqs", properties.dlq = true}')
    design, rules = parse("sqs q"), [*RULES, rule]
    (finding,) = check(design, TODAY, rules=rules).findings
    assert is_safe(design, finding, finding.fixes[0], judge=lambda some: check(some, TODAY, rules))


# -- alike to all rules ---------------------------------------------------------------------------------------------

FORMS = (
    FOREIGN % 'crosses = "service"',
    'forbid.component = {trait = "queue", not.in = "service"}',
    'forbid.group = {kind = "region", in = "account"}',
    BACKED_UP,
    'require = {component.kind = "sqs", outgoing = {target = {category = "compute", in = "service"}}}',
    'require = {component.category = "compute", incoming.source.properties.dlq = true, in = ["service", "vpc"]}',
    'require = {connection.verb = "delivers", properties.dlq = true}',
    'require = {group.kind = "service", in = "account", name = "O*"}',
)
DESIGNS = (
    "service a; service b; lambda f in a; dynamodb t in b; f writes t; sqs q; q delivers f; rds d backup_days=3",
    "account z; region r in z; vpc n in r; service o in z; sqs q in o dlq=true; lambda f in n; q delivers f",
)


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("text", FORMS)
def test_live_findings_follow_every_edit(text: str, design: str) -> None:
    there_and_back(stated(text), parse(design))


@pytest.mark.parametrize("text", FORMS)
def test_a_rule_survives_odd_values(text: str) -> None:
    linter = Linter([stated(text)])
    for design in DESIGNS:
        for _, _, _, odd in bent(parse(design)):
            for finding in linter.once(odd, TODAY).findings:
                assert finding.message
                assert all(fix.edit(odd) is not None for fix in finding.fixes)


def test_a_waiver_of_it_holds_and_is_known() -> None:
    rule = stated('forbid.component.kind = "sqs"')
    design = parse('sqs q; waive TEAM-001 on q reason="until the move"; waive TEAM-002 on q reason=none')
    for report in (check(design, TODAY, rules=[*RULES, rule]), _live(design, rule)):
        (own,) = (one for one in report.findings if one.rule is rule)
        assert own.waived
        assert [one.message for one in report.findings if one.rule.id == "FIL-007"] == [
            "The waiver speaks of TEAM-002; there is no such rule."
        ]


def _live(design: Design, rule: Rule) -> object:
    linter = Linter([*RULES, rule])
    linter.see(design)
    return linter.report(TODAY)


def test_its_page() -> None:
    rule = stated('name = "no-queues"\ntitle = "Queues\\n are out."\nfine = "never"\nforbid.component.kind = "sqs"')
    assert (rule.id, rule.family, rule.name, rule.severity.word) == ("TEAM-001", "TEAM", "no-queues", "warning")
    assert (rule.title, rule.why, rule.fine) == ("Queues are out.", "We agreed on it.", "never")
    assert rule.examples == {"Bad": "sqs jobs", "Good": "sns news"}
    assert rule.origin == "team.toml"


# -- slips of the pen -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "rule TEAM-001: a rule states either forbid or require"),
        ('forbid.component.kind = "sqs"\nrequire.component.kind = "sqs"', "a rule states either forbid or require"),
        ('frobid.component.kind = "sqs"', "rule TEAM-001: there is no key frobid; did you mean forbid?"),
        ("forbid = 1", "forbid: it takes a table"),
        ("forbid = {}", "forbid: it is about one of component, connection, group"),
        ("forbid = {component = {}, group = {}}", "forbid: it is about one of component, connection, group"),
        ('forbid.conection.verb = "calls"', "forbid: it is about one of"),
        ("forbid.component = {}\nforbid.colour = 1", "forbid: there is no key colour"),
        ('forbid.component.kind = "lamda"', "forbid.component.kind: there is no kind of component lamda; did you mean"),
        ('forbid.component.kidn = "sqs"', "forbid.component: there is no key kidn; did you mean kind?"),
        ('forbid.component.category = "stores"', "there is no category stores; did you mean store?"),
        ('forbid.component.trait = "ques"', "there is no trait ques; did you mean queue?"),
        ('forbid.component = {kind = "sqs", category = "store"}', "no kind of component is all of that"),
        ("forbid.component.kind = []", "forbid.component.kind: an empty list fits nothing"),
        ("forbid.component.kind = 3", "it takes a word of at most 64 characters, or a list of them"),
        (f'forbid.component.id = "{"*" * 65}"', "it takes a word of at most 64 characters"),
        ('forbid.component.not.not.kind = "sqs"', "forbid.component.not: there is no key not"),
        ('forbid.connection.verb = "write"', "forbid.connection.verb: there is no verb write; did you mean writes?"),
        ('forbid.connection.crosses = "team"', "there is no border team; there are account, az, region"),
        ('forbid.connection.source.verb = "rw"', "forbid.connection.source: there is no key verb"),
        ('forbid.group.kind = "lambda"', "forbid.group.kind: there is no kind of group lambda; there are account"),
        (
            'forbid.component = {kind = "rds", properties.multi_ax = true}',
            "forbid.component.properties: there is no property multi_ax of rds; did you mean multi_az?",
        ),
        (
            'forbid.component = {kind = "rds", properties.engine = "postgress"}',
            "forbid.component.properties.engine: engine takes one of",
        ),
        (
            'require = {component.kind = "rds", properties.backup_days = {mini = 3}}',
            "require.properties.backup_days: there is no key mini; did you mean min?",
        ),
        ('require = {component.kind = "rds", properties.backup_days = {}}', "it asks nothing; write a value"),
        ('require = {component.kind = "rds", properties.backup_days.min = "a"}', "min: it takes a number"),
        ('require = {component.kind = "rds", properties.multi_az.min = 1}', "which has no bounds"),
        ('require = {component.kind = "rds", properties.backup_days = {min = 2, max = 1}}', "min is above max"),
        (
            'require = {component.kind = "rds", properties.backup_days.min = 40}',
            "min: backup_days takes a whole",
        ),
        (
            'require = {component.kind = "rds", properties.backup_days.min = 2.5}',
            "min: backup_days takes a whole",
        ),
        ('require = {component.kind = "rds", properties.backup_days = {stated = false, min = 1}}', "nothing else"),
        ('require = {component.kind = "rds", properties.backup_days.stated = 1}', "it takes true or false"),
        (
            f'require = {{component.kind = "rds", properties.backup_days = 0x{"f" * 4000}}}',
            "it takes true, false, a number or a text of at most 64 characters",
        ),
        ('require = {component.kind = "rds", properties.backup_days.min = nan}', "it takes true, false, a number"),
        ('require = {component.kind = "rds", properties = {}}', "require.properties: it names no property"),
        ('require.component.kind = "rds"', "require: it asks nothing; write properties"),
        ('require = {component.kind = "rds", outgoing.source.kind = "sqs"}', "outgoing: there is no key source"),
        ('require = {connection.verb = "rw", in = "vpc"}', "require: there is no key in"),
        ('forbid.component.kind = "sqs"\ncolour = "red"', "there is no key colour"),
        ('forbid.component.kind = "sqs"\nmessage = "{sorce} is out."', "message: there is no field {sorce}"),
        ('forbid.component.kind = "sqs"\nmessage = "{component.__class__}"', "there is no field {component.__class__}"),
        ('forbid.component.kind = "sqs"\nname = "No Queues"', "name: No Queues is no name of a rule"),
        ('forbid.component.kind = "sqs"\nname = "two-in-one-slot"', "there is a rule two-in-one-slot already"),
    ],
)
def test_slips(text: str, why: str) -> None:
    message = refused(text)
    assert message.startswith("team.toml:3: rule TEAM-001: ")
    assert why in message
    assert len(message) < 600


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('id = "TEAM-001"\n', "", "team.toml:1: the 1. rule: id: every rule states it"),
        ("TEAM-001", "TEAM-1", "team.toml:3: rule TEAM-1: id: TEAM-1 is no id of a rule"),
        ("TEAM-001", "CON-900", "CON is a family of the program's own rules"),
        ('"TEAM-001"', "7", "team.toml:1: the 1. rule: id: it takes a text"),
        ('severity = "warning"\n', "", "severity: every rule states it"),
        ("warning", "warn", "severity: there is no severity warn; did you mean warning?"),
        ('reason = "We agreed on it."\n', "", "reason: every rule states it"),
        ('bad = "sqs jobs"\n', "", "bad: every rule states it"),
        ('good = "sns news"', 'good = "  "', "good: every rule states it"),
    ],
)
def test_slips_at_the_head(old: str, new: str, why: str) -> None:
    assert old in HEAD
    assert why in refused('forbid.component.kind = "sqs"', HEAD.replace(old, new))


def test_an_id_is_given_once() -> None:
    rule = HEAD + 'forbid.component.kind = "sqs"\n'
    assert refused(rule, rule) == "team.toml:11: rule TEAM-001: there is a rule TEAM-001 already"


@pytest.mark.parametrize("text", ["rule = 3", "[rule]\nid = 1", "rule = [1]"])
def test_rules_are_tables(text: str) -> None:
    message = refused(text, "")
    assert "table" in message
    assert ": : " not in message


def test_a_hostile_pattern_takes_no_time() -> None:
    asked = f'forbid.component = {{kind = "sqs", name = "{"*a" * 31}*b"}}'
    design = SetProperty("q", "dlq", True)(parse("sqs q"))
    long = design.having(design["q"].but(name="a" * 20_000))
    start = time.perf_counter()
    assert findings(asked, long) == ()
    assert time.perf_counter() - start < 1
