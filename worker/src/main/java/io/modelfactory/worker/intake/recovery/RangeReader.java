package io.modelfactory.worker.intake.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Reads ranges of records in a child process with a heap of its own, which may die of them. */
public final class RangeReader {
    /** Below that of any worker, so that what ends a worker does not fit here either. */
    public static final int DEFAULT_HEAP_MIB = 48;

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Map<String, Object> consumerSettings;
    private final int heapMib;

    /** @param consumerSettings of a consumer outside any group; may hold secrets */
    public RangeReader(Map<String, Object> consumerSettings, int heapMib) {
        this.consumerSettings = Map.copyOf(consumerSettings);
        this.heapMib = heapMib;
    }

    /**
     * The records of the range that fit into the child's heap, and the reasons for the others.
     *
     * @param maxBytes of one value; a larger one is reported without it
     * @throws TransientFaultException if the range could not be read to its end
     */
    public void read(RecordRange range, int maxBytes, Consumer<ReadRecord> onRecord) {
        run(order(range, maxBytes, false), onRecord);
    }

    /**
     * From the beginning of the range to the last of the first unreadable records that follow each other.
     *
     * @return empty if all records can be read
     * @throws TransientFaultException if the broker does not let them be read
     */
    public Optional<RecordRange> throughUnreadable(RecordRange range) {
        AtomicLong last = new AtomicLong(-1);
        run(order(range, 0, true), record -> {
            if (!record.isReadable()) {
                last.set(record.offset());
            }
        });
        return last.get() < 0
                ? Optional.empty()
                : Optional.of(new RecordRange(range.topic(), range.partition(), range.first(), last.get()));
    }

    private ObjectNode order(RecordRange range, int maxBytes, boolean stopsBehindUnreadable) {
        ObjectNode order = Json.object()
                .put("topic", range.topic())
                .put("partition", range.partition())
                .put("first", range.first())
                .put("last", range.last())
                .put("max_bytes", maxBytes)
                .put("stops_behind_unreadable", stopsBehindUnreadable);
        ObjectNode settings = order.putObject("settings");
        consumerSettings.forEach((name, value) -> settings.put(name, String.valueOf(value)));
        return order;
    }

    private void run(ObjectNode order, Consumer<ReadRecord> onRecord) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            Process child = new ProcessBuilder(commandLine())
                    .redirectError(Redirect.DISCARD)
                    .start();
            ScheduledFuture<?> end = timer.schedule(child::destroyForcibly, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            try (OutputStream in = child.getOutputStream()) {
                in.write(order.toString().getBytes(StandardCharsets.UTF_8));
            }
            try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
                requireComplete(lines, onRecord);
            } finally {
                end.cancel(false);
                child.destroyForcibly();
            }
        } catch (IOException e) {
            throw new TransientFaultException("the process that reads records failed: " + e.getMessage(), e);
        } finally {
            timer.shutdownNow();
        }
    }

    private static void requireComplete(BufferedReader lines, Consumer<ReadRecord> onRecord) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode found = Json.parse(line.getBytes(StandardCharsets.UTF_8));
            if (found.path("complete").booleanValue()) {
                return;
            } else if (found.has("error")) {
                throw new IOException(found.path("error").asText());
            }
            onRecord.accept(ReadRecord.fromJson(found));
        }
        throw new IOException("it ended before it had read all of them");
    }

    private List<String> commandLine() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMib + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Dlogback.configurationFile=logback-trainer.xml",
                "-cp",
                System.getProperty("java.class.path"),
                RangeReaderMain.class.getName());
    }
}
