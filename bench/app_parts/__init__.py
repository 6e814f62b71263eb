"""Parts of the benchmark of the app, a rival or a question each."""
