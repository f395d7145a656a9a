"""What is handed out to senders."""
