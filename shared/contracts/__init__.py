"""The one place for events: what each service publishes, to which topic, under which key and id."""
