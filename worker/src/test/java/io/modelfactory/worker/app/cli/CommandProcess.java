package io.modelfactory.worker.app.cli;

import io.modelfactory.worker.ChildJvm;
import io.modelfactory.worker.app.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The command line as a process of its own, with a working directory and an environment of its own. */
final class CommandProcess {
    private final Path directory;
    private final Map<String, String> environment;

    /** @param environment of the command, with nothing of this process but {@code PATH} */
    CommandProcess(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = Map.copyOf(environment);
    }

    CommandResult run(String... arguments) {
        return finished(builder(arguments));
    }

    /** Through a shell, in which {@code mf} is the command line, for redirections and pipes. */
    CommandResult shell(String script) {
        String function = "mf() { '" + String.join("' '", line()) + "' \"$@\"; }\n";
        return finished(configured(new ProcessBuilder("bash", "-c", function + script)));
    }

    /** Not started yet. */
    ProcessBuilder builder(String... arguments) {
        List<String> line = line();
        line.addAll(List.of(arguments));
        return configured(new ProcessBuilder(line));
    }

    private static CommandResult finished(ProcessBuilder builder) {
        try {
            Path err = Files.createTempFile("command", ".err");
            Process process = builder.redirectError(err.toFile()).start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new CommandResult(process.waitFor(), out, Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private ProcessBuilder configured(ProcessBuilder builder) {
        builder.directory(directory.toFile());
        String path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().putAll(environment);
        return builder;
    }

    private static List<String> line() {
        return ChildJvm.ofThisClassPath(Main.class);
    }
}
