package io.modelfactory.worker.execution;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_PACK_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.EXECUTION_RECORD_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_CONFLICT;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.REGISTRY_EVENT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.ledger.run.RunState.FAIL;
import static io.modelfactory.worker.ledger.run.RunState.PUBLISH_PENDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.modelfactory.worker.failure.FailureCategory;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.signing.KeyPairFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Other bytes lie under a key before the run comes to write it: each kind of artifact says so by its own code. */
class ArtifactImmutabilityIT {
    private static final String FOREIGN = "{\"written_by\":\"another process\"}";

    /** Every key that a published run writes, in the order in which it does. */
    private static final List<String> KEYS = new ArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void listWhatAPublishedRunWrites(@TempDir Path reference) throws IOException {
        try (StageFixture factory = new StageFixture(reference, 1)) {
            factory.signWith(KeyPairFiles.generate(reference, "key").signer());
            factory.submitTrainBuild("request.0001", true);
            factory.executeAll();
            KEYS.addAll(factory.store.keysWritten());
        }
    }

    static Stream<Arguments> artifacts() {
        return Stream.of(
                arguments("/mf/resolved_train_plan/", RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION, FAIL),
                arguments("/execution_record.json", EXECUTION_RECORD_IMMUTABILITY_VIOLATION, FAIL),
                arguments("/artifacts/model.ubj", TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION, FAIL),
                arguments("/artifacts/cuts.json", TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION, FAIL),
                arguments("/artifacts/model_artifact.json", TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION, FAIL),
                arguments("/artifacts/scoring_sample.json", TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION, FAIL),
                arguments("/eval_report/", EVAL_REPORT_IMMUTABILITY_VIOLATION, FAIL),
                arguments("/evidence/evidence_pack.json", EVIDENCE_PACK_IMMUTABILITY_VIOLATION, FAIL),
                arguments("/execution_receipt.json", TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION, FAIL),
                arguments("/gate/gate_receipt.json", GATE_RECEIPT_IMMUTABILITY_VIOLATION, FAIL),
                arguments("/gate/publish_eligibility.json", PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION, FAIL),
                arguments("/bundle/bundle_publication.json", BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION, PUBLISH_PENDING),
                arguments("registry/bundles/.*/model.ubj", PUBLISH_CONFLICT, PUBLISH_PENDING),
                arguments("registry/bundles/.*/model_artifact.json", PUBLISH_CONFLICT, PUBLISH_PENDING),
                arguments("registry/bundles/.*/scoring_sample.json", PUBLISH_CONFLICT, PUBLISH_PENDING),
                arguments("registry/bundles/.*/eval_report.json", PUBLISH_CONFLICT, PUBLISH_PENDING),
                arguments("registry/bundles/.*/gate_receipt.json", PUBLISH_CONFLICT, PUBLISH_PENDING),
                arguments("registry/bundles/.*/bundle_manifest.json", PUBLISH_CONFLICT, PUBLISH_PENDING),
                arguments("registry/bundles/.*/model_card.md", PUBLISH_CONFLICT, PUBLISH_PENDING),
                arguments("registry/bundles/.*/model_card.html", PUBLISH_CONFLICT, PUBLISH_PENDING),
                arguments("registry/bundles/.*/provenance.dsse.json", PUBLISH_CONFLICT, PUBLISH_PENDING),
                arguments("registry/bundles/.*/bundle_publication.json", PUBLISH_CONFLICT, PUBLISH_PENDING),
                arguments("registry/events/", REGISTRY_EVENT_IMMUTABILITY_VIOLATION, PUBLISH_PENDING),
                arguments(
                        "/publish/publish_handshake_receipt.json",
                        PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION,
                        PUBLISH_PENDING),
                arguments("/_COMPLETE", BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION, PUBLISH_PENDING));
    }

    @ParameterizedTest
    @MethodSource("artifacts")
    void differentBytesUnderAKeyStopTheRunByItsCode(String artifact, FailureCode code, RunState state)
            throws IOException {
        try (StageFixture factory = new StageFixture(folder, 1)) {
            factory.signWith(KeyPairFiles.generate(folder, "key").signer());
            String key = only(artifact);
            Files.createDirectories(factory.file(key).getParent());
            Files.writeString(factory.file(key), FOREIGN);

            String runKey = factory.submitTrainBuild("request.0001", true);
            factory.executeAll();

            RunRecord run = factory.run(runKey);
            assertThat(run.state()).isEqualTo(state);
            assertThat(run.finished()).isTrue();
            assertThat(run.failureCode()).contains(code);
            assertThat(factory.receiptStatus("request.0001")).contains(state == FAIL ? "FAILED" : "PUBLISH_PENDING");
            assertThat(factory.lifecycleEventIds()).isEmpty();
            assertThat(factory.store.writeAttemptsAt(artifact)).isLessThanOrEqualTo(1);
            assertThat(factory.file(key)).hasContent(FOREIGN);
            List<String> before = KEYS.subList(0, KEYS.indexOf(key));
            List<String> after = KEYS.subList(KEYS.indexOf(key) + 1, KEYS.size());
            assertThat(before)
                    .allSatisfy(earlier -> assertThat(factory.file(earlier)).exists());
            assertThat(after)
                    .allSatisfy(later -> assertThat(factory.file(later)).doesNotExist());
        }
    }

    @Test
    void theTableNamesEveryArtifactAndEveryCode() {
        List<String> named = artifacts().map(row -> only((String) row.get()[0])).toList();
        assertThat(named).containsExactlyElementsOf(KEYS);

        Set<FailureCode> codes =
                artifacts().map(row -> (FailureCode) row.get()[1]).collect(Collectors.toSet());
        assertThat(codes)
                .containsAll(Arrays.stream(FailureCode.values())
                        .filter(code -> code.category() == FailureCategory.IMMUTABILITY)
                        // Read, never written: RunWorkerPoolIT alters a manifest between two attempts.
                        .filter(code -> code != FailureCode.MANIFEST_IMMUTABILITY_VIOLATION)
                        .toList());
    }

    private static String only(String artifact) {
        Set<String> keys = KEYS.stream()
                .filter(key -> key.matches(".*" + artifact + ".*"))
                .filter(key -> artifact.startsWith("registry/") || !key.startsWith("registry/"))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        assertThat(keys).as(artifact).hasSize(1);
        return keys.iterator().next();
    }
}
