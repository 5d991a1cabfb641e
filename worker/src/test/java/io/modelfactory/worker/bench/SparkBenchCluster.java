package io.modelfactory.worker.bench;

import io.modelfactory.local.FreePorts;
import io.modelfactory.worker.training.process.spark.JobTag;
import io.modelfactory.worker.training.process.spark.SparkCluster;
import io.modelfactory.worker.training.process.spark.SparkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A standalone cluster of one core a worker on this machine, as {@code deploy/mf spark local} starts it. */
final class SparkBenchCluster implements AutoCloseable {
    private static final Path SPARK = Path.of("worker", "spark").toAbsolutePath();
    private static final int START_SECONDS = 300;
    private static final long POLL_MILLIS = 200;
    private static final long TASK_MEMORY = 2L << 30;

    private final Process launcher;
    private final Path folder;
    private final int port;

    private SparkBenchCluster(Process launcher, Path folder, int port) {
        this.launcher = launcher;
        this.folder = folder;
        this.port = port;
    }

    /** Returns when the workers have registered. */
    static SparkBenchCluster start(Path folder, int workers) throws IOException, InterruptedException {
        int port = FreePorts.find();
        Path log = Files.createDirectories(folder).resolve("launcher.log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of("deploy", "spark-local").toString(),
                        "--workers",
                        String.valueOf(workers),
                        "--cores",
                        "1",
                        "--port",
                        String.valueOf(port),
                        "--folder",
                        folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // What is measured was built before, and is not built beside it.
        builder.environment()
                .put(
                        "MF_SPARK_HOME",
                        SPARK.resolve("home/target").toAbsolutePath().toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        SparkBenchCluster started = new SparkBenchCluster(builder.start(), folder, port);
        while (!Files.readString(log).contains("Spark runs with")) {
            if (started.launcher.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException("the cluster does not start: " + Files.readString(log));
            }
        }
        return started;
    }

    /** The same cluster for trainings of so many tasks of one thread each. */
    SparkCluster of(int tasks) {
        SparkSettings settings = new SparkSettings(
                "spark://127.0.0.1:" + port,
                SPARK.resolve("home/target").toString(),
                folder.resolve("shared").toString(),
                SPARK.resolve("target/job").toString(),
                tasks,
                1,
                TASK_MEMORY,
                START_SECONDS,
                Optional.of("127.0.0.1"),
                false);
        return new SparkCluster(settings, folder.resolve("scratch"), new JobTag("bench", 0));
    }

    @Override
    public void close() {
        List<ProcessHandle> all = launcher.descendants().toList();
        all.forEach(ProcessHandle::destroy);
        launcher.destroy();
    }
}
