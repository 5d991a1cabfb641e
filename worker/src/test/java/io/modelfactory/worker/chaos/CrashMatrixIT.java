package io.modelfactory.worker.chaos;

import io.modelfactory.worker.chaos.edge.WatchedKafka;
import io.modelfactory.worker.chaos.edge.WatchedArtifacts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.ledger.RunEventType;
import io.modelfactory.worker.ledger.RunTransition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Worker processes are killed at the points where they touch the outside; others take over, and nothing is lost or doubled. */
class CrashMatrixIT {
    private static final Path TABLE = Path.of("target", "crash-matrix.txt");

    @Test
    void aWorkerKilledAtOnePointOfEachKindLosesNothing() {
        try (CrashMatrix matrix = new CrashMatrix("sample")) {
            matrix.record(Play.FULL_RUN);
            matrix.play(matrix.sample(Play.FULL_RUN));

            assertThat(matrix.outcomes()).allSatisfy(CrashMatrixIT::holds);
        }
    }

    @Test
    @Tag("chaos")
    void aWorkerKilledAtAnyPointLosesNothing() throws IOException {
        try (CrashMatrix matrix = new CrashMatrix("east", "west")) {
            Arrays.stream(Play.values()).forEach(matrix::record);
            matrix.play(matrix.cells());
            show(matrix.outcomes());

            assertEverythingHasItsPoints(matrix);
            assertThat(matrix.outcomes()).allSatisfy(CrashMatrixIT::holds);
        }
    }

    /** A stage that is over in a blink may be left before it is seen from outside. */
    private static void holds(Outcome outcome) {
        assertThat(outcome.violations()).as(outcome.row()).isEmpty();
        outcome.point()
                .filter(point -> !point.startsWith("inside ") || point.startsWith("inside train #1"))
                .ifPresent(point -> assertThat(outcome.met()).as(outcome.row()).isTrue());
    }

    private static void assertEverythingHasItsPoints(CrashMatrix matrix) throws IOException {
        List<String> expected = new ArrayList<>(List.of(
                "requests.polled",
                "offsets.commit.before",
                "offsets.commit.after",
                "inside dataset",
                "inside train",
                "inside evaluate"));
        for (RunTransition transition : RunTransition.values()) {
            expected.addAll(around("ledger.commit", commit(transition)));
        }
        for (String mark : List.of("request answered", "receipt archived", "message queued", "message relayed")) {
            expected.addAll(around("ledger.commit", mark));
        }
        for (String artifact : artifactsOfAPublishedRun(matrix.recordingSite())) {
            expected.addAll(around("artifact.write", artifact));
            expected.add("artifact.write.half " + artifact);
        }
        Wiring.Topics topics = matrix.recordingSite()
                .configuration()
                .profile()
                .wiring()
                .kafka()
                .topics();
        expected.addAll(around("outbox.send", WatchedKafka.shape(topics.registryEvents()) + " BUNDLE_PUBLISHED"));
        expected.addAll(around("outbox.send", WatchedKafka.shape(topics.deadLetters()) + " -"));
        for (RunEventType type : RunEventType.values()) {
            expected.addAll(around("outbox.send", WatchedKafka.shape(topics.runEvents()) + " " + type));
        }
        assertThat(matrix.points()).containsAll(expected);
    }

    private static List<String> around(String kind, String subject) {
        return List.of(kind + ".before " + subject, kind + ".after " + subject);
    }

    private static String commit(RunTransition transition) {
        return transition.event() == RunEventType.RUN_STARTED
                ? transition.event() + " " + transition.to().orElseThrow().mode()
                : transition.event().name();
    }

    /** Its completion marker names them all; the test fails if it does not. */
    private static List<String> artifactsOfAPublishedRun(Site site) throws IOException {
        Path marker;
        try (Stream<Path> files = Files.walk(site.storeRoot())) {
            marker =
                    files.filter(file -> file.endsWith("_COMPLETE")).findFirst().orElseThrow();
        }
        JsonNode artifacts = Json.parse(Files.readAllBytes(marker)).path("artifacts");
        TreeMap<String, String> shapes = new TreeMap<>();
        artifacts.forEach(artifact -> shapes.put(
                artifact.path("name").asText(),
                WatchedArtifacts.shape(artifact.path("ref").asText())));
        shapes.put(
                Evidence.Name.COMPLETION_MARKER.key(),
                WatchedArtifacts.shape(site.storeRoot().relativize(marker).toString()));
        assertThat(shapes.keySet())
                .isEqualTo(Arrays.stream(Evidence.Name.values())
                        .map(Evidence.Name::key)
                        .collect(Collectors.toSet()));
        return List.copyOf(shapes.values());
    }

    /** All rows go to the file, where they are in order; the sums are shown. */
    private static void show(List<Outcome> outcomes) throws IOException {
        List<String> sums = new ArrayList<>();
        outcomes.stream()
                .collect(Collectors.groupingBy(
                        outcome -> outcome.play() + " "
                                + outcome.point().map(CrashMatrix::kindOf).orElse("undisturbed"),
                        TreeMap::new,
                        Collectors.toList()))
                .forEach((group, members) -> sums.add("%-50s %3d points, %3d killed, %3d hold"
                        .formatted(
                                group,
                                members.size(),
                                members.stream().filter(Outcome::met).count(),
                                members.stream().filter(Outcome::isFlawless).count())));
        Files.write(
                TABLE,
                Stream.concat(outcomes.stream().map(Outcome::row), sums.stream())
                        .toList());
        sums.forEach(System.out::println);
    }
}
