"""Rules about who can reach what, and about data that must not be seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..analysis.exposure import asks_who_calls, behind, entries_before, faces_internet, from_clients, guarded
from ..analysis.figures import wanted, word
from ..catalog import facts, kind_of
from ..editing import Add, Connect, Edit, SetProperty
from ..model import Component, Id, Link, Node, Requirement
from .fronts import Front
from .places import into_private_subnet
from .remedies import Declare, beside, every, free, setting, together
from .rule import ERROR, LINK, WARNING, Finding, Fix, rule
from .shape import states


@rule("SEC-001", ERROR, each="vpc_store", see=("wa-sec",))
def database_reachable_from_internet(store: Node) -> Iterator[Finding]:
    """A database can be reached from the internet.

    Where the internet has a route to a database, a password is all that keeps strangers out, and every flaw of the
    engine is open to them. Stores belong in private subnets; who must reach them from outside goes through an API. It
    is a warning where a store in a public subnet says that it has no public address (`public=false`): then only the
    route is there.

    Fine when: the store is reached through a service endpoint that asks who calls, as tables and buckets are.

    Bad:
        region virginia code=us-east-1
        vpc net in virginia
        subnet front in net access=public
        rds orders in front
    Good:
        region virginia code=us-east-1
        vpc net in virginia
        subnet inner in net access=private
        rds orders in inner
    """
    public = [group for group in store.groups if group.kind == "subnet" and group.properties.get("access") == "public"]
    addressed = store["public"] is True
    if not public and not addressed:
        return
    stands = f"sits in the public subnet {public[0]}" if public else ""
    answers = "has an address that the internet can reach" if addressed else ""
    hide: list[Edit] = [SetProperty(store.id, "public", False)] if addressed else []
    fixes = [Fix("not-public", hide[0])] if hide and not public else []
    if public and public[0].id in store.component.inside:
        edits = [*into_private_subnet(store, public), *hide]
        fixes.append(together("private-subnet", f"Move {store} into a private subnet", edits))
    closed = store.states("public") and store["public"] is False
    yield Finding(
        store,
        f"{store} {' and '.join(filter(None, (stands, answers)))}.",
        fixes,
        severity=WARNING if closed else ERROR,
    )


OPEN = frozenset({"public_content", "media", "catalog"})
"""Classes of data that anybody may see."""


@rule("SEC-002", ERROR, each="object_store", breaks=("residency",), see=("wa-sec",), when=states("public"))
def public_bucket_with_protected_data(bucket: Node) -> Iterator[Finding]:
    """Anybody can read a bucket whose data is not for everybody.

    Scanners find a public bucket within hours, and what they copied stays copied. Even content for everybody is better
    served by CloudFront, with the bucket closed to all but the distribution. It is a warning where nobody has said what
    the data is about.

    Fine when: the content is for everybody, which its class should then say.

    Bad:
        s3 scans public=true data_class=customer_pii versioning=true
    Good:
        s3 pictures public=true data_class=public_content
    """
    if bucket["public"] is not True:
        return
    kept = word(bucket, "data_class")
    if kept in OPEN:
        return
    known = facts.find("data_classes", kept) is not None
    yield Finding(
        bucket,
        f"{bucket} is public and holds {kept} data."
        if known
        else f"{bucket} is public, and what it holds is not said.",
        fixes=[
            _closed(bucket),
            Fix("declare-public", Declare(bucket.id, "data_class", "public_content"), f"{bucket} is for everybody"),
        ],
        severity=ERROR if known else WARNING,
        breaks=_needs(bucket, "residency", kept),
    )


def _closed(bucket: Node) -> Fix:
    """Close a bucket; CloudFront leads to it, as it does or as a new distribution."""
    close = SetProperty(bucket.id, "public", False)
    arriving = [link for link in bucket.incoming if link.verb == "routes_to"]
    if any(link.source.has("cdn") for link in arriving):
        return Fix("not-public", close)
    front = Front("cloudfront", tuple(link.id for link in arriving), (bucket.id,))
    return together("behind-cloudfront", f"Close {bucket} and serve it through CloudFront", [close, front])


def _needs(node: Node, type: str, kept: str = "") -> tuple[Id, ...]:
    """The requirements of a type that are wanted and about a class of data, or about all."""
    return tuple(need.id for need in wanted(node.graph.requirements(type)) if _about(need, kept))


def _about(need: Requirement, kept: str) -> bool:
    return need.properties.get("data") in (None, "unset", kept)


@rule("SEC-003", ERROR, each="public_api", see=("wa-sec",))
def public_api_without_authentication(api: Node) -> Iterator[Finding]:
    """Whoever finds the address may call the API.

    A design should say who may call it: the entry asks, an identity provider does, or the code behind. API keys count
    calls and tell nobody apart. It is a warning where no lasting or secret data lies behind.

    Fine when: anonymous calls are meant (`public_by_design=true`), or only other components call it, not clients.

    Bad:
        user buyer
        apigw_rest api waf=true
        lambda shop
        dynamodb orders data_class=order pitr=true
        buyer routes_to api
        api routes_to shop
        shop rw orders
    Good:
        user buyer
        apigw_rest api waf=true auth=jwt
        lambda shop
        dynamodb orders data_class=order pitr=true
        buyer routes_to api
        api routes_to shop
        shop rw orders
    """
    if asks_who_calls(api) or api["public_by_design"] is True or not _reached(api):
        return
    further = tuple(behind([api]))
    if any(map(asks_who_calls, further)):
        return
    classes = {word(node, "data_class") for node in further}
    kept = sorted(name for name in classes if facts.data_class(name).durable or facts.data_class(name).sensitive)
    what = f", with {every(kept)} data behind it" if kept else ""
    anonymous = Declare(api.id, "public_by_design", True)
    yield Finding(
        api,
        f"{api} takes anonymous calls from the internet{what}.",
        fixes=[*_signed_in(api), Fix("public-by-design", anonymous, f"Anonymous calls of {api} are meant")],
        severity=ERROR if kept else WARNING,
    )


def _reached(api: Node) -> bool:
    """Whether a client reaches an API on the internet."""
    return faces_internet(api) and any(True for _ in from_clients(api))


WAYS = ("jwt", "cognito")
"""How an entry asks a user pool, the usual way first."""


def _signed_in(api: Node) -> list[Fix]:
    """Callers sign in with a user pool, where the entry can ask one; else with IAM."""
    choices = kind_of(api.kind.kind).properties["auth"].choices
    way = next((way for way in WAYS if way in choices), None)
    if way is None:
        return [Fix("iam-auth", Declare(api.id, "auth", "iam"), f"Callers of {api} sign with IAM")]
    pools = [pool for pool in api.graph.having_trait("identity") if pool.region in (None, api.region)]
    edits: list[Edit] = [SetProperty(api.id, "auth", way)]
    pool = pools[0].id if pools else free(api.graph, "user-pool")
    if not pools:
        edits.append(Add(Component(id=pool, kind="cognito", inside=beside(api))))
    edits.append(Connect(api.id, "authenticates", pool))
    return [together("sign-in", f"Callers of {api} sign in with {pools[0] if pools else 'a user pool'}", edits)]


@rule("SEC-004", WARNING, each="public_api", see=("wa-sec", "notes26"))
def public_api_without_firewall(api: Node) -> Iterator[Finding]:
    """Nothing filters the web requests that reach an API on the internet.

    AWS WAF keeps floods, scanners and known attacks from the code. It attaches to REST APIs, Application Load
    Balancers, AppSync and CloudFront; an HTTP or a WebSocket API takes none itself and needs CloudFront before it. A
    firewall on CloudFront does not help against whoever goes round CloudFront.

    Fine when: another firewall stands before it that the design does not show.

    Bad:
        user buyer
        apigw_rest api auth=jwt
        lambda shop
        buyer routes_to api
        api routes_to shop
    Good:
        user buyer
        apigw_rest api auth=jwt waf=true
        lambda shop
        buyer routes_to api
        api routes_to shop
    """
    if guarded(api) or not faces_internet(api) or not (arriving := tuple(from_clients(api, _bare))):
        return
    able = api.has("waf_capable")
    why = "" if able else f"; {api.kind.name} takes one through CloudFront only"
    yield Finding(
        api,
        f"{api} has no web application firewall{why}.",
        fixes=[_firewall(api) if able else _guarded_cdn(api, arriving)],
    )


def _bare(entry: Node) -> bool:
    """Whether an entry lets everything through."""
    return not entry.has("cdn") or not guarded(entry)


def _firewall(api: Node) -> Fix:
    """A firewall before an API: the one there is, or a new one."""
    there = next(iter(api.graph.having_trait("firewall")), None)
    if there is not None:
        return Fix("protect", Connect(there.id, "protects", api.id), f"Let {there} protect {api}")
    wall = free(api.graph, "firewall")
    edits: list[Edit] = [Add(Component(id=wall, kind="waf", inside=beside(api))), Connect(wall, "protects", api.id)]
    return together("insert-waf", f"Put AWS WAF before {api}", edits)


def _guarded_cdn(api: Node, arriving: Sequence[Link]) -> Fix:
    """CloudFront with a firewall on every way to an API on which there is none."""
    there = {entry.id for entry in entries_before(arriving) if entry.has("cdn") and not guarded(entry)}
    edits: list[Edit] = [SetProperty(id, "waf", True) for id in sorted(there)]
    direct = from_clients(api, lambda entry: not entry.has("cdn")) if there else arriving
    if ids := tuple(link.id for link in direct):
        edits.append(Front("cloudfront", ids, properties=(("waf", True),)))
    return together("cloudfront-with-waf", f"Put CloudFront with AWS WAF before {api}", edits)


@rule(
    "SEC-005",
    ERROR,
    each=("store", "cache", "vault", LINK),
    breaks=("compliance",),
    see=("wa-sec", "notes26"),
    when=states("encrypted", "protocol"),
)
def sensitive_data_unencrypted(subject: Node | Link) -> Iterator[Finding]:
    """Data that must not be seen is kept or sent in the clear.

    An RDS database that was made without encryption gets it by a copy and a cutover, so the drawing is the cheap
    moment. Plain HTTP inside a network still crosses cables and machines that others share. Where a requirement for
    compliance stands, every store is to be encrypted.

    Fine when: the data is for everybody, which its class should then say.

    Bad:
        rds cards data_class=payment encrypted=false
    Good:
        rds cards data_class=payment
    """
    if isinstance(subject, Link):
        if subject.states("protocol") and subject["protocol"] == "http":
            yield from _in_transit(subject)
    elif subject["encrypted"] is False:
        kept = word(subject, "data_class")
        if facts.data_class(kept).sensitive or _needs(subject, "compliance"):
            yield Finding(
                subject,
                f"{subject}: {kept or 'its'} data is not encrypted at rest.",
                fixes=[setting("encrypt", subject, "encrypted", True)],
                breaks=_needs(subject, "compliance"),
            )


def _in_transit(link: Link) -> Iterator[Finding]:
    target = link.target
    stores = [use.store for use in target.uses] if target.has("front") else [target]
    classes = [word(link, "data"), *(word(store, "data_class") for store in stores)]
    kept = next((name for name in classes if facts.data_class(name).sensitive), None)
    if kept is not None:
        yield Finding(
            (link.source, target),
            f"{link.source} to {target}: {kept} data is not encrypted on the way.",
            fixes=[setting("use-https", link, "protocol", "https")],
            breaks=_needs(target, "compliance"),
        )
