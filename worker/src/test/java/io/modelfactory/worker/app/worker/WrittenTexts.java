package io.modelfactory.worker.app.worker;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.wiring.SerdeFactory;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Everything that workers leave behind, as text: each piece with the name of the place where it was found. */
final class WrittenTexts {
    private record Piece(String place, String text) {}

    private final List<Piece> pieces = new ArrayList<>();

    /** All objects but data files. Of binary ones every byte is a character, so that texts in them are found. */
    void addStore(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.toString().endsWith(".csv")) {
                    add("store " + root.relativize(file), Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    /** All rows of all tables. */
    void addLedger(DataSource ledger) throws SQLException {
        try (Connection database = ledger.getConnection();
                Statement statement = database.createStatement()) {
            for (String table : column(
                    statement, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")) {
                column(statement, "SELECT CAST(t AS text) FROM " + table + " t")
                        .forEach(row -> add("ledger " + table, row));
            }
        }
    }

    private static List<String> column(Statement statement, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    /** All records of all topics that the broker has, with key, headers and, in the registry's format, values. */
    void addTopics(Configuration configuration) {
        Wiring wiring = configuration.profile().wiring();
        try (Consumer<byte[], byte[]> consumer =
                        KafkaClientFactory.of(wiring.kafka()).consumer("test-searcher", 500);
                var deserializer = new SerdeFactory(wiring.schemaRegistry()).deserializer()) {
            List<TopicPartition> partitions = consumer.listTopics().values().stream()
                    .flatMap(List::stream)
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .filter(partition -> !partition.topic().startsWith("_"))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(500))) {
                    String place = "topic " + message.topic();
                    add(place, text(message.key()) + " " + text(message.value()));
                    message.headers().forEach(header -> add(place, text(header.value())));
                    if (message.value()[0] == 0) {
                        add(place, String.valueOf(deserializer.deserialize(message.topic(), message.value())));
                    }
                }
            }
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    void addLogs(List<ILoggingEvent> lines) {
        for (ILoggingEvent line : lines) {
            String thrown = "";
            for (var cause = line.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                thrown += " " + cause.getMessage();
            }
            add("log", line.getFormattedMessage() + " " + line.getMDCPropertyMap() + thrown);
        }
    }

    private void add(String place, String text) {
        pieces.add(new Piece(place, text));
    }

    /** Each different text that fits, with the places where it is. */
    SortedSet<String> found(Pattern pattern) {
        SortedSet<String> found = new TreeSet<>();
        pieces.forEach(piece -> pattern.matcher(piece.text())
                .results()
                .forEach(match -> found.add(match.group() + " in " + piece.place())));
        return found;
    }

    /** The different texts alone. */
    SortedSet<String> texts(Pattern pattern) {
        SortedSet<String> found = new TreeSet<>();
        pieces.forEach(piece -> pattern.matcher(piece.text()).results().forEach(match -> found.add(match.group())));
        return found;
    }

    /** The places where it is. */
    SortedSet<String> places(Pattern pattern) {
        SortedSet<String> found = new TreeSet<>();
        pieces.stream()
                .filter(piece -> pattern.matcher(piece.text()).find())
                .forEach(piece -> found.add(piece.place()));
        return found;
    }
}
