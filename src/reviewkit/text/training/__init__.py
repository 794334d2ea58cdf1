"""How the weights are made: phrases and sentences of our own, NSMC, and a trainer that is run by hand (see __main__)."""
