"""Writes Grafana's dashboards from tables of panels."""
