"""The `onward` command: send a file, check one before sending, see health and figures.

Most commands use the services' HTTP interface. `check` runs ingest's reader and validation's rules in this process;
`resend`, `republish` and `chase` start a process of the service itself; `peek` and `replay` a job of `deploy/jobs`.
"""
