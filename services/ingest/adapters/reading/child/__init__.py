"""What runs in the disposable child process: the warm server that forks it, and the reading of one file."""
