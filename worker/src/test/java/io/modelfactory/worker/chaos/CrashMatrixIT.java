package io.modelfactory.worker.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.chaos.injection.InstrumentedArtifactStore;
import io.modelfactory.worker.chaos.injection.InstrumentedKafkaClients;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunTransition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Worker processes are killed at the points where they reach external resources; others take over, and nothing is lost
 * or doubled.
 */
class CrashMatrixIT {
    private static final Path TARGET = Path.of("target");

    /** What a run commits that is published, and one whose publication is asked for again. */
    private static final List<String> COMMITS_OF_THE_SAMPLE = List.of(
            "REQUEST_QUEUED",
            "RUN_STARTED FULL",
            "EVAL_READY",
            "GATE_PASS",
            "publisher recorded",
            "BUNDLE_PUBLISHED",
            "PUBLISH_RETRY_REQUESTED",
            "RUN_STARTED PUBLISH_ONLY");

    /** Restricts the whole matrix to cells whose name contains this; all by default. */
    private static final String ONLY = System.getProperty("chaos.only", "");

    @Test
    void aWorkerKilledHalfWayLosesNothing() throws IOException {
        try (CrashMatrix matrix = new CrashMatrix("sample")) {
            matrix.record(ScenarioScript.FULL_RUN);
            matrix.record(ScenarioScript.PUBLISH_ONLY_RUN);
            assertThat(matrix.pointNames())
                    .containsAll(COMMITS_OF_THE_SAMPLE.stream()
                            .flatMap(commit -> around("ledger.commit", commit).stream())
                            .toList());
            matrix.runCells(List.of(
                    matrix.middleCell(ScenarioScript.PUBLISH_ONLY_RUN, "ledger.commit.before"),
                    matrix.middleCell(ScenarioScript.FULL_RUN, "inside"),
                    matrix.middleCell(ScenarioScript.FULL_RUN, "artifact.write.half"),
                    matrix.middleCell(ScenarioScript.FULL_RUN, "ledger.commit.after"),
                    matrix.middleCell(ScenarioScript.FULL_RUN, "outbox.send.after"),
                    matrix.middleCell(ScenarioScript.FULL_RUN, "offsets.commit.before")));

            show(matrix, "crash-matrix-sample.md");
            assertThat(matrix.outcomes()).allMatch(ChaosResult::isExpected);
        }
    }

    @Test
    @Tag("chaos")
    void aWorkerKilledAtAnyPointLosesNothing() throws IOException {
        try (CrashMatrix matrix = new CrashMatrix("east", "west")) {
            Arrays.stream(ScenarioScript.values()).forEach(matrix::record);
            matrix.runCells(matrix.cells().stream()
                    .filter(cell -> cell.toString().contains(ONLY))
                    .toList());

            show(matrix, "crash-matrix.md");
            assertThat(matrix.pointNames()).containsAll(requiredPoints(matrix.recordingEnvironment()));
            assertThat(matrix.outcomes()).allMatch(ChaosResult::isExpected);
        }
    }

    /** Writes all rows to the file and prints the sums. */
    private static void show(CrashMatrix matrix, String file) throws IOException {
        CrashReport table = new CrashReport(matrix.outcomes());
        table.write(TARGET.resolve(file));
        table.summaryRows().forEach(System.out::println);
    }

    /** Of every transition, artifact and message that the code knows, so that no script can silently miss one. */
    private static List<String> requiredPoints(ChaosEnvironment environment) throws IOException {
        List<String> names = new ArrayList<>(List.of(
                "requests.polled",
                "offsets.commit.before",
                "offsets.commit.after",
                "inside build.prepare",
                "inside build.train"));
        for (RunTransition transition : RunTransition.values()) {
            names.addAll(around("ledger.commit", commit(transition)));
        }
        for (String mark : List.of(
                "request answered", "receipt archived", "message queued", "message relayed", "publisher recorded")) {
            names.addAll(around("ledger.commit", mark));
        }
        for (String artifact : artifactsIn(environment)) {
            names.addAll(around("artifact.write", artifact));
            names.add("artifact.write.half " + artifact);
        }
        Wiring.Topics topics =
                environment.configuration().profile().wiring().kafka().topics();
        names.addAll(
                around("outbox.send", InstrumentedKafkaClients.shape(topics.registryEvents()) + " BUNDLE_PUBLISHED"));
        names.addAll(around("outbox.send", InstrumentedKafkaClients.shape(topics.deadLetters()) + " -"));
        for (RunEventType type : RunEventType.values()) {
            names.addAll(around("outbox.send", InstrumentedKafkaClients.shape(topics.runEvents()) + " " + type));
        }
        return names;
    }

    private static List<String> around(String kind, String subject) {
        return List.of(kind + ".before " + subject, kind + ".after " + subject);
    }

    private static String commit(RunTransition transition) {
        return transition.event() == RunEventType.RUN_STARTED
                ? transition.event() + " " + transition.to().orElseThrow().mode()
                : transition.event().name();
    }

    /** Everything in the store but the inputs. */
    private static Set<String> artifactsIn(ChaosEnvironment environment) throws IOException {
        try (Stream<Path> files = Files.walk(environment.storeRoot())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> environment.storeRoot().relativize(file).toString())
                    .filter(key -> !key.startsWith(ChaosEnvironment.PLATFORM_RUN_ID + "/ofs/")
                            && !key.equals(ChaosEnvironment.UNDECIDED)
                            && !key.endsWith(ChaosEnvironment.UNFINISHED))
                    .map(InstrumentedArtifactStore::shape)
                    .collect(Collectors.toSet());
        }
    }
}
