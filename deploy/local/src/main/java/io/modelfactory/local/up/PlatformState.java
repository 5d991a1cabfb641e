package io.modelfactory.local.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What the process of a background platform says of itself. The same document lies in the data folder and, for the
 * command line, in the user's state folder.
 *
 * @param pid of the process
 * @param step what it does now, for people
 * @param since when it began
 * @param failure why it gave up; empty unless the phase is {@link Phase#FAILED}
 * @param failureLog which log says more
 */
record PlatformState(
        Phase phase,
        String step,
        long pid,
        Path data,
        Path profile,
        Instant since,
        Addresses addresses,
        WorkerProcess worker,
        String failure,
        Path failureLog) {

    /** How far it has come. */
    enum Phase {
        STARTING,
        READY,
        FAILED
    }

    /** Where the servers and the worker answer. */
    record Addresses(String kafka, String schemaRegistry, String database, String health, String console) {}

    /**
     * The worker that was started last.
     *
     * @param pid 0 if none was
     * @param startedAt when the operating system says it began
     * @param starts how often a worker was started; more than one after it died
     */
    record WorkerProcess(long pid, Instant startedAt, int starts) {
        static final WorkerProcess NONE = new WorkerProcess(0, Instant.EPOCH, 0);
    }

    static PlatformState initial(PlatformFolder folder, long pid, Instant since) {
        return new PlatformState(
                Phase.STARTING,
                "preparing the data folder",
                pid,
                folder.root(),
                folder.profile(),
                since,
                new Addresses("", "", "", "", ""),
                WorkerProcess.NONE,
                "",
                folder.platformLog());
    }

    PlatformState at(PlatformPorts ports) {
        Addresses served = new Addresses(
                "127.0.0.1:" + ports.kafka(),
                "http://127.0.0.1:" + ports.registry(),
                ports.databaseUrl(),
                ports.healthUrl(),
                ports.consoleUrl());
        return new PlatformState(phase, step, pid, data, profile, since, served, worker, failure, failureLog);
    }

    PlatformState in(Phase reached) {
        return new PlatformState(reached, step, pid, data, profile, since, addresses, worker, failure, failureLog);
    }

    PlatformState doing(String what) {
        return new PlatformState(phase, what, pid, data, profile, since, addresses, worker, failure, failureLog);
    }

    PlatformState with(WorkerProcess started) {
        return new PlatformState(phase, step, pid, data, profile, since, addresses, started, failure, failureLog);
    }

    PlatformState failed(String why, Path log) {
        return new PlatformState(Phase.FAILED, step, pid, data, profile, since, addresses, worker, why, log);
    }

    /** Empty if there is no such file. */
    static Optional<PlatformState> read(Path file) {
        return Files.isRegularFile(file) ? Optional.of(of(JsonFile.read(file))) : Optional.empty();
    }

    private static PlatformState of(JsonNode document) {
        JsonNode services = document.path("addresses");
        JsonNode worker = document.path("worker");
        return new PlatformState(
                Phase.valueOf(document.path("phase").asText(Phase.FAILED.name())),
                document.path("step").asText(),
                document.path("pid").asLong(),
                Path.of(document.path("data").asText()),
                Path.of(document.path("profile").asText()),
                instant(document.path("since")),
                new Addresses(
                        services.path("kafka").asText(),
                        services.path("schema_registry").asText(),
                        services.path("database").asText(),
                        services.path("health").asText(),
                        services.path("console").asText()),
                new WorkerProcess(
                        worker.path("pid").asLong(),
                        instant(worker.path("started_at")),
                        worker.path("starts").asInt()),
                document.path("failure").asText(),
                Path.of(document.path("failure_log").asText()));
    }

    private static Instant instant(JsonNode text) {
        return text.isTextual() ? Instant.parse(text.textValue()) : Instant.EPOCH;
    }

    void write(Path file) {
        JsonFile.write(file, document());
    }

    ObjectNode document() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("phase", phase.name())
                .put("step", step)
                .put("pid", pid)
                .put("profile", profile.toString())
                .put("data", data.toString())
                .put("since", since.toString());
        document.putObject("addresses")
                .put("kafka", addresses.kafka())
                .put("schema_registry", addresses.schemaRegistry())
                .put("database", addresses.database())
                .put("health", addresses.health())
                .put("console", addresses.console());
        document.putObject("worker")
                .put("pid", worker.pid())
                .put("started_at", worker.startedAt().toString())
                .put("starts", worker.starts());
        document.put("failure", failure).put("failure_log", failureLog.toString());
        return document;
    }
}
