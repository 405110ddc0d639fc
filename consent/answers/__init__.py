"""Writing down what people answered, who is in what, and what could not be written down."""
