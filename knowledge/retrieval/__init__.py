"""Finding passages: lexical now, dense vectors only where they win on the evaluation set."""
