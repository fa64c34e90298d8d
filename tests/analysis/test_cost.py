"""What is charged for each kind of part, what is left out, and what a whole design comes to."""

from __future__ import annotations

import pytest

from sketchpad.analysis.cost import Cost, estimate
from sketchpad.analysis.tariff import hourly
from sketchpad.catalog import facts, graph
from sketchpad.model import parse

MONTH = 730
SECONDS = MONTH * 3600


def cost(sketch: str) -> Cost:
    return estimate(graph(parse(sketch)))


def price(name: str) -> float:
    value: float = facts.price(name).value
    return value


@pytest.mark.parametrize(
    ("sketch", "usd"),
    [
        ("ecs_fargate f", 2 * MONTH * (price("fargate.vcpu_h") + 2 * price("fargate.gb_h"))),
        (
            "ecs_fargate f tasks=10 vcpu=0.5 mem_gb=1",
            10 * MONTH * (0.5 * price("fargate.vcpu_h") + price("fargate.gb_h")),
        ),
        ("ecs_fargate f standby=pilot", 0),
        (
            "lambda f avg_rps=10 avg_duration_ms=200 memory_mb=1024",
            SECONDS * (10 / 1e6 * price("lambda.requests_1m") + 2 * price("lambda.gb_s_x86")),
        ),
        ("lambda f provisioned_concurrency=4", 4 * 0.5 * SECONDS * price("lambda.provisioned_gb_s")),
        ("rds d class=db.t3.large storage_gb=0", MONTH * price("rds.postgres.t3.large_h")),
        ("rds d class=db.t3.large", MONTH * price("rds.postgres.t3.large_h") + 100 * price("rds.gp3_gb_month")),
        ("rds d class=db.t3.large storage_gb=0 multi_az=true", 2 * MONTH * price("rds.postgres.t3.large_h")),
        ("rds d class=db.t3.large storage_gb=0 xregion=replica", 2 * MONTH * price("rds.postgres.t3.large_h")),
        ("aurora d class=db.r6g.large az_count=3", 3 * MONTH * price("aurora.r6g.large_h")),
        ("aurora d class=db.r6g.large secondary_regions=eu-west-1", 3 * MONTH * price("aurora.r6g.large_h")),
        ("aurora d capacity=serverless_v2 min_acu=2", 2 * MONTH * price("aurora.acu_h")),
        (
            "rds_proxy p; rds d class=db.t3.large storage_gb=0 monthly_usd=0; p rw d",
            2 * MONTH * price("rds_proxy.vcpu_h"),
        ),
        ("dynamodb d avg_writes=100", 100 * SECONDS / 1e6 * price("dynamodb.wru_1m")),
        ("dynamodb d avg_reads=100 replicas=eu-west-1", 100 * SECONDS / 1e6 * price("dynamodb.rru_1m")),
        ("dynamodb d avg_writes=100 replicas=eu-west-1", 200 * SECONDS / 1e6 * price("dynamodb.wru_1m")),
        ("dynamodb d capacity=provisioned autoscaling=false wcu=100", 100 * MONTH * price("dynamodb.wcu_h")),
        ("dynamodb d capacity=provisioned wcu=900 avg_writes=70", 100 * MONTH * price("dynamodb.wcu_h")),
        ("alb a", MONTH * price("alb.h")),
        ("apigw_rest a; need load avg_rps=10", 0),
        ("user u; apigw_rest a; u calls a; need load avg_rps=10", 10 * SECONDS / 1e6 * price("apigw_rest.1m")),
        (
            "user u; apigw_rest a waf=true; u calls a; need load avg_rps=10",
            10 * SECONDS / 1e6 * (price("apigw_rest.1m") + price("waf.1m")) + price("waf.acl_month"),
        ),
        ("route53 z health_check=true; alb a monthly_usd=0; alb b monthly_usd=0; z routes_to a; z routes_to b", 1.5),
        ("sqs q peak_rps=10; need load peak_rps=10 avg_rps=5", 15 * SECONDS / 1e6 * price("sqs.std_1m")),
        ("sqs q peak_rps=10 batch=10; need load peak_rps=10 avg_rps=5", 1.5 * SECONDS / 1e6 * price("sqs.std_1m")),
        ("sqs q type=fifo peak_rps=10; need load peak_rps=10 avg_rps=5", 15 * SECONDS / 1e6 * price("sqs.fifo_1m")),
        ("kinesis_stream k mode=provisioned shards=4", 4 * MONTH * price("kinesis.shard_h")),
        ("kinesis_stream k", MONTH * price("kinesis.ondemand_stream_h")),
        ("nat_gateway n", MONTH * price("nat.h")),
        (
            "ec2 e monthly_usd=0; nat_gateway n; e egress n gb_month=1000",
            MONTH * price("nat.h") + 1000 * price("nat.gb"),
        ),
        ("vpc_endpoint v type=gateway", 0),
        ("vpc_endpoint v", MONTH * price("vpce.h")),
        ("transit_gateway t; vpn v monthly_usd=0; v connects t", MONTH * price("tgw.attach_h")),
        ("ec2 e monthly_usd=250", 250),
        ("ecs_fargate f monthly_usd=0", 0),
        ("external_system x monthly_usd=90", 90),
        ("user u; external_system x; u calls x", 0),
    ],
)
def test_a_part_is_charged(sketch: str, usd: float) -> None:
    assert cost(sketch).usd == pytest.approx(usd)


@pytest.mark.parametrize(
    ("sketch", "what"),
    [
        ("lambda f", {"requests", "GB-seconds"}),
        ("lambda f avg_rps=3", {"GB-seconds"}),
        ("lambda f avg_rps=3 avg_duration_ms=5", set()),
        ("lambda f compute_type=managed_instances", {"managed instances"}),
        ("rds d", {"instances, their class unknown"}),
        ("rds d class=db.r6i.large engine=oracle-ee", {"instances of a class without a price"}),
        ("rds d class=large", {"instances of a class without a price"}),
        ("rds d class=db.t3.large xregion=backup_copy", {"backups in another Region"}),
        ("dynamodb d", {"write requests", "read requests", "storage"}),
        ("ec2_asg e", {"EC2 Auto Scaling group"}),
        ("nat_gateway n", {"traffic"}),
        ("s3 s", {"storage", "requests"}),
        ("eventbridge_bus b generation=custom", {"events of a bus of the custom generation"}),
        ("s3 s monthly_usd=4", set()),
        ("user u; on_prem x; u calls x", set()),
    ],
)
def test_what_is_left_out_is_named(sketch: str, what: set[str]) -> None:
    assert {one.what for one in cost(sketch).unpriced} == what


REGIONS = "region a code=us-east-1; region b code=eu-west-1; region c code=us-east-2; s3 x in a; s3 y in b; s3 z in c"


@pytest.mark.parametrize(
    ("link", "usd"),
    [
        ("x replicates_to y gb_month=20000", 20000 * price("dt.cross_region_gb")),
        ("x replicates_to z gb_month=20000", 20000 * price("dt.use1_use2_gb")),
        ("x replicates_to y", 0),
        ("s3 w in a; x replicates_to w gb_month=20000", 0),
        ("s3 w; x replicates_to w gb_month=20000", 0),
        ("dynamodb d in a replicas=eu-west-1; lambda f in b; f reads d gb_month=20000", 0),
        ("rds d in a; lambda f in b; f reads d gb_month=20000", 20000 * price("dt.cross_region_gb")),
        ("user u; lambda f in a; u calls f gb_month=500", 500 * price("dt.internet_gb")),
        ("user u; cloudfront f; u calls f gb_month=500", 500 * price("cloudfront.gb_us_eu")),
    ],
)
def test_traffic_out_of_a_region_is_charged(link: str, usd: float) -> None:
    sums = cost(f"{REGIONS}; {link}").by_part
    assert sum(sums.values()) - sums.get("d", 0) == pytest.approx(usd)


def test_terms_say_what_they_rest_on() -> None:
    first, second = cost("ecs_fargate f tasks=3").terms
    assert (first.part, first.what, first.quantity, first.unit) == ("f", "vCPU of 3 tasks", 3 * MONTH, "vCPU-h")
    assert first.price is facts.price("fargate.vcpu_h")
    assert first.source == "infracost"
    assert second.usd == pytest.approx(6 * MONTH * price("fargate.gb_h"))


def test_the_sum_that_the_design_states_goes_before_the_estimate() -> None:
    (only,) = cost("rds d class=db.r6g.4xlarge monthly_usd=12").terms
    assert (only.usd, only.price, only.source) == (12, None, "")


def test_parts_come_the_dearest_first() -> None:
    whole = cost("alb a; nat_gateway n; ec2 e monthly_usd=500; ec2 o monthly_usd=0; nat_gateway m")
    assert list(whole.by_part) == ["e", "m", "n", "a"]


@pytest.mark.parametrize(
    ("engine", "name", "of", "sizes"),
    [
        ("postgres", "db.t3.large", "rds.postgres.t3.large_h", 1),
        ("mysql", "db.t3.large", "rds.mysql.t3.large_h", 1),
        ("postgres", "db.t4g.medium", "rds.postgres.t3.large_h", 0.5),
        ("postgres", "db.r6g.4xlarge", "rds.mysql.r6g.large_h", 8),
        ("mariadb", "db.m7g.xlarge", "rds.mysql.m5.large_h", 2),
        ("sqlserver-se", "db.m5.2xlarge", "rds.sqlserver_se.m5.xlarge_h", 2),
        ("sqlserver-se", "db.r5.xlarge", "rds.sqlserver_se.m5.xlarge_h", 1),
        ("aurora-mysql", "db.r7g.2xlarge", "aurora.r6g.large_h", 4),
    ],
)
def test_an_instance_is_priced_like_one_of_another_size(engine: str, name: str, of: str, sizes: float) -> None:
    found = hourly(engine, name)
    assert found is not None
    assert (found.price, found.sizes) == (facts.price(of), sizes)


@pytest.mark.parametrize(
    ("engine", "name"),
    [("oracle-ee", "db.m5.large"), ("postgres", "huge"), ("db2-se", "db.m5.large"), ("postgres", "db.x2g.large")],
)
def test_an_instance_without_a_price(engine: str, name: str) -> None:
    assert hourly(engine, name) is None
