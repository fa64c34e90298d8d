"""Rules about entry points and copies in several Regions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..analysis.entries import arrivals, choice, entered
from ..analysis.figures import asked, wanted, word
from ..analysis.latency import decided, round_trip_ms
from ..analysis.regions import COPIES, copies_of, regions_of
from ..catalog import facts, kind_of
from ..editing import Connect, Edit, Remove, SetProperty
from ..editing.edit import listed
from ..model import Graph, Id, Link, Node
from .copies import copied_to
from .fronts import Front, Stated, accelerator_beside, become_accelerator, takes_accelerator
from .places import moved, nearest_to
from .pools import distinct
from .remedies import count, free, names, together
from .rule import DESIGN, ERROR, WARNING, Finding, Fix, rule
from .shape import asks, both, states

AWARE = frozenset({"latency", "geolocation", "geoproximity", "failover"})
"""Policies of a DNS entry that look at distance or at health."""
NEAREST: Stated = (("policy", "latency"), ("health_check", True))


@rule("GLB-002", ERROR, each=("dns", DESIGN), breaks=("latency", "availability", "rto"), see=("study", "r53", "ga"))
def several_regions_without_latency_routing(subject: Node | Graph) -> Iterator[Finding]:
    """There are entries in several Regions, and nothing sends users to the near and healthy one.

    A second copy helps only those who are led to it. Simple and weighted records spread the traffic without a look at
    distance, and lead people to a Region that is down as well. Latency records with health checks or an accelerator
    choose for each user. It is a warning where no shared entry is drawn at all.

    Fine when: each group of users has its own city and its own way in, or the Regions do different work.

    Bad:
        region virginia code=us-east-1
        region frankfurt code=eu-central-1
        user shoppers
        route53 dns policy=weighted health_check=true
        alb web-us in virginia auth=oidc waf=true
        alb web-eu in frankfurt auth=oidc waf=true
        shoppers routes_to dns
        dns routes_to web-us
        dns routes_to web-eu
    Good:
        region virginia code=us-east-1
        region frankfurt code=eu-central-1
        user shoppers
        route53 dns policy=latency health_check=true
        alb web-us in virginia auth=oidc waf=true
        alb web-eu in frankfurt auth=oidc waf=true
        shoppers routes_to dns
        dns routes_to web-us
        dns routes_to web-eu
    """
    if isinstance(subject, Graph):
        yield from _without_shared_entry(subject)
    elif word(subject, "policy") not in AWARE and subject.on_request_path and (regions := choice(subject)):
        edits = [SetProperty(subject.id, name, value) for name, value in NEAREST]
        yield Finding(
            subject,
            f"{subject} answers with {listed(list(regions))} by the policy {word(subject, 'policy')}, "
            "however far they are and whether they work or not.",
            fixes=[
                together("latency-policy", f"Let {subject} answer with the nearest Region that works", edits),
                *_accelerated_behind(subject),
            ],
        )


def _accelerated_behind(dns: Node) -> list[Fix]:
    """An accelerator between a DNS entry and its targets, where it can lead to all of them."""
    links = [link for link in dns.outgoing if link.waits]
    if not all(takes_accelerator(link.target) for link in links):
        return []
    first, *others = links
    front = Front("global_accelerator", (first.id,), tuple(link.target.id for link in others))
    edits: list[Edit] = [front, *([Remove(frozenset(link.id for link in others))] if others else [])]
    return [together("insert-global-accelerator", f"Put Global Accelerator before the targets of {dns}", edits)]


def _without_shared_entry(graph: Graph) -> Iterator[Finding]:
    """Clients enter several Regions, and no entry chooses among these."""
    clients = graph.gathered("client", entered)
    places = {entry for _, entries in clients.values() for entry in entries}
    regions = sorted({region for _, region in places})
    if len(regions) < 2 or all(pinned for pinned, _ in clients.values()):
        return
    if any(entry.has("anycast") or choice(entry) for entry in graph.having_trait("global_entry")):
        return
    entries = [graph.node(id) for id in sorted({id for id, _ in places})]
    leaving = (link for id in sorted(clients) if not clients[id][0] for link in graph.outgoing(id))
    links = [link for link in leaving if any(True for _ in arrivals([link]))]
    ids = tuple(link.id for link in links)
    fixes = [
        Fix(
            "insert-route53",
            Front("route53", ids, properties=NEAREST),
            "Put Route 53 before the entries, which answers with the nearest Region that works",
        )
    ]
    if all(takes_accelerator(link.target) for link in links):
        accelerator = Front("global_accelerator", ids)
        fixes.append(Fix("insert-global-accelerator", accelerator, "Put Global Accelerator before the entries"))
    yield Finding(
        tuple(entries),
        f"{names(entries)} are entries in {listed(regions)}, and nothing leads users to the nearest.",
        fixes=fixes,
        severity=WARNING,
    )


RAW = frozenset({"tcp", "udp", "mqtt", "rtp", "sip"})
"""What a content network does not carry."""


@rule("GLB-003", ERROR, each="cdn", see=("study", "cloudfront", "ga", "botocore"))
def cdn_for_raw_tcp_or_udp(cdn: Node) -> Iterator[Finding]:
    """A content network is to carry what is not HTTP.

    CloudFront ends HTTP at the edge and caches it; a game, a call or a stream of packets does not pass. Global
    Accelerator takes TCP and UDP at the edge under two fixed addresses, carries them over AWS's own network, and leads
    new connections away from a Region that is down.

    Fine when: it is HTTP after all, WebSocket or gRPC included.

    Bad:
        user players
        cloudfront edge waf=true
        nlb match
        players routes_to edge protocol=udp
        edge routes_to match
    Good:
        user players
        global_accelerator edge
        nlb match
        players routes_to edge protocol=udp
        edge routes_to match
    """
    arriving = [link for link in cdn.incoming if word(link, "protocol") in RAW]
    leaving = [link for link in cdn.outgoing if word(link, "protocol") in RAW]
    if not arriving and not leaving:
        return
    spoken = sorted({word(link, "protocol") for link in (*arriving, *leaving)})
    rest = [link for link in (*cdn.incoming, *cdn.outgoing) if word(link, "protocol") not in (*RAW, "")]
    beside = accelerator_beside(cdn, arriving, leaving, moved=True)
    yield Finding(
        cdn,
        f"{cdn} cannot carry {listed(spoken)}; CloudFront takes HTTP alone.",
        fixes=[beside if rest else become_accelerator(cdn)],
    )


@rule("GLB-004", WARNING, each=("anycast", "cdn"), breaks=("latency", "static_ip"), see=("study", "ga", "cloudfront"))
def entry_point_does_the_other_job(entry: Node) -> Iterator[Finding]:
    """The entry works, but what was wanted of it is the other one's job.

    Global Accelerator works a layer below HTTP and never caches. CloudFront caches and ends HTTP, but its addresses are
    many and change. Calls that nobody can cache and that want steady routes, fixed addresses or a quick failover lead
    to the accelerator; content that can be cached leads to CloudFront.

    Fine when: both stand there, each for its own branch.

    Bad:
        user readers
        global_accelerator edge
        alb web auth=oidc waf=true
        ecs_fargate pages cacheable=true
        readers routes_to edge
        edge routes_to web
        web routes_to pages
    Good:
        user readers
        cloudfront edge
        alb web auth=oidc waf=true
        ecs_fargate pages cacheable=true
        readers routes_to edge cacheable=true
        edge routes_to web cacheable=true
        web routes_to pages
    """
    if entry.has("cdn"):
        yield from _without_fixed_addresses(entry)
    else:
        yield from _without_cache(entry)


def _without_cache(entry: Node) -> Iterator[Finding]:
    """An accelerator leads to what could be cached, and no content network does."""
    heads: dict[Id, Node] = {}
    found: dict[Id, Node] = {}
    for link in entry.outgoing:
        for node in _routed([link]):
            if (node.has("object_store") or node["cacheable"] is True) and not _behind_cdn(node):
                heads[link.target.id], found[node.id] = link.target, node
    if not found:
        return
    kept = distinct(found.values())
    yield Finding(
        (entry, *kept),
        f"{entry} leads to {names(kept)}, which could be cached, but Global Accelerator keeps nothing.",
        fixes=[_cached(entry, tuple(heads))],
        breaks=tuple(need.id for need in entry.graph.requirements("latency")),
    )


def _routed(links: Sequence[Link]) -> Iterator[Node]:
    """What traffic on some connections is routed to, each once."""
    stack, seen = list(links), set[Id]()
    while stack:
        link = stack.pop()
        if link.verb == "routes_to" and link.target.id not in seen:
            seen.add(link.target.id)
            yield link.target
            stack.extend(link.target.outgoing)


def _behind_cdn(node: Node) -> bool:
    """Whether a content network is on a way on which traffic is routed to a component, or is it itself."""
    stack, seen = [node], {node.id}
    while stack:
        here = stack.pop()
        if here.has("cdn"):
            return True
        for link in here.incoming:
            if link.verb == "routes_to" and link.source.id not in seen:
                seen.add(link.source.id)
                stack.append(link.source)
    return False


def _cached(entry: Node, heads: tuple[Id, ...]) -> Fix:
    """CloudFront beside an accelerator, for the branches that can be cached."""
    graph = entry.graph
    id = free(graph, kind_of("cloudfront").code.lower())
    cacheable = (("cacheable", True),)
    edits: list[Edit] = [Front("cloudfront", (), heads, onward=cacheable, id=id)]
    sources = dict.fromkeys(link.source.id for link in entry.incoming if link.waits)
    edits += [Connect(source, "routes_to", id, properties=cacheable) for source in sources]
    return together("insert-cloudfront", f"Put CloudFront beside {entry} for what can be cached", edits)


def _without_fixed_addresses(cdn: Node) -> Iterator[Finding]:
    """Fixed addresses are wanted, and nothing in the design has any."""
    needs = wanted(cdn.graph.requirements("static_ip"))
    if not needs or cdn.graph.having_trait("static_ip"):
        return
    yield Finding(
        cdn,
        f"{cdn}: fixed addresses are wanted, but those of CloudFront are many and change.",
        fixes=_fixed_addresses(cdn),
        breaks=tuple(need.id for need in needs),
    )


def _fixed_addresses(cdn: Node) -> list[Fix]:
    """An accelerator for the calls that nobody can cache; the rest stays where it is."""
    leaving = [link for link in cdn.outgoing if link.waits]
    cached = [link for link in leaving if _is_cacheable(link)] if cdn["cacheable"] is not True else leaving
    calls = [link for link in leaving if link not in cached]
    if not calls:
        return []
    arriving = [link for link in cdn.incoming if link.waits]
    return [accelerator_beside(cdn, arriving, calls, moved=False) if cached else become_accelerator(cdn)]


def _is_cacheable(link: Link) -> bool:
    return link["cacheable"] is True or link.target["cacheable"] is True or link.target.has("object_store")


@rule(
    "GLB-005",
    WARNING,
    each="replicated",
    breaks=("latency",),
    see=("study", "ddb-gt-bp"),
    when=both(asks("latency"), states(*COPIES)),
)
def replica_missing_in_reading_region(store: Node) -> Iterator[Finding]:
    """A store has copies in other Regions, but none where it is read.

    A copy makes reads quick only where it lies; whoever reads from another Region pays the whole distance on every
    call. Where copies are kept already, a missing one is most likely forgotten. AWS advises against calls to a global
    table across Regions.

    Fine when: those reads are rare enough for the distance not to matter.

    Bad:
        region virginia code=us-east-1
        region tokyo code=ap-northeast-1
        user shoppers
        lambda shop in tokyo
        dynamodb goods in virginia replicas=eu-west-1
        shoppers calls shop
        shop reads goods
        need latency read_ms=400
    Good:
        region virginia code=us-east-1
        region tokyo code=ap-northeast-1
        user shoppers
        lambda shop in tokyo
        dynamodb goods in virginia replicas=ap-northeast-1
        shoppers calls shop
        shop reads goods
        need latency read_ms=400
    """
    copies = regions_of(store) if copies_of(store) and store.region is not None else ()
    if not copies or not (needs := store.graph.requirements("latency")):
        return
    for reader in distinct(access.accessor for access in store.accesses if access.reads):
        region = reader.region
        if region is None or region in copies or region not in facts.regions:
            continue
        if not reader.has("compute") or not reader.on_request_path:
            continue
        near = nearest_to(region, copies)
        trip = round_trip_ms(region, near) if near is not None else None
        if near is None or trip is None:
            continue
        added = copied_to(store, region)
        yield Finding(
            (reader, store),
            f"{reader} in {region} reads {store}, whose nearest copy, in {near}, is about {count(trip)} ms away.",
            fixes=[
                *([together("add-copy", f"Give {store} a copy in {region}", added)] if added else []),
                *moved("move-reader", reader, near),
            ],
            breaks=tuple(need.id for need in needs if any(ms <= decided(trip) for ms in asked([need], "read_ms"))),
        )
