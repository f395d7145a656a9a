"""What schools, colleges and the authority send, as files, with what each row states."""
