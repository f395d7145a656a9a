"""The queues of the two services, and what was passed on between them."""
