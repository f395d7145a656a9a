"""Gaps: records that Kafka removed before a consumer had read them (docs/decisions/0020)."""
