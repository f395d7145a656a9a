"""The one place for events: what each service says, to which topic, under which key and id."""
