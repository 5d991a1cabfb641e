package io.modelfactory.worker.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Java processes whose output goes to a log. */
final class JavaProcess {
    /** The production settings, which the tests' own would hide. */
    private static final String WORKER_LOGGING = "-Dlogback.configurationFile=logback.xml";

    private JavaProcess() {}

    static Process ofThisClassPath(List<String> jvmOptions, Class<?> main, List<String> arguments, Path log)
            throws IOException {
        return start(line(jvmOptions, main, arguments), Map.of(), log);
    }

    /** One that is written to and answers: only its errors go to the log. */
    static Process answering(List<String> jvmOptions, Class<?> main, List<String> arguments, Path log)
            throws IOException {
        return new ProcessBuilder(line(jvmOptions, main, arguments))
                .redirectError(log.toFile())
                .start();
    }

    static Process ofJar(
            List<String> jvmOptions, Path jar, List<String> arguments, Map<String, String> environment, Path log)
            throws IOException {
        List<String> line = command(jvmOptions);
        line.addAll(List.of("-jar", jar.toString()));
        line.addAll(arguments);
        return start(line, environment, log);
    }

    /** The command line of one of this class path, up to the name of its class. */
    static List<String> line(List<String> jvmOptions) {
        List<String> line = command(jvmOptions);
        line.add(WORKER_LOGGING);
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return line;
    }

    private static List<String> line(List<String> jvmOptions, Class<?> main, List<String> arguments) {
        List<String> line = line(jvmOptions);
        line.add(main.getName());
        line.addAll(arguments);
        return line;
    }

    private static List<String> command(List<String> jvmOptions) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(jvmOptions);
        return line;
    }

    private static Process start(List<String> line, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
