"""What pages read about the queues of the two services."""
