"""What a running process reports: allow-listed log fields, a closed list of metrics, health checks."""
