package io.modelfactory.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends requests as an operator does: a file each, and the worker's own command line. */
final class RequestSubmitter {
    private static final long SEND_SECONDS = 60;

    private final WorkerJar jar;
    private final Path folder;
    private final Path log;

    /** @param folder where the request files are put for everyone to read */
    RequestSubmitter(WorkerJar jar, Path folder, Path log) {
        this.jar = jar;
        this.folder = folder;
        this.log = log;
    }

    void send(List<DemoTrainRequest> requests) {
        Process sending = jar.start(
                log,
                List.of("request", "train-build"),
                requests.stream().map(this::write).map(Path::toString).toList());
        try {
            if (!sending.waitFor(SEND_SECONDS, TimeUnit.SECONDS)) {
                sending.destroyForcibly();
                throw new DemoException("the requests were not sent within " + SEND_SECONDS + " s: see " + log);
            }
        } catch (InterruptedException e) {
            sending.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted", e);
        }
        if (sending.exitValue() != 0) {
            throw new DemoException("the requests were not sent (exit code " + sending.exitValue() + "): see " + log);
        }
    }

    private Path write(DemoTrainRequest request) {
        try {
            return Files.writeString(
                    folder.resolve(request.requestId() + ".json"),
                    request.toJson().toPrettyString());
        } catch (IOException e) {
            throw new UncheckedIOException("the request cannot be written to " + folder, e);
        }
    }
}
