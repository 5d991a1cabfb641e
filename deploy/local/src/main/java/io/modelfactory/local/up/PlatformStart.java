package io.modelfactory.local.up;

import io.modelfactory.local.up.PlatformState.Phase;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Starts a background platform and waits until its worker takes requests, printing what happens. */
final class PlatformStart {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(15);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final long MAX_LOG_BYTES = 10L << 20;

    private final PlatformFolder folder;
    private final PrintWriter progress;
    private final Duration timeout;
    private final long began = System.nanoTime();
    private volatile boolean starting;

    PlatformStart(PlatformFolder folder, PrintWriter progress, Duration timeout) {
        this.folder = folder;
        this.progress = progress;
        this.timeout = timeout;
    }

    PlatformState start(Path home, Path publicStateFile, Optional<Integer> port) throws InterruptedException {
        folder.prepare();
        Stream.of(folder.platformLog(), folder.workerLog()).forEach(PlatformStart::rotate);
        Runtime.getRuntime().addShutdownHook(new Thread(this::sayThatItGoesOn, "interruption"));
        Process process = startProcess(home, publicStateFile, port);
        starting = true;
        awaitHold(process);
        // Said last: from the first line on, Ctrl-C is answered by what goes on, and the next `up` finds it.
        print("the data lies in " + folder.root());
        try {
            PlatformState state = await(process.pid(), process::isAlive);
            print(state.step());
            return state;
        } catch (UpCommandLine.UpTimeoutException e) {
            new PlatformStopper(folder, publicStateFile).stop(STOP_TIMEOUT);
            throw e;
        } finally {
            starting = false;
        }
    }

    /** Until then another `up` would start a second process on the folder. One that ended is told of later. */
    private void awaitHold(Process process) throws InterruptedException {
        while (process.isAlive() && !folder.isInUse() && waited().compareTo(timeout) < 0) {
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
    }

    /** On Ctrl-C: the platform is in a session of its own, which that does not reach. */
    private void sayThatItGoesOn() {
        if (!starting) {
            return;
        }
        progress.println();
        print("interrupted; the platform goes on starting in the background: `deploy/mf status` says how far it is,"
                + " `deploy/mf down` stops it");
    }

    /** A platform that is up already; one that starts, or whose worker was just started again, is waited for. */
    PlatformState awaitRunning(PlatformState running) throws InterruptedException {
        PlatformFolder itsFolder = new PlatformFolder(running.data());
        return new PlatformStart(itsFolder, progress, timeout).await(running.pid(), itsFolder::isInUse);
    }

    private PlatformState await(long pid, BooleanSupplier alive) throws InterruptedException {
        String shown = "";
        Duration nextSign = PROGRESS_INTERVAL;
        while (true) {
            // Looked at first: what the process wrote before its end is then in the file.
            boolean lives = alive.getAsBoolean();
            Optional<PlatformState> state =
                    PlatformState.read(folder.stateFile()).filter(found -> found.pid() == pid);
            if (state.isPresent() && isReady(state.get())) {
                return state.get();
            }
            String step = state.map(PlatformState::step).orElse(shown);
            if (!step.equals(shown)) {
                print(step);
                shown = step;
            }
            if (!lives) {
                throw failure(state.filter(found -> found.phase() == Phase.FAILED));
            }
            if (waited().compareTo(timeout) > 0) {
                throw new UpCommandLine.UpTimeoutException("not ready after %d s, while %s; %s"
                        .formatted(timeout.toSeconds(), shown, FileTail.of(folder.workerLog())));
            }
            if (waited().compareTo(nextSign) > 0) {
                print("still " + shown);
                nextSign = nextSign.plus(PROGRESS_INTERVAL);
            }
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
    }

    private static boolean isReady(PlatformState state) {
        return state.phase() == Phase.READY
                && HttpProbe.get(URI.create(state.addresses().health() + "/readyz"))
                        .ok();
    }

    private UpException failure(Optional<PlatformState> failed) {
        Optional<UpException> full =
                folder.spaceProblem().map(problem -> new UpException("the platform's process ended, and " + problem));
        if (full.isPresent()) {
            return full.get();
        }
        return failed.map(state -> new UpException(state.failure() + "; " + FileTail.of(state.failureLog())))
                .orElseGet(() -> new UpException("the platform's process ended; " + FileTail.of(folder.platformLog())));
    }

    private Process startProcess(Path home, Path publicStateFile, Optional<Integer> port) {
        List<String> line = new ArrayList<>(detaching());
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), BackgroundPlatform.class.getName()));
        line.addAll(List.of(folder.root().toString(), publicStateFile.toString(), home.toString()));
        port.ifPresent(first -> line.add(first.toString()));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.platformLog().toFile()));
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new UpException("the platform's process does not start: " + e.getMessage(), e);
        }
    }

    /**
     * A session of its own, so that neither Ctrl-C nor the end of the terminal reaches it; else it ignores the latter.
     */
    private static List<String> detaching() {
        return Stream.of("setsid", "nohup")
                .filter(PlatformStart::isOnPath)
                .findFirst()
                .map(List::of)
                .orElse(List.of());
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static void rotate(Path log) {
        try {
            if (Files.isRegularFile(log) && Files.size(log) > MAX_LOG_BYTES) {
                Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UpException("cannot move the log " + log + " aside: " + e.getMessage(), e);
        }
    }

    private Duration waited() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void print(String what) {
        progress.printf(Locale.ROOT, "%6.1f s  %s%n", waited().toMillis() / 1000.0, what);
        progress.flush();
    }
}
