"""Container images: one per service, checked here as far as it can be without a container engine."""
