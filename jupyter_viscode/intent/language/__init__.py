"""Language: strings enter; stems, the words of names, and how alike two words are leave. English only."""
