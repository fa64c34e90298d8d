"""What the lenses see: groups around, Regions, who accesses a store, what requests reach; and what an edit touches."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpad.catalog import graph
from sketchpad.model import Component, Connection, Design, Graph, Id, Node, Slot, parse
from sketchpad.model.gathering import key_of
from sketchpad.model.graph import Key


def seen(text: str) -> Graph:
    return graph(parse(text))


def test_a_value_is_the_stated_one_or_the_default_or_unknown() -> None:
    node = seen("lambda fn timeout_s=9").node("fn")
    assert (node["timeout_s"], node["memory_mb"], node["peak_rps"]) == (9, 512, None)
    assert node.states("timeout_s")
    assert not node.states("memory_mb")


def test_the_nearest_groups() -> None:
    text = "account a\nregion r in a code=eu-west-1\nvpc v in r\nsubnet s in v\nservice o\nlambda fn in s,o"
    node = seen(text).node("fn")
    assert [g.id for g in node.groups] == ["s", "o", "v", "r", "a"]
    assert node.region == "eu-west-1"
    assert str(node.service) == "o"
    assert str(node.vpc) == "v"


def test_groups_in_a_circle_end_somewhere() -> None:
    assert [g.id for g in seen("vpc a in b\nvpc b in a\nrds db in a").node("db").groups] == ["a", "b"]


def test_the_region_of_what_states_one_of_what_is_global_and_of_clients() -> None:
    g = seen("region r code=eu-west-1\nrds db in r region=us-east-1\nroute53 dns in r\nuser u in r\nsqs q")
    assert [g.node(id).region for id in ("db", "dns", "u", "q")] == ["us-east-1", "global", None, None]


def test_accesses_look_through_proxies_and_caches_in_front() -> None:
    g = seen("lambda a\nlambda b\nrds_proxy p\nrds db\na rw p\np rw db\nb reads db")
    accesses = {str(x.accessor): (x.reads, x.writes, [str(f) for f in x.fronts]) for x in g.node("db").accesses}
    assert accesses == {"a": (True, True, ["p"]), "b": (True, False, [])}
    assert [str(x.store) for x in g.node("a").uses] == ["db"]


def test_fronts_in_a_circle_end_somewhere() -> None:
    g = seen("lambda a\nrds_proxy p\nrds_proxy q\nrds db\na rw p\np rw q\nq rw p\nq rw db")
    assert [str(x.accessor) for x in g.node("db").accesses] == ["a"]


def test_requests_reach_what_is_waited_for() -> None:
    g = seen(
        "user u\napigw_http api\nlambda a\nsqs q\nlambda b\nu calls api\napi routes_to a\na publishes q\nq delivers b"
    )
    assert [id for id in ("u", "api", "a", "q", "b") if g.node(id).on_request_path] == ["u", "api", "a"]
    assert [[str(link) for link in path] for path in g.paths()] == [["u calls api", "api routes_to a"]]


def test_what_leads_back_along_calls_is_a_circle() -> None:
    g = seen(
        "lambda a; lambda b; lambda c; lambda d; lambda e; a calls b; b invokes a; b calls c; c calls c;"
        "d invokes_async e; e calls d"
    )
    assert [g.node(id).circle for id in "abcde"] == [("a", "b"), ("a", "b"), ("c",), (), ()]


def test_connections_without_an_end_are_not_there() -> None:
    design = parse("lambda a").having(Connection(id="x", source="a", verb="rw", target="gone"))
    g = graph(design)
    assert g.node("a").outgoing == ()
    assert g.link("x") is None
    later, keys = g.after(design.having(Component(id="gone", kind="rds")))
    assert "gone" in keys
    assert [link.id for link in later.node("a").outgoing] == ["x"]


def test_what_is_asked_is_noted() -> None:
    g = seen("region r code=eu-west-1\nlambda a in r\nrds db\na rw db\nneed load peak_rps=3")
    with g.noting() as notes:
        node = g.node("a")
        assert node.region == "eu-west-1"
        assert [link.target.id for link in node.outgoing] == ["db"]
        assert g.requirements("load")
    assert notes == {"a", "r", ("out", "a"), "db", ("need", "load")}


STATEMENTS = [
    "user u",
    "lambda a",
    "ecs_fargate b",
    "rds db",
    "rds_proxy p",
    "sqs q",
    "u calls a",
    "u calls b",
    "a calls b",
    "b calls a",
    "batch c",
    "b invokes c",
    "c calls a",
    "c calls c",
    "a rw p",
    "p rw db",
    "b rw db",
    "a publishes q",
    "q delivers b",
    "region r",
    "service s",
]


def written(chosen: set[str]) -> Design:
    """The statements whose names are all declared."""
    names = {s.split()[1] for s in chosen if len(s.split()) == 2}
    return parse(
        "\n".join(s for s in STATEMENTS if s in chosen and (len(s.split()) == 2 or {*s.split()[::2]} <= names))
    )


def shared(before: Design, after: Design) -> Design:
    """`after`, with the very parts of `before` where they are equal, as edits leave them."""
    fresh = {}
    for shelf in ("components", "connections", "groups"):
        old, new = getattr(before, shelf), getattr(after, shelf)
        fresh[shelf] = {id: old[id] if old.get(id) == part else part for id, part in new.items()}
    return after.but(**fresh)


def ahead(node: Node) -> tuple[str, ...] | None:
    """What it leads to directly, and whether requests reach it."""
    further = tuple(link.target.id for link in node.outgoing)
    return (*further, str(node.on_request_path)) if further else None


def farther(node: Node) -> int | None:
    """How many stand ahead of others, asked of one that leads somewhere: a table that rests on a table."""
    return len(node.graph.gathered("compute", ahead)) if node.outgoing else None


def in_all(answers: Mapping[Id, tuple[str, ...]]) -> tuple[int, Id]:
    """How much lies ahead of some, and the first of them."""
    return sum(map(len, answers.values())), min(answers)


TABLES = (("compute", ahead), ("", ahead), ("store", ahead), ("compute", farther))


def view(g: Graph) -> dict[Key, object]:
    """All that a graph answers, by the key that it notes for it."""
    answers: dict[Key, object] = {("paths", ""): [[str(link) for link in path] for path in g.paths()]}
    answers["ids", ""] = g.ids()
    for kind in ("region", "service"):
        answers["groups", kind] = [group.id for group in g.groups(kind)]
    for id in g.design.components:
        answers["in", id] = [str(link) for link in g.incoming(id)]
        answers["out", id] = [str(link) for link in g.outgoing(id)]
        answers["path", id] = g.requested(id)
        answers["circle", id] = g.circle(id)
    for trait in ("store", "compute", "client"):
        answers["trait", trait] = [node.id for node in g.having_trait(trait)]
    with g.noting():
        for trait, of in TABLES:
            answers[key_of(trait, of)] = dict(g.gathered(trait, of))
        answers[key_of("compute", ahead, in_all)] = g.summed("compute", ahead, in_all)
    return answers


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sets(st.sampled_from(STATEMENTS)), min_size=2, max_size=5))
def test_a_graph_that_went_along_answers_like_a_fresh_one_and_names_what_changed(steps: list[set[str]]) -> None:
    design = written(steps[0])
    live = graph(design)
    for step in steps[1:]:
        design = shared(design, written(step))
        before = view(live)
        live, keys = live.after(design)
        assert view(live) == view(graph(design))
        differing = {key for key, answer in view(live).items() if key in before and before[key] != answer}
        assert differing <= keys


ASKED: list[str] = []


def timeout(node: Node) -> int | None:
    ASKED.append(node.id)
    if node.kind.kind != "lambda":
        return None
    value = node["timeout_s"]
    return value if isinstance(value, int) else None


def test_what_is_gathered_is_asked_again_only_of_those_that_changed() -> None:
    design = parse("lambda a timeout_s=5; lambda b timeout_s=7; rds d")
    g = graph(design)
    with g.noting() as notes:
        assert dict(g.gathered("compute", timeout)) == {"a": 5, "b": 7}
    assert notes == {key_of("compute", timeout)}

    ASKED.clear()
    changed = design.having(design.components["a"].but(name="Orders"))
    g, keys = g.after(changed)
    assert (ASKED, key_of("compute", timeout) in keys) == (["a"], False), "another name is no other answer"

    g, keys = g.after(changed.having(changed.components["b"].but(properties={"timeout_s": 9})))
    assert (ASKED, key_of("compute", timeout) in keys) == (["a", "b"], True)
    assert dict(g.gathered("compute", timeout)) == {"a": 5, "b": 9}
    assert ASKED == ["a", "b"], "what is kept is not asked for"

    g, keys = g.after(changed.without({"b"}))
    assert key_of("compute", timeout) in keys
    assert dict(g.gathered("compute", timeout)) == {"a": 5}


FOLDED: list[tuple[Id, ...]] = []


def longest(answers: Mapping[Id, int]) -> int:
    FOLDED.append(tuple(sorted(answers)))
    return max(answers.values())


def test_sums_are_made_again_only_where_an_answer_changed() -> None:
    design = parse("; ".join(f"lambda f{number} timeout_s={number + 1}" for number in range(200)))
    g = graph(design)
    with g.noting() as notes:
        assert max(g.summed("compute", timeout, longest)) == 200
    assert notes == {key_of("compute", timeout, longest)}
    assert max(graph(design).summed("compute", timeout, longest)) == 200, "without noting as well"

    FOLDED.clear()
    g, keys = g.after(design.having(design.components["f7"].but(properties={"timeout_s": 900})))
    (shard,) = FOLDED
    assert "f7" in shard
    assert len(shard) < 20
    assert key_of("compute", timeout, longest) in keys
    with g.noting():
        assert max(g.summed("compute", timeout, longest)) == 900

    g, keys = g.after(design.having(design.components["f7"].but(properties={"timeout_s": 900}, name="Orders")))
    assert key_of("compute", timeout, longest) not in keys


def test_a_graph_that_others_went_on_from_still_answers() -> None:
    g = seen("lambda a timeout_s=5; lambda b timeout_s=7")
    with g.noting():
        g.gathered("compute", timeout)
    g.after(parse("lambda a timeout_s=1"))
    assert dict(g.gathered("compute", timeout)) == {"a": 5, "b": 7}


def test_what_rests_on_other_gathered_answers_follows_them() -> None:
    design = parse("lambda a; ecs_fargate b; sqs q; a publishes q")
    g = graph(design)
    with g.noting():
        assert dict(g.gathered("compute", farther)) == {"a": 1}
    g, keys = g.after(design.having(Connection(id="more", source="b", verb="calls", target="a")))
    assert dict(g.gathered("compute", farther)) == {"a": 2, "b": 2}
    assert {key_of("compute", ahead), key_of("compute", farther)} <= keys


def test_who_takes_the_first_of_a_trait_asks_for_no_other() -> None:
    g = seen("sqs c\nlambda b\nsns a\nkinesis_stream d")
    with g.noting() as notes:
        assert next(g.each("channel")).id == "a"
    assert notes == {("trait", "channel"), "a"}
    assert [node.id for node in g.each("channel")] == [node.id for node in g.having_trait("channel")] == ["a", "c", "d"]


@pytest.mark.parametrize(("end", "told"), [("a", ("in", "b")), ("b", ("out", "a"))])
def test_the_other_end_is_told_when_one_comes_or_goes(end: Id, told: Key) -> None:
    """However it goes: its connections may stay behind, as when a group takes its id."""
    whole = parse("lambda a; sqs b; a publishes b")
    torn = whole.but(components={id: part for id, part in whole.components.items() if id != end})
    for before, after in ((whole, torn), (torn, whole)):
        _, keys = graph(before).after(after)
        assert told in keys


def test_the_slots_are_told_from_and_to_which_somebody_moves() -> None:
    before = parse("sqs q at 1,1")
    after = before.having(before.components["q"].but(at=Slot(2, 1)))
    g, keys = graph(before).after(after)
    assert {("slot", "1,1"), ("slot", "2,1")} <= keys
    assert [g.in_slot(Slot(column, 1)) for column in (1, 2)] == [(), ("q",)]


def test_whoever_asks_for_connections_hears_of_an_end_to_come() -> None:
    g = graph(parse("lambda a").having(Connection(id="x", source="a", verb="rw", target="gone")))
    for asked in (lambda: g.outgoing("a"), lambda: g.incoming("gone"), lambda: g.link("x")):
        with g.noting() as notes:
            assert not asked()
        assert "gone" in notes
