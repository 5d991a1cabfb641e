package io.modelfactory.worker.training.process;

import io.modelfactory.worker.algorithm.NativeLibraryFolder;
import io.modelfactory.worker.artifact.Json;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command line of a trainer process: the same Java and the same class path as this process, and bounds of its own.
 */
final class TrainerCommandLine {
    /**
     * Options about native code that newer Javas need, and about starting fast; the worker has them from its launcher.
     */
    private static final List<String> INHERITED_OPTIONS = List.of(
            "-XX:SharedArchiveFile",
            "-XX:DumpLoadedClassList",
            "-Xlog:cds=",
            "--enable-native-access",
            "--sun-misc-unsafe-memory-access",
            "--add-opens",
            // A worker that is launched with a cheap compiler, because it will not live long, has such trainers too.
            "-XX:TieredStopAtLevel");

    /** Matrices are old from the beginning; without a bound, a third of the heap would be kept from them. */
    private static final long MAX_NEW_SIZE = 64L << 20;

    /** By default the heap begins with a sixty-fourth of the machine's memory, which is filled before it is cleaned. */
    private static final long FIRST_HEAP = 48L << 20;

    private TrainerCommandLine() {}

    /** @param home folder of this process alone */
    static List<String> of(TrainerProcessSettings settings, Path home) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> INHERITED_OPTIONS.stream().anyMatch(option::startsWith))
                .forEach(line::add);
        Stream.of(
                        "-Xmx" + settings.heapBytes(),
                        "-Xms" + Math.min(FIRST_HEAP, settings.heapBytes()),
                        "-XX:+UseSerialGC",
                        // What a build has left is given back between builds: see TrainerMain.
                        "-XX:MinHeapFreeRatio=10",
                        "-XX:MaxHeapFreeRatio=20",
                        "-XX:-ShrinkHeapInSteps",
                        "-XX:MaxNewSize=" + Math.min(MAX_NEW_SIZE, settings.heapBytes() / 3),
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:+DisplayVMOutputToStderr",
                        "-XX:-UsePerfData",
                        "-XX:ErrorFile=" + settings.scratch().resolve("trainer-crash-%p.log"),
                        "-Djava.io.tmpdir=" + home,
                        NativeLibraryFolder.ofThisProcess().option(),
                        "-Dlogback.configurationFile=logback-trainer.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        settings.mainClass(),
                        home.toString(),
                        String.valueOf(settings.threads()),
                        settings.memoryLimit())
                .forEach(line::add);
        settings.spark()
                .ifPresent(cluster -> line.add(new String(Json.canonicalBytes(cluster), StandardCharsets.US_ASCII)));
        return line;
    }
}
