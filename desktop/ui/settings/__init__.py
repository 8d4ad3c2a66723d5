"""What the seller may choose once for all: looks, paper, and where things lie on this computer."""
