package io.modelfactory.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
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
        assertThat(violationsAfter(
                        ContractDocument.MF_TRAIN_BUILD_REQUEST, request -> request.put("request_id", requestId)))
                .isNotEmpty()
                .allMatch(text -> text.startsWith("$.request_id: "));
        assertThat(violationsAfter(ContractDocument.MF_JOB_REQUEST, request -> request.put("request_id", requestId)))
                .isNotEmpty()
                .allMatch(text -> text.startsWith("$.request_id: "));
    }

    @Test
    void aDigestFollowedByALineBreakIsRefused() {
        assertThat(violationsAfter(ContractDocument.GATE_RECEIPT, receipt -> {
                    var pin = receipt.withObject("/governance_profile");
                    pin.put("sha256", pin.get("sha256").asText() + "\n");
                }))
                .singleElement()
                .asString()
                .startsWith("$.governance_profile.sha256: ");
    }

    @Test
    void aJobRequestCarriesThePayloadOfItsCommandAndNoOther() {
        assertThat(violationsAfter(ContractDocument.MF_JOB_REQUEST, request -> request.put("command", "publish_retry")))
                .containsExactly(
                        "$.publish_retry: is missing; add it", "$.train_build: does not belong here; remove it");
    }

    @Test
    void blankReferencesAreDroppedButOneMustRemain() {
        var kind = ContractDocument.MF_TRAIN_BUILD_REQUEST;

        assertThat(violationsAfter(
                        kind,
                        request -> request.withArray("dataset_manifest_refs").add(" ")))
                .isEmpty();
        assertThat(violationsAfter(
                        kind,
                        request -> request.putArray("dataset_manifest_refs").add(" ")))
                .isNotEmpty();
        assertThat(violationsAfter(kind, request -> request.putArray("dataset_manifest_refs")))
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
        assertThat(violationsAfter(
                        ContractDocument.GOVERNANCE_PROFILE, profile -> profile.putObject("eval_thresholds")))
                .isNotEmpty();
        assertThat(violationsAfter(
                        ContractDocument.GOVERNANCE_PROFILE,
                        profile -> profile.withObject("/eval_thresholds").put("roc_auc", 0.9)))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eval_report", "bundle_publication"})
    void ownershipBoundariesListBothOutputs(String only) {
        assertThat(violationsAfter(
                        ContractDocument.OWNERSHIP_BOUNDARIES,
                        boundaries -> boundaries.putArray("outputs").add(only)))
                .isNotEmpty();
    }

    @Test
    void ownershipBoundariesNameTheFactory() {
        assertThat(violationsAfter(ContractDocument.OWNERSHIP_BOUNDARIES, boundaries -> boundaries.putObject("owners")))
                .containsExactly("$.owners.mf: is missing; add it");
        assertThat(violationsAfter(
                        ContractDocument.OWNERSHIP_BOUNDARIES,
                        boundaries -> boundaries.withObject("/owners").putNull("mf")))
                .containsExactly("$.owners.mf: must be string or array or object, not null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SYSTEM::ofs", "SYSTEM:", "::", "/", " HUMAN::", ""})
    void aPrefixOfPrincipalsEndsAtASeparator(String prefix) {
        assertThat(grant(grant -> grant.putArray("principal_prefixes").add(prefix)))
                .singleElement()
                .asString()
                .startsWith("$.authorisation.grants[0].principal_prefixes[0]: must match ");
    }

    @Test
    void aRetryGrantRequiresAPublishGrant() {
        assertThat(grant(grant -> grant.remove("intents")))
                .containsExactly("$.authorisation.grants[0].intents: is missing; add it");
        assertThat(grant(grant -> grant.putArray("commands").add("publish_retry")))
                .containsExactly("$.authorisation.grants[0].intents: does not belong here; remove it");
        assertThat(grant(grant -> grant.putArray("commands").add("dataset_add")))
                .containsExactlyInAnyOrder(
                        "$.authorisation.grants[0].intents: does not belong here; remove it",
                        "$.authorisation.grants[0].training_profiles: does not belong here; remove it",
                        "$.authorisation.grants[0].governance_profiles: does not belong here; remove it");
        assertThat(grant(grant -> grant.putArray("commands").add("publish_override")))
                .containsExactlyInAnyOrder(
                        "$.authorisation.grants[0].intents: does not belong here; remove it",
                        "$.authorisation.grants[0].override: is missing; add it");
        assertThat(grant(grant -> grant.put("override", true)))
                .containsExactly("$.authorisation.grants[0].override: must be false");
        assertThat(grant(grant -> grant.put("publish", false)))
                .containsExactly("$.authorisation.grants[0].publish: must be true");
        assertThat(grant(grant -> grant.remove("principals")))
                .contains("$.authorisation.grants[0].principals: is missing; add it");
    }

    @Test
    void openAccessHasNoGrantsAndAnythingElseHas() {
        assertThat(launcherPolicy(section -> section.put("default", "allow")))
                .containsExactly("$.authorisation.grants: does not belong here; remove it");
        assertThat(launcherPolicy(section -> section.remove("grants")))
                .containsExactly("$.authorisation.grants: is missing; add it");
        assertThat(launcherPolicy(section -> section.put("default", "allow").remove("grants")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DONE", "PASS_NO_PUBLISH", "GATE_FAIL", "PUBLISH_PENDING", "FAILED", "ALREADY_PUBLISHED"})
    void aReceiptStatesOneOfTheKnownOutcomes(String status) {
        var kind = ContractDocument.MF_JOB_INVOCATION_RECEIPT;

        assertThat(violationsAfter(kind, receipt -> receipt.put("status", status)))
                .isEmpty();
        assertThat(violationsAfter(kind, receipt -> receipt.put("status", status + "?")))
                .isNotEmpty();
    }

    @Test
    void anUncomputableMetricIsNullInTheGateReceipt() {
        assertThat(violationsAfter(
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
    void aViolationNamesThePlaceAndTheFix() {
        assertThat(violationsAfter(ContractDocument.EVAL_REPORT, report -> {
                    report.put("gate_decision", "MAYBE")
                            .put("dataset_manifest_ref", " ")
                            .put("note", "x");
                    report.put("schema_version", 1).remove("provenance");
                }))
                .containsExactly(
                        "$.dataset_manifest_ref: must not be blank",
                        "$.gate_decision: must be PASS or FAIL",
                        "$.note: is unknown here; remove it",
                        "$.provenance: is missing; add it",
                        "$.schema_version: must be learning.eval_report.v0");
    }

    /** A threshold of minus infinity lets everything pass; where a schema has a bound, the validator cannot compare. */
    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aNumberIsFinite(double number) {
        assertThat(violationsAfter(
                        ContractDocument.GOVERNANCE_PROFILE,
                        profile -> profile.withObject("/eval_thresholds").put("min_auc_roc", number)))
                .containsExactly("$.eval_thresholds.min_auc_roc: must be a finite number");
        assertThat(violationsAfter(
                        ContractDocument.TRAINING_PROFILE,
                        profile -> profile.withObject("/evaluation").put("decision_threshold", number)))
                .containsExactly("$.evaluation.decision_threshold: must be a finite number");
        assertThat(violationsAfter(
                        ContractDocument.EVAL_REPORT,
                        report -> report.withObject("/metrics")
                                .putArray("roc")
                                .addArray()
                                .add(number)))
                .containsExactly("$.metrics.roc[0][0]: must be a finite number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-02-30T00:00:00Z", "2026-02-10T24:00:00Z", "2026-02-10T14:19Z", "2026-02-10T14:19:00+01:00"
            })
    void aMomentIsARealOneAndInUtc(String moment) {
        assertThat(violationsAfter(ContractDocument.MF_JOB_REQUEST, request -> request.put("submitted_at_utc", moment)))
                .isNotEmpty()
                .allMatch(text -> text.startsWith("$.submitted_at_utc: must "));
    }

    @Test
    void aFingerprintIsNotBlank() {
        assertThat(violationsAfter(
                        ContractDocument.DATASET_MANIFEST,
                        manifest -> manifest.put("dataset_fingerprint", " ".repeat(8))))
                .containsExactly("$.dataset_fingerprint: must not be blank");
    }

    @Test
    void aSeedFitsIntoALong() {
        assertThat(violationsAfter(
                        ContractDocument.TRAINING_PROFILE,
                        profile -> profile.withObject("/seed_policy").put("base_seed", new BigInteger("9".repeat(30)))))
                .containsExactly("$.seed_policy.base_seed: must be at most 9223372036854775807");
    }

    @Test
    void namesFromOutsideDoNotFloodTheTexts() {
        assertThat(violationsAfter(
                        ContractDocument.MF_TRAIN_BUILD_REQUEST, request -> request.put("x".repeat(1_000_000), 1)))
                .singleElement()
                .satisfies(text -> assertThat(text).hasSizeLessThan(1000));
    }

    @Test
    void violationsAreSortedAndAtMostTwenty() {
        var violations = violationsAfter(
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
        return violationsAfter(
                ContractDocument.DATASET_MANIFEST,
                manifest -> change.accept((ObjectNode) manifest.at("/replay_basis/0")));
    }

    private static List<String> grant(Consumer<ObjectNode> change) {
        return launcherPolicy(section -> change.accept((ObjectNode) section.at("/grants/0")));
    }

    private static List<String> launcherPolicy(Consumer<ObjectNode> change) {
        return violationsAfter(
                ContractDocument.LAUNCHER_POLICY, policy -> change.accept(policy.withObject("/authorisation")));
    }

    /** The violations of the README's example after a change. */
    private static List<String> violationsAfter(ContractDocument kind, Consumer<ObjectNode> change) {
        var document = EXAMPLES.of(kind);
        change.accept(document);
        return SCHEMAS.violations(kind, document);
    }
}
