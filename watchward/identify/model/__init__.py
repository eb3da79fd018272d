"""The model: a card of weights that people can read, the weighing of a pair, and the learning of a card."""
