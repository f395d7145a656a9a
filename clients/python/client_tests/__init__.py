"""The client by itself: no server is needed."""
