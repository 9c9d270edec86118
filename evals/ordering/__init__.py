"""How good the order of threats and their scores are, and the weights behind them."""
