"""What the stack asks of the machine: processes, free ports, an unprivileged account."""
