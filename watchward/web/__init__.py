"""Face for people: server-rendered pages. It asks queries and calls actions; it never touches a model."""
