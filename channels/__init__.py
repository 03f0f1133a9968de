"""The public process: accepts messages, runs durable turns, renders replies."""
