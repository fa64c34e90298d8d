"""The rules about compute: where they speak, where they stay silent, and what they propose."""

from __future__ import annotations

import pytest

from sketchpad.model import Component, parse
from sketchpad.rules import Judged, Report, Severity, check, compute

RULES = [value for value in vars(compute).values() if isinstance(value, compute.gpu_on_unsupported_compute.__class__)]


def report(sketch: str) -> Report:
    return check(parse(sketch), rules=RULES)


def said(sketch: str) -> list[str]:
    return [finding.rule.id for finding in report(sketch).findings]


def only(sketch: str) -> Judged:
    (finding,) = report(sketch).findings
    return finding


def fixed(sketch: str, fix: str) -> Component:
    """The component `f` after a fix."""
    finding = only(sketch)
    return next(one for one in finding.fixes if one.id == fix).edit(parse(sketch)).components["f"]


@pytest.mark.parametrize("kind", ["lambda", "ecs_fargate", "app_runner", "eks"])
def test_no_gpu_where_the_platform_hides_it(kind: str) -> None:
    mode = " compute=fargate" if kind == "eks" else ""
    assert "CMP-001" in said(f"{kind} f gpu=true{mode}")


@pytest.mark.parametrize(
    "sketch",
    [
        "eks f gpu=true",
        "eks f gpu=true compute=auto",
        "batch f gpu=true",
        "sagemaker_endpoint f",
        "lambda f",
        "lambda f gpu=false",
        "lambda f gpu=yes_please",
        "lambda f gpu=true; sagemaker_endpoint s; f invokes s",
    ],
)
def test_gpu_is_possible_or_not_needed(sketch: str) -> None:
    assert "CMP-001" not in said(sketch)


def test_batch_on_fargate_is_fargate() -> None:
    assert said("batch f gpu=true compute=fargate") == ["CMP-001"]
    assert fixed("batch f gpu=true compute=fargate", "become-batch").properties["compute"] == "ec2"


def test_proposals_heed_the_other_hard_needs() -> None:
    finding = next(f for f in report("lambda f gpu=true os_access=custom_kernel").findings if f.rule.id == "CMP-001")
    assert "ECS Managed Instances" not in finding.message
    assert "ECS on EC2" in finding.message


def test_proposals_are_among_what_the_team_accepts() -> None:
    finding = only("lambda f gpu=true allowed=ecs_ec2,lambda")
    assert [fix.id for fix in finding.fixes] == ["become-ecs-ec2", "insert-sagemaker-endpoint"]


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        ("ecs_managed f os_access=custom_kernel", True),
        ("ecs_managed f os_access=privileged", False),
        ("ecs_managed f os_access=ssh", True),
        ("eks f os_access=ssh", False),
        ("eks f os_access=ssh compute=auto", True),
        ("eks f os_access=privileged compute=auto", False),
        ("eks f os_access=host_agent compute=fargate", True),
        ("batch f os_access=privileged compute=fargate", True),
        ("app_runner f os_access=ssh", True),
        ("ecs_ec2 f os_access=custom_kernel", False),
        ("lambda f os_access=none", False),
    ],
)
def test_os_access(sketch: str, speaks: bool) -> None:
    assert ("CMP-002" in said(sketch)) is speaks


@pytest.mark.parametrize(
    ("sketch", "severity"),
    [
        ("lambda f licence=byol", Severity.ERROR),
        ("ecs_managed f licence=per_core", Severity.ERROR),
        ("sagemaker_endpoint f licence=per_core", Severity.ERROR),
        ("eks f licence=per_socket compute=fargate", Severity.ERROR),
        ("eks f licence=per_socket", Severity.WARNING),
        ("ec2 f licence=per_core", Severity.WARNING),
        ("ec2_asg f licence=dedicated_host tenancy=dedicated_instance", Severity.WARNING),
        ("ec2_asg f licence=byol", None),
        ("ec2 f licence=per_core tenancy=dedicated_host", None),
        ("batch f licence=per_core", None),
        ("ec2 f", None),
    ],
)
def test_licences(sketch: str, severity: Severity | None) -> None:
    found = [finding.severity for finding in report(sketch).findings if finding.rule.id == "CMP-003"]
    assert found == ([] if severity is None else [severity])


def test_a_licence_moves_to_hosts_of_its_own() -> None:
    moved = fixed("ecs_fargate f licence=per_core", "become-ec2-asg")
    assert (moved.kind, moved.properties["tenancy"]) == ("ec2_asg", "dedicated_host")
    assert fixed("ec2 f licence=per_core", "dedicated-host").properties["tenancy"] == "dedicated_host"


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        ("lambda f max_duration_s=900", False),
        ("lambda f max_duration_s=901", True),
        ("lambda f", False),
        ("lambda f max_duration_s=3600 compute_type=managed_instances", False),
        ("sqs q dlq=true; lambda f max_duration_s=3600 compute_type=managed_instances; q delivers f", False),
        ("alb a; lambda f max_duration_s=3600 compute_type=managed_instances; a routes_to f", True),
        ("lambda f max_duration_s=5401 compute_type=managed_instances", True),
        ("lambda f max_duration_s=86400 durable=true step_max_duration_s=600", False),
        ("lambda f max_duration_s=86400 durable=true", True),
        ("lambda f max_duration_s=86400 durable=true step_max_duration_s=1000", True),
        ("lambda f max_duration_s=31622401 durable=true step_max_duration_s=600", True),
        ("ecs_fargate f max_duration_s=86400", False),
    ],
)
def test_the_longest_invocation(sketch: str, speaks: bool) -> None:
    assert ("CMP-004" in said(sketch)) is speaks


def test_long_durations_are_written_out() -> None:
    message = only("lambda f max_duration_s=31622401 durable=true step_max_duration_s=600").message
    assert message == "f may run 31,622,401 s; a durable execution ends after 31,622,400 s."


def test_work_is_split_into_the_steps_it_takes() -> None:
    sketch = "sqs q; lambda f max_duration_s=2000; q delivers f"
    after = next(fix for fix in only(sketch).fixes if fix.id == "insert-step-functions").edit(parse(sketch))
    assert [c.id for c in after.components.values() if c.kind == "lambda"] == ["f", "f-2", "f-3"]
    assert after.connections["q-delivers-f"].target == "f-steps"
    assert sum(c.verb == "orchestrates" for c in after.connections.values()) == 3


def test_work_of_hours_is_not_split_into_a_row_of_functions() -> None:
    assert "insert-step-functions" not in {fix.id for fix in only("lambda f max_duration_s=20000").fixes}


def test_nobody_who_waits_is_sent_to_a_batch_job() -> None:
    ids = [fix.id for fix in only("alb a; lambda f max_duration_s=1800; a routes_to f").fixes]
    assert "become-batch" not in ids
    assert "become-ecs-fargate" in ids


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        ("lambda f timeout_s=3 max_duration_s=5", True),
        ("lambda f max_duration_s=5", False),
        ("lambda f timeout_s=5 max_duration_s=5", False),
        ("lambda f timeout_s=3", False),
        ("lambda f timeout_s=3 max_duration_s=5 durable=true", False),
        ("lambda f timeout_s=3 max_duration_s=1000", False),
        ("lambda f timeout_s=900 max_duration_s=1000 compute_type=managed_instances", True),
    ],
)
def test_the_timeout(sketch: str, speaks: bool) -> None:
    assert ("CMP-005" in said(sketch)) is speaks


def test_a_timeout_is_raised_within_the_ceiling() -> None:
    assert fixed("lambda f timeout_s=3 max_duration_s=5", "raise-timeout").properties["timeout_s"] == 8
    assert fixed("lambda f timeout_s=3 max_duration_s=700", "raise-timeout").properties["timeout_s"] == 900


TAIL = """
    region r code=us-east-1
    user u
    apigw_rest a in r auth=jwt waf=true
    lambda f in r {function}
    u routes_to a
    a routes_to f
    need users at=New_York
    need latency {latency}
"""


@pytest.mark.parametrize(
    ("function", "latency", "speaks"),
    [
        ("runtime=java", "read_ms=200 pctl=99", True),
        ("runtime=java", "read_ms=200 pctl=99.9", True),
        ("runtime=java", "read_ms=200 pctl=95", False),
        ("runtime=java", "read_ms=200", False),
        ("runtime=java", "pctl=99", False),
        ("runtime=java", "read_ms=3000 pctl=99", False),
        ("runtime=rust", "read_ms=200 pctl=99", False),
        ("runtime=rust", "read_ms=85 pctl=99", True),
        ("runtime=rust own_latency_ms=100", "read_ms=200 pctl=99", True),
        ("runtime=java provisioned_concurrency=5", "read_ms=200 pctl=99", False),
        ("runtime=java snapstart=true", "read_ms=200 pctl=99", False),
        ("runtime=java compute_type=managed_instances", "read_ms=200 pctl=99", False),
    ],
)
def test_cold_starts(function: str, latency: str, speaks: bool) -> None:
    assert ("CMP-006" in said(TAIL.format(function=function, latency=latency))) is speaks


def test_cold_starts_of_what_nobody_waits_for() -> None:
    sketch = "user u; lambda a snapstart=true; sqs q; lambda f runtime=java; u calls a; a publishes q; q delivers f"
    assert said(f"{sketch}; need latency read_ms=200 pctl=99") == []


def test_a_function_that_only_writes_answers_to_the_budget_of_writes() -> None:
    sketch = "user u; lambda f runtime=java; dynamodb d; u calls f; f writes d"
    assert said(f"{sketch}; need latency read_ms=200 pctl=99") == []
    assert said(f"{sketch}; need latency read_ms=200 write_ms=5000 pctl=99") == []
    assert said(f"{sketch}; need latency write_ms=200 pctl=99") == ["CMP-006"]


def test_only_the_requirement_that_is_missed_breaks() -> None:
    sketch = "user u; lambda f runtime=java; u calls f"
    needs = "need latency as slow read_ms=9000 pctl=99; need latency as fast read_ms=200 pctl=99"
    assert only(f"{sketch}; {needs}").breaks == ("fast",)


def test_snapstart_is_offered_to_the_runtimes_that_have_it() -> None:
    sketch = "user u; lambda f runtime={}; u calls f; need latency read_ms=50 pctl=99"
    assert "snapstart" in {fix.id for fix in only(sketch.format("java")).fixes}
    assert "snapstart" not in {fix.id for fix in only(sketch.format("go")).fixes}


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        ("ec2 f", True),
        ("ec2_asg f", True),
        ("ecs_ec2 f", True),
        ("eks f", True),
        ("eks f compute=auto", False),
        ("ecs_managed f", False),
        ("ec2 f os_access=ssh", False),
        ("ec2 f licence=byol", False),
        ("ec2 f special_hardware=true", False),
        ("ec2 f existing_fleet=true", False),
        ("ec2 f protocol=udp", False),
        ("ec2 f protocol=multicast", False),
    ],
)
def test_servers_without_a_hard_reason(sketch: str, speaks: bool) -> None:
    assert ("CMP-007" in said(f"{sketch}; need ops pref=lowest")) is speaks
    assert "CMP-007" not in said(sketch)


def test_the_first_option_left_is_proposed() -> None:
    assert only("ec2 f; need ops pref=lowest").fixes[0].id == "become-lambda"
    assert only("ec2 f max_duration_s=7200; need ops pref=lowest").fixes[0].id == "become-ecs-fargate"
    assert only("ec2 f protocol=tcp; need ops pref=lowest").fixes[0].id == "become-ecs-fargate"


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        ("ecs_ec2 f gpu=true allowed=lambda,ecs_fargate", True),
        ("ecs_ec2 f gpu=true allowed=lambda", True),
        ("ecs_ec2 f gpu=true allowed=lambda,batch", False),
        ("ecs_ec2 f gpu=true allowed=sagemaker_endpoint", False),
        ("ecs_ec2 f licence=per_core allowed=ecs_fargate,ecs_managed", True),
        ("ecs_ec2 f licence=per_core allowed=ecs_ec2", True),
        ("ecs_ec2 f licence=per_core allowed=ecs_ec2 tenancy=dedicated_host", False),
        ("ecs_ec2 f licence=per_core allowed=ec2_asg", False),
        ("lambda f max_duration_s=7200 allowed=lambda", True),
        ("lambda f max_duration_s=7200 durable=true step_max_duration_s=60 allowed=lambda", False),
        ("ecs_ec2 f gpu=true", False),
        ("ecs_ec2 f gpu=true allowed=none", False),
    ],
)
def test_contradicting_needs(sketch: str, speaks: bool) -> None:
    assert ("CMP-008" in said(sketch)) is speaks


def test_the_one_need_that_struck_it_can_be_dropped() -> None:
    assert fixed("ecs_ec2 f gpu=true allowed=lambda", "drop-gpu").properties["gpu"] is False
    two = next(f for f in report("ecs_ec2 f gpu=true os_access=ssh allowed=lambda").findings if f.rule.id == "CMP-008")
    assert not [fix for fix in two.fixes if fix.id.startswith("drop")]


@pytest.mark.parametrize(
    ("sketch", "severity", "fix"),
    [
        ("app_runner f", Severity.WARNING, "become-ecs-fargate"),
        ("app_mesh f", Severity.ERROR, "become-vpc-lattice"),
        ("qldb f", Severity.ERROR, "become-aurora"),
        ("aurora f capacity=serverless_v1", Severity.ERROR, "raise-version"),
    ],
)
def test_what_has_ended(sketch: str, severity: Severity, fix: str) -> None:
    finding = only(sketch)
    assert (finding.rule.id, finding.severity, finding.fixes[0].id) == ("CMP-009", severity, fix)


@pytest.mark.parametrize("sketch", ["aurora f", "aurora f capacity=serverless_v2", "vpc_lattice f", "apprunner f"])
def test_what_goes_on(sketch: str) -> None:
    assert said(sketch) == []


@pytest.mark.parametrize("value", [{"a": 1}, [1, {"b": 2}], None, "unset", 10**400, -1, True, ""])
def test_no_value_makes_a_rule_fall(value: object) -> None:
    names = ["gpu", "os_access", "licence", "allowed", "max_duration_s", "timeout_s", "compute", "capacity", "runtime"]
    names += ["tenancy", "protocol", "compute_type", "provisioned_concurrency", "step_max_duration_s", "durable"]
    design = parse("user u; lambda f; ec2 e; eks k; batch b; aurora a; u calls f; need latency read_ms=1 pctl=99")
    for name in names:
        parts = [c.but(properties={name: value}) for c in design.components.values()]
        check(design.having(*parts), rules=RULES)
