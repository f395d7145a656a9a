import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads Onward's public topic from the beginning to where it ends now, and prints everybody's status, one JSON a line.
 *
 * <p>{@code java -cp 'kafka-clients and jackson-databind' StatusTable.java consumer.properties [topic]}. The rules that
 * it keeps are those of docs/status-changes.md: a message that is not newer changes nothing, a tombstone and "out of
 * scope" forget the person, and unknown fields and headers are passed over.
 */
public final class StatusTable {
    private static final String TOPIC = "onward.reporting.status-changed.v1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, JsonNode> people = new TreeMap<>();

    public static void main(String[] arguments) throws IOException {
        var settings = new Properties();
        try (var file = Files.newBufferedReader(Path.of(arguments[0]))) {
            settings.load(file);
        }
        settings.put("auto.offset.reset", "none");
        settings.put("enable.auto.commit", "false"); // the table is made anew at each start
        var table = new StatusTable();
        table.readToTheEnd(settings, arguments.length > 1 ? arguments[1] : TOPIC);
        table.people.values().forEach(System.out::println);
    }

    private void readToTheEnd(Properties settings, String topic) throws IOException {
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> places = consumer.partitionsFor(topic).stream()
                    .map(one -> new TopicPartition(topic, one.partition()))
                    .toList();
            consumer.assign(places); // all partitions: no group shares them out
            consumer.seekToBeginning(places);
            Map<TopicPartition, Long> ends = consumer.endOffsets(places);
            while (places.stream().anyMatch(place -> consumer.position(place) < ends.get(place))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    take(record.key(), record.value());
                }
            }
        }
    }

    private void take(String personId, byte[] value) throws IOException {
        JsonNode status = value == null ? null : JSON.readTree(value);
        if (status == null || status.get("group").asText().equals("out of scope")) {
            people.remove(personId); // a tombstone, what comes before one, or a heartbeat: nobody has its key
            return;
        }
        JsonNode held = people.get(personId);
        if (held == null || status.get("version").asInt() > held.get("version").asInt()) {
            people.put(personId, status);
        }
    }
}
