package io.modelfactory.worker.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The worker as it is shipped: its own process, from its production jar. */
final class BenchWorker implements AutoCloseable {
    private static final Path JAR = Path.of("worker", "target", "mf-worker.jar");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Process process;
    private final double secondsToReady;

    private BenchWorker(Process process, double secondsToReady) {
        this.process = process;
        this.secondsToReady = secondsToReady;
    }

    /** Returns when the worker has logged that it takes requests. */
    static BenchWorker start(List<String> jvmOptions, Path profile, Map<String, String> environment, Path log)
            throws IOException {
        long start = System.nanoTime();
        Process process = JavaProcess.ofJar(
                jvmOptions, JAR, List.of("worker", "run", "--profile", profile.toString()), environment, log);
        await("worker ready; its log is " + log)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(TIMEOUT)
                .until(() -> Files.readString(log).contains("worker ready"));
        return new BenchWorker(process, FigureFormat.secondsSince(start));
    }

    /** Seconds that the jar needs to print its version and end. */
    static double versionSeconds(List<String> jvmOptions, Path log) throws IOException {
        long start = System.nanoTime();
        JavaProcess.ofJar(jvmOptions, JAR, List.of("--version"), Map.of(), log)
                .onExit()
                .join();
        return FigureFormat.secondsSince(start);
    }

    double secondsToReady() {
        return secondsToReady;
    }

    long pid() {
        return process.pid();
    }

    /** Ends the worker as a power cut would. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Most physical memory that the process and its trainers ever held, in megabytes. */
    double peakMemory() {
        return BenchHost.peakMemoryWithChildren(process.toHandle());
    }

    /** Processor time that the process and its trainers have taken so far. */
    double processorSeconds() {
        return BenchHost.processorSecondsWithChildren(process.toHandle());
    }

    /** Lets the worker end by itself. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
