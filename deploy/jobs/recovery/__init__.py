"""Backing a deployment up while it runs, and restoring it: database, originals, and what is needed to trust both."""
