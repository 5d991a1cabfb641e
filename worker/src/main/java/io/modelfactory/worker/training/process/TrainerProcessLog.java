package io.modelfactory.worker.training.process;

import io.modelfactory.worker.telemetry.LogFields;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Copies the standard error of a trainer process to the worker's log, with the fields of the run that it builds. Lines
 * of its own log begin with their level; all others come from the JVM or from native code, and are logged as warnings.
 */
final class TrainerProcessLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.modelfactory.worker.training.process");
    private static final char LEVEL_SEPARATOR = '\t';

    private final long pid;
    private final CountDownLatch outputClosed = new CountDownLatch(1);
    private volatile Map<String, String> fields = Map.of();
    private volatile Optional<String> lastOutput = Optional.empty();

    TrainerProcessLog(long pid) {
        this.pid = pid;
    }

    /** Attributes what follows to the run that this thread logs about. */
    void attributeToCurrentRun() {
        fields = LogFields.current();
        lastOutput = Optional.empty();
    }

    /** The last line of the JVM or of native code in a process that ended. */
    Optional<String> lastOutput() throws InterruptedException {
        if (!outputClosed.await(1, TimeUnit.SECONDS)) {
            LOG.debug("another process still holds the output of trainer process {}", pid);
        }
        return lastOutput;
    }

    /** Returns when the process has closed its output. */
    void copyToWorkerLog(BufferedReader lines) {
        try (lines) {
            Optional<String> line = Optional.ofNullable(lines.readLine());
            while (line.isPresent()) {
                log(line.get());
                line = Optional.ofNullable(lines.readLine());
            }
        } catch (IOException ended) {
            LOG.debug("trainer process {} has closed its log", pid, ended);
        } finally {
            outputClosed.countDown();
        }
    }

    private void log(String line) {
        int end = line.indexOf(LEVEL_SEPARATOR);
        Optional<Level> level = level(line.substring(0, Math.max(0, end)));
        if (level.isEmpty() && !line.isBlank()) {
            lastOutput = Optional.of(line);
        }
        LogFields run = LogFields.of(fields);
        try {
            LOG.atLevel(level.orElse(Level.WARN)).log("trainer process {}: {}", pid, line.substring(end + 1));
        } finally {
            run.close();
        }
    }

    private static Optional<Level> level(String word) {
        for (Level level : Level.values()) {
            if (level.name().equals(word)) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }
}
