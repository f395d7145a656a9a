"""Accounts and the keys of senders as the schema `shared` keeps them."""
