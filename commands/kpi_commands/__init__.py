"""What may be asked: one file a command, each with its contract, its decision and its refusals."""
