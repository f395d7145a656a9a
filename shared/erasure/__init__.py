"""Erasures: what is ordered, and that each service has carried it out. The orders are made by deploy/jobs/erasures."""
