"""Templates: the workbooks that senders fill, as words: sheets, headings, versions and what a version changed."""
