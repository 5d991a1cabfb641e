package io.modelfactory.worker.launcher;

import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.app.Main;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder with the launcher, the configuration and two jars that only name the class path of this JVM, so that
 * {@code deploy/mf} finds itself built and runs the classes under test. The user's folders lie beside it.
 */
final class LauncherInstallation {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final long TIMEOUT_MINUTES = 8;
    private static final int CTRL_C = 3;

    private final Path home;
    private final Path user;
    private final Map<String, String> environment = new TreeMap<>();

    private LauncherInstallation(Path home, Path user) {
        this.home = home;
        this.user = user;
        environment.put("HOME", user.toString());
        environment.put("XDG_DATA_HOME", user.resolve("data").toString());
        environment.put("XDG_STATE_HOME", user.resolve("state").toString());
        environment.put(
                "MF_JAVA_OPTS",
                // The tests' own logging and unpacked PostgreSQL would otherwise be found, or not be found.
                Stream.of(
                                "-Dlogback.configurationFile=logback.xml",
                                "-XX:-UsePerfData",
                                "-XX:TieredStopAtLevel=1",
                                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                                "-Dot.epg.working-dir="
                                        + System.getProperty(
                                                "ot.epg.working-dir",
                                                user.resolve("epg").toString()))
                        .collect(Collectors.joining(" ")));
    }

    /** What a command answered, on both streams together. */
    record LauncherAnswer(int exitCode, String output) {}

    static LauncherInstallation in(Path folder) throws IOException {
        Path home = folder.resolve("installation");
        for (String module : List.of("contracts", "worker", "deploy/local")) {
            Files.createDirectories(home.resolve(module).resolve("src/main"));
            Files.createFile(home.resolve(module).resolve("pom.xml"));
        }
        Files.createFile(home.resolve("pom.xml"));
        makeOld(home);
        writeJar(home.resolve("worker/target/mf-worker.jar"));
        writeJar(home.resolve("deploy/local/target/mf-local.jar"));
        Files.copy(PROJECT.resolve("deploy/mf"), home.resolve("deploy/mf"));
        copy(PROJECT.resolve("config"), home.resolve("config"));
        return new LauncherInstallation(home, Files.createDirectories(folder.resolve("user")));
    }

    /** Where data lies unless a command says otherwise. */
    Path data() {
        return user.resolve("data/model-factory");
    }

    Path stateFile() {
        return user.resolve("state/model-factory/up.json");
    }

    /** The launcher, as a command line would name it from another folder. */
    Path launcher() {
        return home.resolve("deploy/mf");
    }

    void set(String variable, String value) {
        environment.put(variable, value);
    }

    void unset(String variable) {
        environment.remove(variable);
    }

    LauncherAnswer run(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("bash", launcher().toString()));
        line.addAll(Arrays.asList(arguments));
        return execute(user, line);
    }

    /** A line of a page, in which {@code deploy/mf} is this installation's, as a shell would run it. */
    LauncherAnswer shell(Path workingDirectory, String line) throws IOException, InterruptedException {
        String absolute = line.replaceAll("(?<!\\S)deploy/mf(?!\\S)", launcher().toString());
        return execute(workingDirectory, List.of("bash", "-c", absolute));
    }

    /** As below, once the text is shown. */
    LauncherAnswer interrupted(String text, String... arguments) throws IOException, InterruptedException {
        return interruptedOnce(output -> output.contains(text), arguments);
    }

    /**
     * On a terminal, which {@code script} makes: once what is shown has what is waited for, the user types Ctrl-C. Its
     * signal is set to its default, because a test that a shell started in the background passes on to all processes
     * that it is ignored.
     */
    LauncherAnswer interruptedOnce(Predicate<String> output, String... arguments)
            throws IOException, InterruptedException {
        Path shown = Files.createTempFile(user, "terminal", "");
        String line = "env --default-signal=INT bash " + launcher() + " " + String.join(" ", arguments);
        Process terminal = process(user, List.of("script", "-qec", line, "/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(shown.toFile())
                .start();
        await().atMost(Duration.ofMinutes(TIMEOUT_MINUTES)).until(() -> output.test(Files.readString(shown)));
        terminal.getOutputStream().write(CTRL_C);
        terminal.getOutputStream().flush();
        if (!terminal.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
            terminal.destroyForcibly();
            throw new AssertionError(line + " was not interrupted: " + Files.readString(shown));
        }
        return new LauncherAnswer(terminal.exitValue(), Files.readString(shown));
    }

    private LauncherAnswer execute(Path workingDirectory, List<String> line) throws IOException, InterruptedException {
        Path output = Files.createTempFile(user, "answer", "");
        Process process = process(workingDirectory, line)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(line + " did not end: " + Files.readString(output));
        }
        return new LauncherAnswer(process.exitValue(), Files.readString(output));
    }

    private ProcessBuilder process(Path workingDirectory, List<String> line) {
        ProcessBuilder builder = new ProcessBuilder(line).directory(workingDirectory.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("MF_") || name.startsWith("XDG_") || name.equals("HOME"));
        builder.environment().putAll(environment);
        return builder;
    }

    private static void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        attributes.put(
                Attributes.Name.CLASS_PATH,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.endsWith("test-classes"))
                        .map(entry -> Path.of(entry).toUri().toString())
                        .collect(Collectors.joining(" ")));
        Files.createDirectories(jar.getParent());
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
    }

    /** The launcher builds again what is older than its sources. */
    private static void makeOld(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path entry : tree.toList()) {
                Files.setLastModifiedTime(entry, FileTime.fromMillis(0));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Stops what commands have started in the background. */
    void stop() throws IOException, InterruptedException {
        run("down");
    }
}
