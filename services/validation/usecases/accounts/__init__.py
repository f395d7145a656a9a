"""Who may come in: accounts, what they may act for, and the keys of senders."""
