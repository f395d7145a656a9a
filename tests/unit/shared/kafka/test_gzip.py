"""Batches are compressed by zlib-ng, and anything that reads gzip reads them."""

import gzip

import pytest
from aiokafka.codec import gzip_encode
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from hypothesis import given
from hypothesis import strategies as st

from shared.kafka.gzip import gzipped, let_batches_use_it

HEADER_BYTES = 61
"""Of a record batch of version 2: what follows is compressed."""


@given(st.binary(max_size=2000), st.integers(1, 50))
def test_its_bytes_unpack_to_what_aiokafkas_own_do(piece: bytes, times: int) -> None:
    payload = piece * times
    assert gzip.decompress(gzipped(payload)) == gzip.decompress(gzip_encode(payload)) == payload
    assert gzipped(memoryview(bytearray(payload))) == gzipped(payload)


def batch_of(codec: int) -> bytes:
    batch = BatchBuilder(100_000, codec, is_transactional=0)
    for number in range(80):
        batch.append(timestamp=1, key=b"%d" % number, value=b'{"group":"education"}', headers=[("ce_id", b"1")])
    return bytes(batch._build())


def test_aiokafka_compresses_its_batches_by_it() -> None:
    let_batches_use_it()
    plain, packed = batch_of(0), batch_of(1)
    assert packed[HEADER_BYTES:] == gzipped(plain[HEADER_BYTES:])
    records = MemoryRecords(packed).next_batch()
    assert records is not None
    assert records.validate_crc()
    assert [record.key for record in records] == [b"%d" % number for number in range(80)]


def test_it_makes_as_little_of_a_batch_as_aiokafkas_own() -> None:
    records = batch_of(0)[HEADER_BYTES:]
    assert len(gzipped(records)) == pytest.approx(len(gzip_encode(records)), rel=0.15)
