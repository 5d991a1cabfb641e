package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.LabelledMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The peer in a process of its own: a JVM that reads encoded rows from a file of nothing but floats, which costs next
 * to nothing, holds them in arrays, and does with them what {@link XgboostBaseline} does. So much time and memory the
 * library takes from a cold start, by whatever Java program it is used.
 */
final class XgboostProcess {
    private static final String ROWS = "rows.floats";
    private static final String TASK = "task.json";
    private static final String RESULT = "peer.json";
    private static final int BUFFER_BYTES = 1 << 20;
    /** Of the JVM beside the rows. */
    private static final long HEAP_MB = 64;

    private final Path folder;
    private final long heapMegabytes;

    private XgboostProcess(Path folder, long heapMegabytes) {
        this.folder = folder;
        this.heapMegabytes = heapMegabytes;
    }

    /**
     * @param seconds from the process's start to its end
     * @param peakMegabytes that it held
     */
    record Outcome(double seconds, double peakMegabytes, double auc) {}

    /** Writes what the process is to read. */
    static XgboostProcess of(
            Path folder, PreparedDataset dataset, Map<String, JsonNode> hyperParameters, int seed, int threads)
            throws IOException {
        Files.createDirectories(folder);
        ObjectNode task = Json.object()
                .put("seed", seed)
                .put("threads", threads)
                .put("train_rows", dataset.train().rows())
                .put("test_rows", dataset.test().rows());
        task.set("features", Json.tree(dataset.features()));
        task.set("hyper_parameters", Json.tree(hyperParameters));
        Files.write(folder.resolve(TASK), Json.canonicalBytes(task));
        long values = 0;
        try (FileChannel rows = FileChannel.open(
                folder.resolve(ROWS),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            for (LabelledMatrix part : List.of(dataset.train(), dataset.test())) {
                values += write(rows, part.features().values());
                values += write(rows, part.labels().toArray());
            }
        }
        return new XgboostProcess(folder, HEAP_MB + ((values * Float.BYTES) >> 20) * 3 / 2);
    }

    private static long write(FileChannel file, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());
        for (int first = 0; first < values.length; first += BUFFER_BYTES / Float.BYTES) {
            int count = Math.min(BUFFER_BYTES / Float.BYTES, values.length - first);
            bytes.asFloatBuffer().put(values, first, count);
            bytes.position(0).limit(count * Float.BYTES);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            bytes.clear();
        }
        return values.length;
    }

    private static float[] read(FileChannel file, int count) throws IOException {
        float[] values = new float[count];
        FloatBuffer into = FloatBuffer.wrap(values);
        ByteBuffer bytes = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());
        while (into.hasRemaining()) {
            bytes.clear().limit(Math.min(BUFFER_BYTES, into.remaining() * Float.BYTES));
            while (bytes.hasRemaining() && file.read(bytes) >= 0) {}
            into.put(bytes.flip().asFloatBuffer());
        }
        return values;
    }

    Outcome run() throws IOException {
        Path log = folder.resolve("peer.log");
        long start = System.nanoTime();
        int exit = JavaProcess.ofThisClassPath(
                        List.of("-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC"),
                        XgboostProcess.class,
                        List.of(folder.toString()),
                        log)
                .onExit()
                .join()
                .exitValue();
        double seconds = FigureFormat.secondsSince(start);
        if (exit != 0) {
            throw new IllegalStateException("the peer ended with " + exit + ": " + Files.readString(log));
        }
        JsonNode result = Json.parse(Files.readAllBytes(folder.resolve(RESULT)));
        return new Outcome(
                seconds,
                result.path("peak_rss_mb").doubleValue(),
                result.path("auc").doubleValue());
    }

    /** @param arguments the folder */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        JsonNode task = Json.parse(Files.readAllBytes(folder.resolve(TASK)));
        List<EncodedFeature> features = new ArrayList<>();
        for (JsonNode feature : task.path("features")) {
            features.add(Json.convert(feature, EncodedFeature.class));
        }
        Map<String, JsonNode> hyperParameters = new TreeMap<>();
        task.path("hyper_parameters").properties().forEach(set -> hyperParameters.put(set.getKey(), set.getValue()));
        XgboostBaseline.loadLibrary();
        XgboostBaseline done;
        try (FileChannel rows = FileChannel.open(folder.resolve(ROWS))) {
            LabelledMatrix train = part(rows, task.path("train_rows").intValue(), features.size());
            LabelledMatrix test = part(rows, task.path("test_rows").intValue(), features.size());
            done = XgboostBaseline.run(
                    train,
                    test,
                    features,
                    hyperParameters,
                    task.path("seed").intValue(),
                    task.path("threads").intValue());
        }
        ObjectNode result = Json.object().put("auc", done.auc()).put("peak_rss_mb", BenchHost.peakMemory());
        Files.write(folder.resolve(RESULT), Json.canonicalBytes(result));
    }

    private static LabelledMatrix part(FileChannel file, int rows, int columns) throws IOException {
        FeatureMatrix features = new FeatureMatrix(read(file, rows * columns), rows, columns);
        return new LabelledMatrix(features, read(file, rows));
    }
}
