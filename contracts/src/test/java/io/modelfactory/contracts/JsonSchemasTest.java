package io.modelfactory.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemasTest {
    private static final ReadmeExamples EXAMPLES = new ReadmeExamples();
    private static final JsonSchemas SCHEMAS = new JsonSchemas();

    @ParameterizedTest
    @ValueSource(
            strings = {"mf.train.req.0001\n", "\nmf.train.req.0001", "mf.train.req.0001\r\n", "short", "has space 1", ""
            })
    void aRequestIdIsTheWholeString(String requestId) {
        assertThat(spoilt(ContractDocument.MF_TRAIN_BUILD_REQUEST, request -> request.put("request_id", requestId)))
                .isNotEmpty()
                .allMatch(text -> text.startsWith("$.request_id: "));
        assertThat(spoilt(ContractDocument.MF_JOB_REQUEST, request -> request.put("request_id", requestId)))
                .isNotEmpty()
                .allMatch(text -> text.startsWith("$.request_id: "));
    }

    @Test
    void aDigestFollowedByALineBreakIsRefused() {
        assertThat(spoilt(ContractDocument.GATE_RECEIPT, receipt -> {
                    var pin = receipt.withObject("/governance_profile");
                    pin.put("sha256", pin.get("sha256").asText() + "\n");
                }))
                .singleElement()
                .asString()
                .startsWith("$.governance_profile.sha256: ");
    }

    @Test
    void aJobRequestCarriesThePayloadOfItsCommandAndNoOther() {
        assertThat(spoilt(ContractDocument.MF_JOB_REQUEST, request -> request.put("command", "publish_retry")))
                .anyMatch(text -> text.contains("'publish_retry'"))
                .anyMatch(text -> text.startsWith("$.train_build: "));
    }

    @Test
    void blankReferencesAreDroppedButOneMustRemain() {
        var kind = ContractDocument.MF_TRAIN_BUILD_REQUEST;

        assertThat(spoilt(
                        kind,
                        request -> request.withArray("dataset_manifest_refs").add(" ")))
                .isEmpty();
        assertThat(spoilt(
                        kind,
                        request -> request.putArray("dataset_manifest_refs").add(" ")))
                .isNotEmpty();
        assertThat(spoilt(kind, request -> request.putArray("dataset_manifest_refs")))
                .isNotEmpty();
    }

    @Test
    void replayOffsetsMayBeTextsOrWholeNumbers() {
        assertThat(replayFrom(offset -> offset.put("start_offset", 0L))).isEmpty();
        assertThat(replayFrom(offset -> offset.put("start_offset", "0"))).isEmpty();
        assertThat(replayFrom(offset -> offset.put("start_offset", 0.5))).isNotEmpty();
    }

    @Test
    void aGovernanceProfileWithoutThresholdsIsNoPass() {
        assertThat(spoilt(ContractDocument.GOVERNANCE_PROFILE, profile -> profile.putObject("eval_thresholds")))
                .isNotEmpty();
        assertThat(spoilt(
                        ContractDocument.GOVERNANCE_PROFILE,
                        profile -> profile.withObject("/eval_thresholds").put("roc_auc", 0.9)))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eval_report", "bundle_publication"})
    void ownershipBoundariesListBothOutputs(String only) {
        assertThat(spoilt(
                        ContractDocument.OWNERSHIP_BOUNDARIES,
                        boundaries -> boundaries.putArray("outputs").add(only)))
                .isNotEmpty();
    }

    @Test
    void ownershipBoundariesNameTheFactory() {
        assertThat(spoilt(ContractDocument.OWNERSHIP_BOUNDARIES, boundaries -> boundaries.putObject("owners")))
                .singleElement()
                .asString()
                .contains("'mf'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DONE", "PASS_NO_PUBLISH", "GATE_FAIL", "PUBLISH_PENDING", "FAILED", "ALREADY_PUBLISHED"})
    void aReceiptStatesOneOfTheKnownOutcomes(String status) {
        var kind = ContractDocument.MF_JOB_INVOCATION_RECEIPT;

        assertThat(spoilt(kind, receipt -> receipt.put("status", status))).isEmpty();
        assertThat(spoilt(kind, receipt -> receipt.put("status", status + "?"))).isNotEmpty();
    }

    @Test
    void anUncomputableMetricIsNullInTheGateReceipt() {
        assertThat(spoilt(
                        ContractDocument.GATE_RECEIPT,
                        receipt -> ((ObjectNode) receipt.at("/checks/0"))
                                .putNull("observed")
                                .put("verdict", "FAIL")))
                .isEmpty();
    }

    @Test
    void aDocumentThatIsNoObjectIsRefused() {
        assertThat(SCHEMAS.violations(ContractDocument.MF_JOB_REQUEST, TextNode.valueOf("x")))
                .anyMatch(text -> text.startsWith("$: "));
    }

    @Test
    void violationsAreSortedAndAtMostTwenty() {
        var violations = spoilt(
                ContractDocument.SCORING_SAMPLE,
                sample -> IntStream.range(0, 50)
                        .forEach(i -> sample.withArray("scores").add("x" + i)));

        assertThat(violations).hasSize(20).isSorted();
    }

    @Test
    void oneInstanceServesManyThreads() {
        var shared = new JsonSchemas();

        var violations = IntStream.range(0, 50)
                .parallel()
                .boxed()
                .flatMap(round -> Stream.of(ContractDocument.values()))
                .flatMap(kind -> shared.violations(kind, EXAMPLES.of(kind)).stream());

        assertThat(violations).isEmpty();
    }

    private static List<String> replayFrom(Consumer<ObjectNode> change) {
        return spoilt(
                ContractDocument.DATASET_MANIFEST,
                manifest -> change.accept((ObjectNode) manifest.at("/replay_basis/0")));
    }

    /** The violations of the README's example after a change. */
    private static List<String> spoilt(ContractDocument kind, Consumer<ObjectNode> change) {
        var document = EXAMPLES.of(kind);
        change.accept(document);
        return SCHEMAS.violations(kind, document);
    }
}
