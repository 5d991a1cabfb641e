package io.modelfactory.local.demo;

import io.modelfactory.local.EmbeddedDatabase;
import io.modelfactory.local.LocalPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells the watcher where the evidence lies, and how to talk to what is still running. */
final class Signposts {
    private final DataFolders folders;
    private final LocalPlatform platform;
    private final DemoNames names;

    Signposts(DataFolders folders, LocalPlatform platform, DemoNames names) {
        this.folders = folders;
        this.platform = platform;
        this.names = names;
    }

    String evidence(List<Outcome> outcomes, Path workerLog) {
        Path run = platform.objectStoreRoot().resolve(names.platformRunId());
        List<String> lines = new ArrayList<>();
        lines.add("Where to look further");
        lines.add(line("requests", folders.requests()));
        lines.add(line("receipts", run.resolve("mf/job_invocations")));
        outcomes.stream()
                .flatMap(outcome -> outcome.runKey().stream())
                .distinct()
                .forEach(key ->
                        lines.add(line("run", run.resolve("mf/train_runs").resolve(key))));
        outcomes.stream()
                .flatMap(outcome -> outcome.bundle().stream())
                .distinct()
                .forEach(id -> lines.add(line(
                        "bundle",
                        platform.objectStoreRoot().resolve("registry/bundles").resolve(id))));
        lines.add(line("worker's log", workerLog));
        return String.join(System.lineSeparator(), lines);
    }

    /** Writes the environment for other terminals, too. */
    String liveServices(long workerPid) {
        writeEnvironment();
        EmbeddedDatabase.Access access = platform.databaseAccess();
        String connection = access.jdbcUrl().replace("jdbc:postgresql://", "postgresql://" + access.user() + "@");
        return String.join(
                System.lineSeparator(),
                "Everything keeps running; Ctrl-C stops it all. From another terminal:",
                line("environment", ". " + folders.environmentScript()),
                line("send", "deploy/mf request train-build --profile config/profiles/local.yaml FILE"),
                line("runs", "psql " + connection + " -c 'SELECT run_key, state FROM mf_run'"),
                line("registry", "curl " + platform.schemaRegistry().url() + "/subjects"),
                line("Kafka", "bootstrap servers " + platform.kafka().bootstrapServers()),
                line("worker", "process " + workerPid));
    }

    private void writeEnvironment() {
        StringBuilder script = new StringBuilder();
        Map<String, String> environment = new TreeMap<>(platform.environment());
        environment.forEach((name, value) -> script.append("export %s='%s'%n".formatted(name, value)));
        try {
            Files.writeString(folders.environmentScript(), script);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + folders.environmentScript(), e);
        }
    }

    private static String line(String what, Object where) {
        return "  %-13s %s".formatted(what, where);
    }
}
