package io.modelfactory.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A standalone master of Spark with its workers, a process each: what {@code deploy/mf spark local} starts. */
final class StandaloneCluster implements AutoCloseable {
    private static final Path LAUNCHER = Path.of("../../deploy/spark-local");

    private static final long STOP_SECONDS = 30;

    private static final Pattern MASTER_PAGE = Pattern.compile("MasterWebUI to .* started at (http://\\S+)");

    private final Path folder;
    private final Path home;
    private final int port;
    private final Process launcher;

    private StandaloneCluster(Path folder, Path home, int port, Process launcher) {
        this.folder = folder;
        this.home = home;
        this.port = port;
        this.launcher = launcher;
    }

    /** The one of all tests in this JVM: two workers of two cores. */
    static StandaloneCluster shared() {
        return Shared.CLUSTER;
    }

    private static final class Shared {
        static final StandaloneCluster CLUSTER = startUntilExit();

        private static StandaloneCluster startUntilExit() {
            try {
                StandaloneCluster cluster = start(Files.createTempDirectory("cluster"), 2, 2);
                Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "stop-cluster"));
                return cluster;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Returns when all workers have registered.
     *
     * @param folder for logs and what executors leave
     * @param cores of each worker
     */
    static StandaloneCluster start(Path folder, int workers, int cores) throws IOException {
        return start(Path.of(System.getProperty("mf.spark.home")), folder, workers, cores);
    }

    /** @param home of Spark, with the settings that all processes of the cluster go by */
    static StandaloneCluster start(Path home, Path folder, int workers, int cores) throws IOException {
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                        LAUNCHER.toString(),
                        "--workers",
                        String.valueOf(workers),
                        "--cores",
                        String.valueOf(cores),
                        "--port",
                        String.valueOf(port),
                        "--folder",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("launcher.log").toFile());
        builder.environment().put("MF_SPARK_HOME", home.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        StandaloneCluster cluster = new StandaloneCluster(folder, home, port, builder.start());
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .until(() -> Files.readString(folder.resolve("launcher.log"))
                        .contains("Spark runs with " + workers + " workers"));
        return cluster;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Of its logs, and of what executors leave. */
    Path folder() {
        return folder;
    }

    String master() {
        return "spark://127.0.0.1:" + port;
    }

    Path home() {
        return home;
    }

    /** Address of the master's web interface. */
    String masterPage() throws IOException {
        Matcher started = MASTER_PAGE.matcher(Files.readString(folder.resolve("master.log")));
        if (!started.find()) {
            throw new IOException("the master has no web interface");
        }
        return started.group(1);
    }

    /** Those of all workers. */
    List<ProcessHandle> executors() {
        return launcher.children()
                .flatMap(ProcessHandle::descendants)
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = launcher.descendants().toList();
        launcher.destroy();
        try {
            launcher.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        launcher.destroyForcibly();
    }
}
