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


async def ends_of_all(access: KafkaAccess) -> dict[TopicPartition, int]:
    """Return the offset behind the last record of every topic that there is, by partition."""
    consumer = AIOKafkaConsumer(**access.client_options())
    await consumer.start()
    try:
        topics = await consumer.topics()
        found = [TopicPartition(name, one) for name in topics for one in consumer.partitions_for_topic(name) or ()]
        return dict(await consumer.end_offsets(found))
    finally:
        await consumer.stop()
