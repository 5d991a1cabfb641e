package io.modelfactory.worker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Command lines of Java processes that tests start: this JVM's Java and temporary folder, and options for a short life.
 */
public final class ChildJvm {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path JAR = TARGET.resolve("mf-worker.jar");
    private static final Path CLASS_ARCHIVE = TARGET.resolve("mf-worker.jsa");
    private static final Path CLASSES = TARGET.resolve("classes");

    /**
     * Whether the build has packaged and archived what this JVM tests. The archive serves class paths that begin with
     * the jar, and halves the time that a process needs to start.
     */
    private static final boolean ARCHIVED = Files.exists(CLASS_ARCHIVE) && isNewest(JAR);

    private ChildJvm() {}

    /** @param arguments further JVM options, then the class or jar and what it is called with */
    public static List<String> command(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // Its file would lie in the system's temporary folder and outlive a process that is killed.
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir")));
        line.addAll(List.of(arguments));
        return line;
    }

    /** The same, with what this JVM tests on the class path. */
    public static List<String> ofThisClassPath(Class<?> main, String... arguments) {
        return ofThisClassPath(List.of(), main, arguments);
    }

    /** @param options further JVM options */
    public static List<String> ofThisClassPath(List<String> options, Class<?> main, String... arguments) {
        List<String> line = ofThisClassPath(options);
        line.add(main.getName());
        line.addAll(List.of(arguments));
        return line;
    }

    /** The same, up to the name of the class. */
    public static List<String> ofThisClassPath(List<String> options) {
        List<String> line = command();
        line.addAll(options);
        if (ARCHIVED) {
            line.addAll(List.of("-XX:SharedArchiveFile=" + CLASS_ARCHIVE, "-Xlog:cds=off"));
        }
        line.addAll(List.of("-cp", classPath()));
        return line;
    }

    /** What this JVM tests; begins with the worker's jar if there is an archive of its classes. */
    static String classPath() {
        String own = System.getProperty("java.class.path");
        return ARCHIVED
                ? Stream.concat(
                                Stream.of(JAR.toString()),
                                Arrays.stream(own.split(File.pathSeparator)).filter(entry -> !isInJar(Path.of(entry))))
                        .collect(Collectors.joining(File.pathSeparator))
                : own;
    }

    /** The jar, and what its manifest names. */
    private static boolean isInJar(Path entry) {
        return entry.equals(JAR)
                || entry.toAbsolutePath().equals(CLASSES)
                || Files.exists(TARGET.resolve("lib").resolve(entry.getFileName()));
    }

    /** Outside of Maven, classes may have been compiled after the jar was built. */
    private static boolean isNewest(Path jar) {
        try (Stream<Path> classes = Files.walk(CLASSES)) {
            long packaged = Files.getLastModifiedTime(jar).toMillis();
            return classes.filter(Files::isRegularFile).allMatch(file -> lastModified(file) <= packaged);
        } catch (IOException e) {
            return false;
        }
    }

    private static long lastModified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
