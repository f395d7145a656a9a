"""The pages of subscriptions: who is told of status changes, how far each is, and webhooks as they are kept."""
