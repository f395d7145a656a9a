"""What `main` asks for by rooms: each file builds the use cases and queries of one, and begins its work."""
