"""Opens files that strangers sent: only in a child process with limits, forked from a warm server, killed in time."""
