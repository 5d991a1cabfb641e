package io.modelfactory.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The processes of jobs that are at work, and signals to them. */
final class JobProcesses {
    static final Duration LONG_ENOUGH = Duration.ofMinutes(5);

    private static final Duration OFTEN = Duration.ofMillis(20);

    private JobProcesses() {}

    /** Those whose jobs train a run, whichever claim they belong to. */
    static List<ProcessHandle> drivers(String runKey) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> Stream.of(arguments)
                                .anyMatch(argument -> argument.startsWith("model-factory " + runKey + " ")))
                        .isPresent())
                .toList();
    }

    /**
     * Returns when a job has come to another round.
     *
     * @param scratch folder that the process works in which has submitted it
     */
    static void awaitRound(Path scratch, BooleanSupplier inProgress) {
        Instant asked = Instant.now();
        await().atMost(LONG_ENOUGH).pollInterval(OFTEN).until(() -> {
            assertThat(inProgress.getAsBoolean()).isTrue();
            try (Stream<Path> files = Files.walk(scratch)) {
                return files.filter(file -> file.endsWith("round")).anyMatch(file -> isNewer(file, asked));
            } catch (NoSuchFileException | UncheckedIOException deleted) {
                return false;
            }
        });
    }

    /**
     * Returns when the model of a job has come, or it is too late to see that.
     *
     * @param scratch folder that the process works in which has submitted it
     */
    static void awaitModel(Path scratch, BooleanSupplier inProgress) {
        await().atMost(LONG_ENOUGH).pollInterval(OFTEN).until(() -> {
            try (Stream<Path> files = Files.walk(scratch)) {
                return files.anyMatch(file -> file.endsWith("model")) || !inProgress.getAsBoolean();
            } catch (NoSuchFileException | UncheckedIOException changing) {
                return !inProgress.getAsBoolean();
            }
        });
    }

    private static boolean isNewer(Path file, Instant time) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isAfter(time);
        } catch (IOException deleted) {
            return false;
        }
    }

    /** Has processes do nothing until they are to go on, as if their machine had stopped. */
    static void stop(List<ProcessHandle> processes) {
        signal("-STOP", processes);
    }

    /** Has processes go on that were stopped. */
    static void resume(List<ProcessHandle> processes) {
        signal("-CONT", processes);
    }

    private static void signal(String signal, List<ProcessHandle> processes) {
        if (processes.isEmpty()) {
            return;
        }
        List<String> line = Stream.concat(
                        Stream.of("kill", signal), processes.stream().map(process -> String.valueOf(process.pid())))
                .toList();
        try {
            assertThat(new ProcessBuilder(line).inheritIO().start().waitFor()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
