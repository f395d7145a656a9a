"""The house in containers: one image per service, checked here as far as it can be without a container engine."""
