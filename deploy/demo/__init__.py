"""The demonstration county: invented young people and schools, returns with known damage, and the known answers.

Deterministic by seed. Nobody here exists: UPNs use establishments below 1000, phones the Ofcom drama ranges, e-mail
example.org, and the schools have DfE numbers below 886/1000, which no real school has.
"""
