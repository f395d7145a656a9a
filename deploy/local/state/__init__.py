"""What the stack remembers in `.onward/`: addresses, passwords, keys, ports."""
