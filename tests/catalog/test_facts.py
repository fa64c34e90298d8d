"""Every figure says where it comes from, and the figures are those of the knowledge base."""

import re
from typing import Any

import pytest
from material import figures, wanted

from sketchpad.catalog import KINDS, UnknownFigure, facts
from sketchpad.catalog.facts import FILES

FIGURES = [pytest.param(figure, id=figure.name) for topic in facts.topics for figure in facts.topic(topic).values()]


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_has_source_and_date(figure: Any) -> None:
    assert figure.sources
    assert set(figure.sources) <= facts.sources.keys()
    assert re.fullmatch(r"20\d\d(-\d\d(-\d\d)?)?", figure.as_of)
    assert figure.checked in facts.checks
    assert set(figure.inherited) <= {"source", "as_of", "checked"}


def test_a_source_has_title_and_date() -> None:
    for source in facts.sources.values():
        assert source.title
        assert source.url == "" or source.url.startswith("https://")
        assert re.fullmatch(r"20\d\d(-\d\d(-\d\d)?)?", source.date)


def test_every_file_is_a_topic() -> None:
    assert {file.stem for file in FILES.glob("*.json")} == {*facts.topics, "about", "sources"}


def test_an_unknown_figure_is_named() -> None:
    with pytest.raises(
        UnknownFigure, match=r"no figure lambda\.timeout_max about quotas; nearest: lambda\.timeout_max_s"
    ):
        facts.quota("lambda", "timeout_max")
    with pytest.raises(KeyError, match="no figures about quota; nearest: quotas"):
        facts.topic("quota")


def test_some_figures() -> None:
    assert facts.quota("lambda", "timeout_max_s").value == 900
    assert str(facts.quota("lambda", "timeout_max_s")) == "900 s"
    assert facts.quota("lambda", "timeout_max_s").adjustable is False
    assert facts.price("fargate.vcpu_h").value == 0.04048
    assert facts.recovery_point("s3_crr_rtc").value == 900
    assert facts.recovery_time("none").value is None
    assert (found := facts.availability("rds", "single_az")) is not None
    assert found.value == 99.5
    assert facts.availability("vpn") is None
    assert (ends := facts.lifecycle("app_runner")) is not None
    assert ends.value["kinds"] == ("ecs_fargate",)


def test_figures_cannot_be_changed() -> None:
    value = facts.quota("eventbridge", "classic_put_tps").value
    with pytest.raises(TypeError):
        value["us-east-1"] = 1
    assert isinstance(facts.get("network", "links").value, tuple)


def test_places() -> None:
    names = ("New York", "New_York", "new york")
    assert {facts.place(name) for name in names} == {facts.cities["New York"]}
    assert facts.place("eu-central-1") == facts.regions["eu-central-1"]
    assert facts.regions["eu-central-1"].town == "Frankfurt"
    assert facts.place("Atlantis") is None


def test_where_a_kind_is_available() -> None:
    assert not facts.available("aurora_dsql", "me-south-1")
    assert facts.available("aurora_dsql", "us-east-1")
    assert not facts.available("rds_proxy", "ap-east-2")
    assert facts.available("lambda", "eu-west-1")
    assert facts.available("rds_proxy", "mars-1")


def test_classes_of_data() -> None:
    assert not facts.data_class("ledger").mergeable
    assert facts.data_class("profile").sensitive
    assert not facts.data_class(None).durable
    choices = set(KINDS["rds"].properties["data_class"].choices)
    assert choices == facts.topic("data_classes").keys()


def test_figures_by_kind_are_about_kinds() -> None:
    for topic in ("latency", "scale_out"):
        assert facts.topic(topic).keys() <= KINDS.keys()
    sections = {name.partition(".")[0] for name in facts.topic("availability")}
    assert sections - KINDS.keys() == {"composition"}


def test_round_trips_are_symmetric_over_all_regions() -> None:
    order = facts.get("network", "region_order").value
    trips = facts.get("network", "round_trips_ms").value
    assert set(order) == facts.regions.keys()
    assert trips == tuple(zip(*trips, strict=True))
    points = {*order, *facts.get("network", "waypoints").value}
    assert {end for link in facts.get("network", "links").value for end in link} == points


def loose(value: Any) -> Any:
    """A figure as JSON would give it."""
    if isinstance(value, tuple):
        return [loose(item) for item in value]
    return {key: loose(item) for key, item in value.items()} if hasattr(value, "items") else value


@wanted
def test_no_figure_was_changed_on_the_way() -> None:
    known = figures()
    for service, limits in known["quotas"].items():
        for name, about in limits.items():
            figure = facts.quota(service, name)
            assert (loose(figure.value), figure.source, figure.as_of, figure.checked) == (
                about["v"],
                about["src"],
                about["as_of"],
                about["verified"],
            )
    assert {n: p["usd"] for n, p in known["prices_us_east_1"].items()} == {
        n: figure.value for n, figure in facts.topic("prices").items()
    }
    for name, about in known["sla_pct"].items():
        kind, _, variant = name.partition(":")
        assert (found := facts.availability(kind, variant or "usual")) is not None
        assert found.value == about["v"]
    for code, region in known["regions"].items():
        assert facts.regions[code][1:] == (region["lat"], region["lon"], region["place"])
    for city, where in known["cities"].items():
        assert facts.cities[city][1:3] == (where["lat"], where["lon"])
    assert loose(facts.get("network", "round_trips_ms").value) == known["network"]["rtt_ms_estimate"]
    assert {k: loose(f.value) for k, f in facts.topic("payload").items()} == known["channel_payload_limit_kb"]
    assert {k: f.value for k, f in facts.topic("scale_out").items()} == known["scale_out_s"]
    for name, about in known["latency_contribution_ms"].items():
        assert (found := facts.latency(name)) is not None
        assert loose(found.value) == {"p50": about["p50"], "p99": about["p99"]}
    for name, about in known["rds_max_connections"]["by_class"].items():
        said = {"memory_gib" if key == "mem_gib" else key: value for key, value in about.items()}
        assert loose(facts.get("connections", "by_class", name).value) == said
