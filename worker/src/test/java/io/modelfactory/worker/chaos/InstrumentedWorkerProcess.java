package io.modelfactory.worker.chaos;

import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.ChildJvm;
import io.modelfactory.worker.artifact.folder.FolderTree;
import io.modelfactory.worker.chaos.injection.InstrumentedWorker;
import io.modelfactory.worker.chaos.injection.PointReporter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The parent's handle of an {@link InstrumentedWorker} process. */
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
        ProcessBuilder builder = new ProcessBuilder(ChildJvm.ofThisClassPath(
                        List.of("-Xmx512m", "-Djava.io.tmpdir=" + temporary),
                        InstrumentedWorker.class,
                        profile.toString()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("workers.log").toFile()));
        builder.environment().putAll(environment);
        try {
            return new InstrumentedWorkerProcess(builder.start(), temporary);
        } catch (IOException e) {
            throw new UncheckedIOException("no worker process could be started", e);
        }
    }

    /** For native libraries, which stay unpacked when the process is killed. */
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
        await("the worker to obey the command").atMost(TIMEOUT).until(() -> {
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

    /** Waits until a thread is held at the requested point. */
    void awaitHeld() {
        await("a thread at the point").atMost(TIMEOUT).pollInterval(POLL).until(this::isHeld);
    }

    /** Waits until the scenario is complete; fails if this worker ends before. */
    void awaitEnd(ChaosScenario scenario) {
        await("the end").atMost(TIMEOUT).until(() -> {
            requireAlive();
            return scenario.isComplete();
        });
    }

    /** Waits until the ledger has refused a write of this worker. */
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

    /** SIGKILL; returns when the process and all its children have ended. */
    void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        deleteTemporaryFolder();
        for (ProcessHandle child : children) {
            await("child " + child.pid() + " to end with its worker")
                    .atMost(TIMEOUT)
                    .until(() -> !isAlive(child));
        }
    }

    private void deleteTemporaryFolder() {
        try {
            FolderTree.delete(temporaryFolder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A zombie entry of an orphan that was not reaped counts as ended. */
    private static boolean isAlive(ProcessHandle child) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(child.pid()), "stat"));
            return child.isAlive() && status.charAt(status.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return child.isAlive();
        }
    }

    /** SIGSTOP: every thread stops where it is; the process cannot notice. */
    void pause() {
        signal("STOP");
    }

    /** SIGCONT; a held thread continues. */
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

    /** SIGTERM, and SIGKILL if the worker does not end in time. */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
            deleteTemporaryFolder();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }
}
