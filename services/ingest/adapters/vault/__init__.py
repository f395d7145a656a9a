"""The vault: originals as they came, each sealed under a key of its own; deleting the key erases the file."""
