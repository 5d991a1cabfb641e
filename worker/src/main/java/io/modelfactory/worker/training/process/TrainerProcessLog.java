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
 * What a trainer process says on standard error, put into the worker's log with the fields of the run at work. Lines of its
 * own log begin with their level; whatever else is said is the JVM's or native code's, and worth a warning.
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

    /** From now on, what is said is said about the run that this thread logs about. */
    void attributeToCurrentRun() {
        fields = LogFields.current();
        lastOutput = Optional.empty();
    }

    /** What the JVM or native code of a process that ended has said last. */
    Optional<String> lastOutput() throws InterruptedException {
        if (!outputClosed.await(1, TimeUnit.SECONDS)) {
            LOG.debug("another process still holds the output of trainer process {}", pid);
        }
        return lastOutput;
    }

    /** Returns when the process is silent for good. */
    void copyToWorkerLog(BufferedReader lines) {
        try (lines) {
            Optional<String> line = Optional.ofNullable(lines.readLine());
            while (line.isPresent()) {
                log(line.get());
                line = Optional.ofNullable(lines.readLine());
            }
        } catch (IOException ended) {
            LOG.debug("trainer process {} is silent", pid, ended);
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
