"""The fast hash of many keys is the plain hash of each, and both are that of Kafka's own clients."""

from aiokafka.partitioner import DefaultPartitioner
from aiokafka.partitioner import murmur2 as reference
from hypothesis import given
from hypothesis import strategies as st

from shared.kafka.partitions import _murmur2_of_many, murmur2, partitions_of

LENGTHS = st.integers(0, 80)
KEYS_OF_ONE_LENGTH = LENGTHS.flatmap(
    lambda length: st.lists(st.binary(min_size=length, max_size=length), min_size=1, max_size=20)
)


@given(st.binary(max_size=300))
def test_the_plain_hash_is_kafkas(key: bytes) -> None:
    assert murmur2(key) == reference(key)


@given(KEYS_OF_ONE_LENGTH)
def test_the_fast_hash_of_many_is_the_plain_hash_of_each(keys: list[bytes]) -> None:
    assert list(_murmur2_of_many(keys, len(keys[0]))) == [murmur2(key) for key in keys]


@given(KEYS_OF_ONE_LENGTH | st.lists(st.binary(max_size=40), max_size=20), st.integers(1, 50))
def test_partitions_agree_with_kafkas_own_clients(keys: list[bytes], partitions: int) -> None:
    numbers = list(range(partitions))
    assert partitions_of(keys, partitions) == [DefaultPartitioner()(key, numbers, []) for key in keys]
