"""Which incidents are the work of the same people? Proposed with the evidence for each link; a person decides (G-05).

    incidents -> visits -> pairs, weighed factor by factor -> what others say of a pair -> series

`incidents` and `visits` hold what is compared, `factors` compares two, `card` weighs, `learn` finds the weights where
series are known, `chain` lets other incidents speak for a pair, `find` proposes. How and why: docs/decisions/0019.
"""
