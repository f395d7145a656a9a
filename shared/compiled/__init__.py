"""Modules that run as extension modules where they were compiled, and as plain Python everywhere else."""
