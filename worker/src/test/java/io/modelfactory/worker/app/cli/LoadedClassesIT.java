package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ChildJvm;
import io.modelfactory.worker.app.Main;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What short commands load, which decides how soon they are done: no library that they have no use for. Counted in
 * classes, because seconds depend on the machine.
 */
class LoadedClassesIT {
    private static final List<String> OF_NO_USE = List.of(
            "org.duckdb.",
            "ml.dmlc.",
            "org.apache.kafka.clients.",
            "io.javalin.",
            "java.net.http.HttpClient",
            "ch.qos.logback.core.joran.action.",
            "com.sun.org.apache.xerces.internal.parsers.");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aCommandThatReadsTheLedgerLoadsNothingElse() throws Exception {
        TrainedRuns runs = TrainedRuns.SHARED;
        CommandLineFixture mf = CommandLineFixture.under(folder, runs.factory.databaseUrl(), runs.factory.storeRoot);

        for (List<String> command : List.of(
                List.of("runs", "list"), List.of("runs", "show", runs.published), List.of("explain", runs.published))) {
            List<String> withProfile = new ArrayList<>(command);
            withProfile.addAll(List.of("--profile", mf.profile().toString()));

            List<String> loaded = loaded(withProfile, ExitCode.SUCCESS);
            assertThat(loaded.stream().filter(LoadedClassesIT::isOfNoUse))
                    .as("%s", command)
                    .isEmpty();
            assertThat(loaded.size()).as("%s", command).isLessThan(7_000);
        }
    }

    /** No server answers at the port; the classes are the same. */
    @Test
    void askingForTheHealthLoadsNoClientForTheWholeWeb() throws Exception {
        List<String> loaded = loaded(List.of("health", "--url", "http://127.0.0.1:1"), ExitCode.FAILED);

        assertThat(loaded.stream()
                        .filter(name -> isOfNoUse(name)
                                || name.startsWith("com.zaxxer.")
                                || name.startsWith("org.postgresql.")))
                .isEmpty();
        assertThat(loaded.size()).isLessThan(4_000);
    }

    private static boolean isOfNoUse(String name) {
        return OF_NO_USE.stream().anyMatch(name::startsWith);
    }

    /** The names of the classes that a process of the command has loaded. */
    private List<String> loaded(List<String> command, int exitCode) throws Exception {
        Path log = Files.createTempFile(folder, "classes", ".log");
        Path err = Files.createTempFile(folder, "err", ".txt");
        List<String> line =
                ChildJvm.ofThisClassPath(List.of("-Xlog:class+load=info:file=" + log + ":none"), Main.class);
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err.toFile());
        builder.environment().put("XDG_STATE_HOME", folder.toString());
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(exitCode);
        return Files.readAllLines(log).stream()
                .map(loaded -> loaded.split(" ", 2)[0])
                .toList();
    }
}
