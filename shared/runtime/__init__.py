"""What every service's `main` builds on: database, Kafka, HTTP server, background jobs, an orderly stop."""
