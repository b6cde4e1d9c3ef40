"""Notes: the example resource; replace it with what the service is for."""
