package io.modelfactory.worker.app.operator;

import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.console.action.ActionCommands;
import io.modelfactory.worker.console.action.LetterPayload;
import io.modelfactory.worker.intake.RecordPosition;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** This program's own commands, for processes that the console starts: the same Java, class path and profile. */
final class OperatorCommands implements ActionCommands {
    /** The command line's; its package is not for this one to use. */
    private static final String MAIN_CLASS = "io.modelfactory.worker.app.Main";

    private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(4);

    /**
     * Options about native code that newer Javas need, and about starting fast; this process has them from its
     * launcher.
     */
    private static final List<String> INHERITED_OPTIONS = List.of(
            "-XX:SharedArchiveFile",
            "-Xlog:cds=",
            "-Xmx",
            "-XX:MaxRAMPercentage",
            "--enable-native-access",
            "--sun-misc-unsafe-memory-access",
            "--add-opens",
            "-XX:TieredStopAtLevel");

    private static final String CONTENTS_MEMORY = "512MB";
    private static final String CONTENTS_FILE_SIZE = "1GB";

    private final Wiring wiring;
    private final Optional<Path> profile;

    /** @param profile the file that the console runs under; empty to have the commands look it up */
    OperatorCommands(Wiring wiring, Optional<Path> profile) {
        this.wiring = wiring;
        this.profile = profile.map(Path::toAbsolutePath);
    }

    @Override
    public List<String> verify(String runKey) {
        return line("verify", runKey);
    }

    /** In little memory and scratch space: a console is a small process, and has no more of either. */
    @Override
    public List<String> contents(String manifestRef) {
        return line(
                "dataset",
                "contents",
                manifestRef,
                "--json",
                "--memory-limit",
                CONTENTS_MEMORY,
                "--max-file-size",
                CONTENTS_FILE_SIZE);
    }

    @Override
    public List<String> reproduce(String runKey) {
        return line("reproduce", runKey);
    }

    @Override
    public List<String> replay(List<String> positions) {
        List<String> arguments = new ArrayList<>(List.of("dlq", "replay", "--yes"));
        positions.forEach(position -> arguments.addAll(List.of("--at", position)));
        return line(arguments.toArray(new String[0]));
    }

    @Override
    public Optional<LetterPayload> payload(String position) {
        try (DeadLetterSession session = DeadLetterSession.open(wiring.kafka(), BROKER_TIMEOUT)) {
            Optional<RecordPosition> at = RecordPosition.parse(position);
            return at.flatMap(session::payload)
                    .map(text -> at.flatMap(session::value)
                            .map(value ->
                                    new LetterDecoder(wiring.schemaRegistry(), BROKER_TIMEOUT).decode(text, value))
                            .orElseGet(
                                    () -> new LetterPayload(text, Optional.empty(), Optional.of("it holds no bytes"))));
        }
    }

    private List<String> line(String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> INHERITED_OPTIONS.stream().anyMatch(option::startsWith))
                .forEach(line::add);
        Stream.of(
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MAIN_CLASS)
                .forEach(line::add);
        line.addAll(Arrays.asList(arguments));
        profile.ifPresent(file -> line.addAll(List.of("--profile", file.toString())));
        return line;
    }
}
