"""The action server: reads slots, asks the library once, says one Reply."""
