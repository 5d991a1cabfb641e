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
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Prints where the evidence is, and how to reach the services that are still running. */
final class DemoGuide {
    private final DemoFolders folders;
    private final LocalPlatform platform;
    private final Map<String, String> environment;
    private final DemoNames names;

    /** @param environment with which the worker and the commands run */
    DemoGuide(DemoFolders folders, LocalPlatform platform, Map<String, String> environment, DemoNames names) {
        this.environment = Map.copyOf(environment);
        this.folders = folders;
        this.platform = platform;
        this.names = names;
    }

    String evidence(List<DemoOutcome> outcomes, Path workerLog) {
        Path objects = platform.objectStoreRoot();
        Path run = objects.resolve(names.platformRunId()).resolve("mf");
        List<String> lines = new ArrayList<>();
        lines.add("Where to look further");
        lines.add(line("requests", shown(folders.requests())));
        lines.add(line("receipts", shown(run.resolve("job_invocations"))));
        paths(outcomes, DemoOutcome::runKey, run.resolve("train_runs")).forEach(path -> lines.add(line("run", path)));
        for (Path bundle : paths(outcomes, DemoOutcome::bundle, objects.resolve("registry/bundles"))) {
            lines.add(line("bundle", bundle));
            cards(bundle).forEach(card -> lines.add(line("model card", card)));
        }
        lines.add(line("worker's log", shown(workerLog)));
        return String.join(System.lineSeparator(), lines);
    }

    /** To be opened in a browser, one for each version of the bundle. */
    private static List<Path> cards(Path bundle) {
        try (Stream<Path> versions = Files.list(bundle)) {
            return versions.map(version -> version.resolve("model_card.html"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + bundle, e);
        }
    }

    /** The folders that the outcomes' ids name; a run that was refused early has none. */
    private static List<Path> paths(
            List<DemoOutcome> outcomes, Function<DemoOutcome, Optional<String>> id, Path parent) {
        return outcomes.stream()
                .flatMap(outcome -> id.apply(outcome).stream())
                .distinct()
                .map(parent::resolve)
                .filter(Files::isDirectory)
                .map(DemoGuide::shown)
                .toList();
    }

    /** Relative to the working directory, if that is shorter to copy. */
    private static Path shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }

    /** Writes the environment for other terminals, too. */
    String liveServices(long workerPid, int consolePort) {
        writeEnvironment();
        EmbeddedDatabase.Access access = platform.databaseAccess();
        String connection = access.jdbcUrl().replace("jdbc:postgresql://", "postgresql://" + access.user() + "@");
        return String.join(
                System.lineSeparator(),
                "Everything keeps running; Ctrl-C stops it all. From another terminal:",
                line("console", "http://127.0.0.1:" + consolePort),
                line("environment", ". " + shown(folders.environmentScript())),
                line("send", "deploy/mf request train-build --profile config/profiles/local.yaml FILE"),
                line("runs", "psql " + connection + " -c 'SELECT run_key, state FROM mf_run'"),
                line("registry", "curl " + platform.schemaRegistry().url() + "/subjects"),
                line("Kafka", "bootstrap servers " + platform.kafka().bootstrapServers()),
                line("worker", "process " + workerPid));
    }

    private void writeEnvironment() {
        StringBuilder script = new StringBuilder();
        new TreeMap<>(environment).forEach((name, value) -> script.append("export %s='%s'%n".formatted(name, value)));
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
