"""What to expect of each design of the library: findings, and lines that cross."""

PATTERNS = (
    "central-writes-regional-reads",
    "clickstream-pipeline",
    "event-fan-out-with-replay",
    "global-reads-with-global-table",
    "gpu-inference-with-managed-instances",
    "lambda-with-data-api",
    "lambda-with-rds-proxy",
    "licence-bound-application",
    "orchestrated-saga",
    "ordered-event-backbone",
    "queue-levelled-long-jobs",
    "relational-active-active-with-dsql",
    "serverless-crud-api",
    "service-per-store-with-events",
    "strangler-first-service",
    "strong-ledger-inside-one-region-set",
    "three-tier-containers",
    "topic-with-one-queue-per-consumer",
    "udp-game-entry",
    "warm-standby-in-second-region",
)

ANTI_PATTERNS = {
    "bare-queue-for-ordered-history": ("MSG-003", "MSG-004", "MSG-007", "MSG-008"),
    "cdn-for-voice": ("GLB-003",),
    "everything-in-one-zone": ("RES-001", "RES-002", "RES-004", "RES-005", "RES-006"),
    "gateway-over-shared-tables": ("INT-005",),
    "lambda-stampede-on-postgres": ("CON-001",),
    "ledger-in-every-region": ("DAT-003", "DAT-007"),
    "one-queue-two-teams": ("MSG-002",),
    "one-region-for-the-world": ("GLB-001",),
    "open-front-door-and-foreign-tables": ("DAT-002", "SEC-001", "SEC-002", "SEC-003", "SEC-004", "SEC-005"),
    "producer-calls-everyone": ("MSG-001",),
    "six-step-choreography-without-undo": ("SAG-002", "SAG-003"),
    "soft-wish-over-hard-constraint": ("CMP-001", "CMP-003", "CMP-004"),
}

STARTER = ("CMP-005", "CON-001", "DAT-009", "MSG-003", "MSG-004", "SAG-005")

CROSSINGS = {"global-reads-with-global-table": 1}
"""Designs whose lines cannot all be drawn apart: three Regions with the same three neighbours."""

WIDEST = 150
"""Cells of a drawing at the usual zoom."""
