"""One file a question: the runs it needs, and the answer it draws from their tables."""
