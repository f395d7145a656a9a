"""The audit, erasures and what is known of somebody, on real servers."""
