"""Where the partitions of a topic end."""

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.contracts.topics import Topic
from shared.kafka.access import KafkaAccess


async def ends_of(access: KafkaAccess, prefix: str, topic: Topic) -> dict[TopicPartition, int]:
    """Return the offset behind the last record, by partition."""
    consumer = AIOKafkaConsumer(**access.client_options())
    await consumer.start()
    try:
        name = topic.on(prefix)
        return dict(await consumer.end_offsets([TopicPartition(name, number) for number in range(topic.partitions)]))
    finally:
        await consumer.stop()
