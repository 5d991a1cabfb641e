package io.modelfactory.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Command lines of Java processes that tests start: this JVM's Java and temporary folder, and options for a short life.
 */
public final class ChildJvm {
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

    /** The same, with the class path of this JVM. */
    public static List<String> ofThisClassPath(Class<?> main, String... arguments) {
        List<String> line = command("-cp", System.getProperty("java.class.path"), main.getName());
        line.addAll(List.of(arguments));
        return line;
    }
}
