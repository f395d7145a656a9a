"""The pages of accounts and of senders' keys, and of one's own account."""
