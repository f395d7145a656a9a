.PHONY: servers
servers:
	.venv/bin/python -m deploy.local servers
