"""What the pages of reminders read, and what is owed at this moment."""
