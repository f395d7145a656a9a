"""Certificates of the servers: made for a trial, handed out to each container."""
