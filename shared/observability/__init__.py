"""What may be said about a running process: allow-listed log fields, a closed list of metrics, plain health."""
