"""Seeds come from hashes: the same for the same words, another for any other."""

from synthgen.seeds import seed_of


def test_a_seed_is_what_sha256sum_says() -> None:
    # printf '%s' '[7,["anna","b\u00e9"],"skin"]' | sha256sum: 9925ca5a0bb8c203…, less the last bit
    assert seed_of(7, ("anna", "bé"), "skin") == 5517724475016896769


def test_every_part_of_the_identity_counts() -> None:
    seeds = {
        seed_of(seed, identity, purpose)
        for seed in (0, 1)
        for identity in (("a", "b"), ("b", "a"), ("ab",), ("a", "b", ""))
        for purpose in ("skin", "hair")
    }
    assert len(seeds) == 16 and all(0 <= seed < 2**63 for seed in seeds)
