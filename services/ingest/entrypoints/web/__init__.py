"""What comes over HTTP: the portal's hook, and the page on which a school sends a file itself."""
