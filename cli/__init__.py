"""The `onward` command: send a file, check one before sending, see health and figures. It talks over HTTP only."""
