"""Every route of every service against every visitor."""
