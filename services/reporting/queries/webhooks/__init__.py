"""What the pages of subscriptions show: webhooks and how far each is, and who reads the public topic."""
