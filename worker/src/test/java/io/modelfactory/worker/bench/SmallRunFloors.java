package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.local.PlatformTopic;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * What a run cannot do without, done by as little code as possible, one thing after the other: what any program takes
 * that leaves as much as a run does.
 */
final class SmallRunFloors {
    private static final int REPEATS = 100;
    private static final int MESSAGE_BYTES = 600;
    /** Topics are not created by sending to them. */
    private static final String TOPIC = PlatformTopic.RUN_EVENTS.topic();

    private final BenchPlatform platform;
    private final SmallRunFootprint footprint;

    SmallRunFloors(BenchPlatform platform, SmallRunFootprint footprint) {
        this.platform = platform;
        this.footprint = footprint;
    }

    /** @param rows a CSV file with a header */
    ObjectNode millis(Path rows) throws IOException {
        return Json.object()
                .put("files", FigureFormat.rounded(files()))
                .put("commits", FigureFormat.rounded(commits()))
                .put("messages", FigureFormat.rounded(messages()))
                .put("read_rows", FigureFormat.rounded(reading(rows)));
    }

    /** Each is forced, then its name; so is the name of each folder. */
    private double files() throws IOException {
        ForcedFileWriter writer =
                new ForcedFileWriter(Files.createDirectory(platform.storeRoot().resolve("bench-floor")));
        int folders = footprint.wholeFolders();
        long start = System.nanoTime();
        for (int run = 0; run < REPEATS; run++) {
            Path folder = writer.folder(run + "-0");
            for (int i = 0; i < footprint.wholeFiles(); i++) {
                if (i > 0 && i < folders) {
                    folder = writer.folder(run + "-" + i);
                }
                writer.write(folder, "file-" + i, new byte[ForcedFileWriter.FILE_BYTES]);
            }
        }
        return millisSince(start);
    }

    private double commits() {
        int commits = footprint.wholeCommits();
        try (HikariDataSource database = platform.database("small_run_floor")) {
            CommitBaseline baseline = new CommitBaseline(database);
            baseline.seconds(REPEATS, 1);
            return 1000 * baseline.seconds(REPEATS * commits, 1) / REPEATS;
        }
    }

    /** All of a run at once. */
    private double messages() {
        int messages = footprint.wholeMessages();
        try (Producer<byte[], byte[]> producer = platform.kafka().producer()) {
            send(producer, messages);
            long start = System.nanoTime();
            for (int run = 0; run < REPEATS; run++) {
                send(producer, messages);
            }
            return millisSince(start);
        }
    }

    private static void send(Producer<byte[], byte[]> producer, int messages) {
        BrokerAcknowledgements.await(begin(producer, messages));
    }

    /** Does not wait for the broker. */
    static List<Future<RecordMetadata>> begin(Producer<byte[], byte[]> producer, int messages) {
        return IntStream.range(0, messages)
                .mapToObj(any -> producer.send(new ProducerRecord<>(TOPIC, new byte[MESSAGE_BYTES])))
                .toList();
    }

    private static double reading(Path rows) {
        PlainCsvReader.columns(rows);
        long start = System.nanoTime();
        for (int run = 0; run < REPEATS; run++) {
            PlainCsvReader.columns(rows);
        }
        return millisSince(start);
    }

    private static double millisSince(long start) {
        return 1000 * FigureFormat.secondsSince(start) / REPEATS;
    }
}
