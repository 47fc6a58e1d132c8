"""The service desk: who reaches an agent, after how long, and who gives up."""
