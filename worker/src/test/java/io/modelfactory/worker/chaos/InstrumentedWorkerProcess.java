package io.modelfactory.worker.chaos;

import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.chaos.injection.InstrumentedWorker;
import io.modelfactory.worker.chaos.injection.PointReporter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@link InstrumentedWorker} as its parent sees it. */
final class InstrumentedWorkerProcess implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(5);

    private final Process process;
    private final Path temporaryFolder;
    private final PrintStream commands;
    private final InjectionPointLog log;

    private InstrumentedWorkerProcess(Process process, Path temporaryFolder) {
        this.process = process;
        this.temporaryFolder = temporaryFolder;
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.log = InjectionPointLog.of(process);
    }

    /** @param folder for its log */
    static InstrumentedWorkerProcess start(Path profile, Map<String, String> environment, Path folder) {
        Path temporary = temporary(folder);
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        InstrumentedWorker.class.getName(),
                        profile.toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("workers.log").toFile()));
        builder.environment().putAll(environment);
        try {
            return new InstrumentedWorkerProcess(builder.start(), temporary);
        } catch (IOException e) {
            throw new UncheckedIOException("no worker process could be started", e);
        }
    }

    /** Of its own, for what native libraries unpack and leave there when the process is killed. */
    private static Path temporary(Path folder) {
        try {
            return Files.createTempDirectory(folder, "tmp");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts points from now on; returns once the worker does. */
    void watch(Optional<InjectionPoint> toHoldAt) {
        int before = log.timesSet();
        commands.println((PointReporter.SET + " "
                        + toHoldAt.map(InjectionPoint::toString).orElse(""))
                .strip());
        await("the worker to take orders").atMost(TIMEOUT).until(() -> {
            requireAlive();
            return log.timesSet() > before;
        });
    }

    /** The points passed since {@link #watch}, in their order. */
    List<InjectionPoint> passed() {
        return log.passed();
    }

    /** How often a point was passed since {@link #watch}. */
    long timesPassed(String point) {
        return passed().stream().filter(each -> each.name().equals(point)).count();
    }

    boolean isHeld() {
        return log.isHeld();
    }

    /** Waits until a thread stands at the point to hold at. */
    void awaitHeld() {
        await("a thread at the point").atMost(TIMEOUT).pollInterval(POLL).until(this::isHeld);
    }

    /** Waits until all of a scene is over, which this worker must live to see. */
    void awaitEnd(ChaosScenario scene) {
        await("the end").atMost(TIMEOUT).until(() -> {
            requireAlive();
            return scene.isComplete();
        });
    }

    /** Waits until the ledger has refused this worker something. */
    void awaitRollbackAfter(long refusals) {
        await("a refusal").atMost(TIMEOUT).until(() -> rollbackCount() > refusals);
    }

    /** How often a transaction was undone since {@link #watch}. */
    long rollbackCount() {
        return timesPassed("ledger.rollback");
    }

    /** @throws IllegalStateException if the process has ended */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the worker process ended by itself, with code " + process.exitValue());
        }
    }

    /** The code with which the process ends by itself. */
    int awaitExit() {
        await("the worker process to end").atMost(TIMEOUT).until(() -> !process.isAlive());
        return process.exitValue();
    }

    /** SIGKILL; returns when the process is gone, and every child it had has followed. */
    void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        killOrphans();
        for (ProcessHandle child : children) {
            await("child " + child.pid() + " to end with its worker")
                    .atMost(TIMEOUT)
                    .until(() -> !isAlive(child));
        }
    }

    private void killOrphans() {
        if (!Files.exists(temporaryFolder)) {
            return;
        }
        try (Stream<Path> left = Files.walk(temporaryFolder)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nobody may have taken note of an orphan's end; it is over all the same. */
    private static boolean isAlive(ProcessHandle child) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(child.pid()), "stat"));
            return child.isAlive() && status.charAt(status.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return child.isAlive();
        }
    }

    /** SIGSTOP: every thread stands still where it is, and the process knows nothing of it. */
    void pause() {
        signal("STOP");
    }

    /** SIGCONT; a thread that was held may go on. */
    void resume() {
        commands.println(PointReporter.RELEASE);
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

    @Override
    public void close() {
        stop();
    }

    /** SIGTERM, for the worker to end by itself, but not to take for ever. */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
            killOrphans();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }
}
