package io.modelfactory.local.up;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the worker of an installation is started.
 *
 * @param line Java with its options, and the worker's jar
 * @param home the installation, in which the profile's policies are looked up
 */
record WorkerCommand(List<String> line, Path home) {
    WorkerCommand {
        line = List.copyOf(line);
    }

    /**
     * @param javaOptions of this process; those that newer Java versions need hold for the worker, too
     * @param userOptions as in {@code MF_JAVA_OPTS}
     * @throws UpException if the installation has no jar
     */
    static WorkerCommand of(Path home, List<String> javaOptions, String userOptions) {
        if (!Files.isRegularFile(jar(home))) {
            throw new UpException("there is no " + jar(home) + ": start with deploy/mf, which builds it");
        }
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        javaOptions.stream().filter(option -> option.startsWith("--")).forEach(line::add);
        Arrays.stream(userOptions.strip().split("\\s+"))
                .filter(option -> !option.isEmpty())
                .forEach(line::add);
        Path archive = home.resolve(Path.of("worker", "target", "mf-worker.jsa"));
        if (Files.isRegularFile(archive)) {
            // One of another jar or another Java is passed over, and must not be spoken of in the log.
            line.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off"));
        }
        line.addAll(List.of("-jar", jar(home).toString()));
        return new WorkerCommand(line, home);
    }

    static Path jar(Path home) {
        return home.resolve(Path.of("worker", "target", "mf-worker.jar"));
    }
}
