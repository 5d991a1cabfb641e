package io.modelfactory.worker.resolve;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.artifact.folder.ReadableRoots;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever lies where a document should, the run ends in the code of that document, with a message that every reader
 * may read.
 */
class HostileDocumentsTest {
    private static final JsonSchemas SCHEMAS = new JsonSchemas();
    private static final String SOUND_PROFILE = "{policy_id: p, revision: r, eval_thresholds: {min_auc_roc: 0.5}}";

    @TempDir
    Path folder;

    private Path store;
    private Path profiles;
    private TrainPlanResolver resolver;
    private TrainBuildRequest request;

    @BeforeEach
    void writeValidInputs() {
        store = folder.resolve("store");
        profiles = folder.resolve("profiles");
        InputFixture inputs = new InputFixture(store, profiles).writeAll();
        ArtifactStore artifacts = new LocalArtifactStore(store);
        resolver = new TrainPlanResolver(
                artifacts, new DocumentStore(artifacts, SCHEMAS), SCHEMAS, ReadableRoots.of(List.of(profiles)));
        ObjectNode asked = RequestFixture.trainBuild()
                .put("training_config_ref", inputs.profileRef("training.yaml"))
                .put("governance_profile_ref", inputs.profileRef("governance.yaml"));
        asked.putArray("dataset_manifest_refs").add(InputFixture.MANIFEST_REF);
        request = TrainBuildRequestReader.read(asked);
    }

    static List<HostileDocument> corpus() {
        return HostileDocument.corpus();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void endsInItsCode(HostileDocument hostile) throws IOException {
        Files.write(place(hostile.kind()), hostile.bytes(validDocument(hostile.kind())));
        List<Path> before = files();

        Throwable failure = catchThrowable(() -> resolver.resolve(
                request, RunIdentity.of(request), Instant.parse("2026-02-10T14:19:00Z"), "d".repeat(64)));

        assertThat(failure).isInstanceOfSatisfying(FailureException.class, named -> {
            assertThat(named.code()).as(named.getMessage()).isEqualTo(hostile.code());
            assertThat(named.getMessage()).hasSizeLessThan(8_000);
        });
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void theCorpusIsThisLarge(TestReporter reporter) {
        Map<String, Long> sizes =
                corpus().stream().collect(groupingBy(HostileDocument::type, TreeMap::new, counting()));

        reporter.publishEntry("hostile documents", sizes.toString());
        assertThat(sizes).containsOnlyKeys("aliases", "deep", "huge", "numbers", "tags", "text", "twice");
        assertThat(corpus()).hasSizeGreaterThanOrEqualTo(140).doesNotHaveDuplicates();
    }

    private Path place(String kind) {
        return switch (kind) {
            case "manifest" -> store.resolve(InputFixture.MANIFEST_REF);
            case "materialization" ->
                store.resolve(InputFixture.RUN + "/ofs/datasets/" + InputFixture.MANIFEST_ID + "/materialization.json");
            default -> profiles.resolve(kind + ".yaml");
        };
    }

    private static String validDocument(String kind) {
        return switch (kind) {
            case "manifest" -> InputFixture.manifestDocument().toString();
            case "materialization" -> InputFixture.materializationDocument().toString();
            default -> SOUND_PROFILE;
        };
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted().toList();
        }
    }
}
