"""The door for assistants: tools, resources and a map over the Model Context Protocol (docs/mcp.md)."""
