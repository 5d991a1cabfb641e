package io.modelfactory.worker.chaos;

import io.modelfactory.worker.chaos.edge.Watch;
import io.modelfactory.worker.chaos.edge.WatchedWorker;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A {@link WatchedWorker} as its parent sees it. */
final class WorkerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final PrintStream orders;
    private final List<String> passed = new ArrayList<>();
    private Optional<String> held = Optional.empty();
    private int timesSet;

    private WorkerProcess(Process process) {
        this.process = process;
        this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    static WorkerProcess start(Path profile, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WatchedWorker.class.getName(),
                        profile.toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            WorkerProcess worker = new WorkerProcess(builder.start());
            Thread reports = new Thread(worker::readReports, "reports-of-" + worker.process.pid());
            reports.setDaemon(true);
            reports.start();
            return worker;
        } catch (IOException e) {
            throw new UncheckedIOException("no worker process could be started", e);
        }
    }

    private void readReports() {
        try (BufferedReader reports = process.inputReader(StandardCharsets.UTF_8)) {
            for (String report = reports.readLine(); report != null; report = reports.readLine()) {
                take(report);
            }
        } catch (IOException e) {
            // The process was killed in the middle of a line, which is what it is for.
            take("");
        }
    }

    private synchronized void take(String report) {
        if (report.equals(Watch.SET)) {
            timesSet++;
            passed.clear();
        } else if (report.startsWith(Watch.PASSED)) {
            passed.add(report.substring(Watch.PASSED.length()));
        } else if (report.startsWith(Watch.HELD)) {
            held = Optional.of(report.substring(Watch.HELD.length()));
        }
    }

    /** Counts points from now on; returns once the worker does. */
    void watch(Optional<String> occurrenceToHoldAt) {
        int before = timesSet();
        orders.println((WatchedWorker.SET + " " + occurrenceToHoldAt.orElse("")).strip());
        await("the worker to take orders").atMost(PATIENCE).until(() -> timesSet() > before || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("the worker process ended by itself");
        }
    }

    private synchronized int timesSet() {
        return timesSet;
    }

    /** The points passed since {@link #watch}, each with its number, in their order. */
    synchronized List<String> passed() {
        return List.copyOf(passed);
    }

    /** How often a point was passed since {@link #watch}. */
    long timesPassed(String point) {
        return passed().stream().filter(each -> each.startsWith(point + " #")).count();
    }

    synchronized boolean isHeld() {
        return held.isPresent();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGSTOP: every thread stands still where it is, and the process knows nothing of it. */
    void pause() {
        signal("STOP");
    }

    /** SIGCONT; a thread that was held may go on. */
    void wake() {
        orders.println(WatchedWorker.RELEASE);
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .onExit()
                    .join()
                    .exitValue();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the worker end by itself, but not for ever. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }
}
