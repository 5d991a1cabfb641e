package io.modelfactory.worker.request;

import static io.modelfactory.worker.failure.FailureCode.INTENT_KIND_UNSUPPORTED;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_REF_MISSING;
import static io.modelfactory.worker.failure.FailureCode.REQUEST_ID_INVALID;
import static io.modelfactory.worker.failure.FailureCode.SCHEMA_INVALID;
import static io.modelfactory.worker.failure.FailureCode.TARGET_SCOPE_INVALID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainBuildRequestReaderTest {
    private final ObjectNode request = RequestFixture.trainBuild();

    @Test
    void theFirstBrokenFieldGivesTheCodeAndAllAreNamed() {
        request.put("intent_kind", "train").put("config_revision", " ").put("surprise", 1);

        assertRefused(INTENT_KIND_UNSUPPORTED, "intent_kind", "config_revision", "surprise");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mf.train.req.0001\n", " mf.train.req.0001", "seven77", "ümlaut-id-1"})
    void aRequestIdIsMatchedAsAWhole(String requestId) {
        request.put("request_id", requestId);

        assertRefused(REQUEST_ID_INVALID, "request_id");
    }

    @Test
    void whiteSpaceOfAnyKindIsTrimmed() {
        request.put("policy_revision", "\u00a0\u2003mf-policy-v0\u0085\u001f");

        assertThat(TrainBuildRequestReader.read(request).policyRevision()).isEqualTo("mf-policy-v0");
    }

    @Test
    void aBlankTenantIsRefusedAndAnAbsentOneIsNot() {
        request.withObjectProperty("target_scope").put("tenant_id", "");

        assertRefused(TARGET_SCOPE_INVALID, "target_scope.tenant_id");

        request.withObjectProperty("target_scope").remove("tenant_id");
        assertThat(TrainBuildRequestReader.read(request).targetScope().tenantId())
                .isEmpty();
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("/schema_version", SCHEMA_INVALID),
                Arguments.of("/request_id", REQUEST_ID_INVALID),
                Arguments.of("/intent_kind", INTENT_KIND_UNSUPPORTED),
                Arguments.of("/platform_run_id", FailureCode.RUN_SCOPE_INVALID),
                Arguments.of("/training_config_ref", FailureCode.TRAIN_CONFIG_MISSING),
                Arguments.of("/governance_profile_ref", FailureCode.GOVERNANCE_PROFILE_MISSING),
                Arguments.of("/requester_principal", FailureCode.REQUESTER_MISSING),
                Arguments.of("/target_scope/environment", TARGET_SCOPE_INVALID),
                Arguments.of("/target_scope/mode", TARGET_SCOPE_INVALID),
                Arguments.of("/target_scope/bundle_slot", TARGET_SCOPE_INVALID),
                Arguments.of("/target_scope/tenant_id", TARGET_SCOPE_INVALID),
                Arguments.of("/policy_revision", FailureCode.POLICY_REVISION_MISSING),
                Arguments.of("/config_revision", FailureCode.CONFIG_REVISION_MISSING),
                Arguments.of("/mf_code_release_id", FailureCode.CODE_RELEASE_MISSING));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void everyTextIsBoundedByTheCodeOfItsField(String pointer, FailureCode code) {
        int bound = code == TARGET_SCOPE_INVALID ? DocumentReader.MAX_NAME_CHARS : DocumentReader.MAX_TEXT_CHARS;
        put(pointer, TextNode.valueOf("x".repeat(bound + 1)));
        assertRefused(code, fieldOf(pointer) + ": must have at most " + bound + " characters");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aNestedValueInATextFieldIsRefusedUnread(String pointer, FailureCode code) {
        JsonNode nested = Json.object();
        for (int depth = 0; depth < Json.MAX_DEPTH; depth++) {
            ObjectNode outer = Json.object();
            outer.set("x", nested);
            nested = outer;
        }
        put(pointer, nested);

        assertRefused(code, fieldOf(pointer) + ": must be a text, not a list or an object");
    }

    @Test
    void aListIsBoundedInItsLengthAndInItsEntries() {
        request.withArrayProperty("dataset_manifest_refs").removeAll();
        IntStream.rangeClosed(0, DocumentReader.MAX_LIST_SIZE)
                .forEach(i -> request.withArrayProperty("dataset_manifest_refs").add("r/" + i));
        assertRefused(MANIFEST_REF_MISSING, "dataset_manifest_refs: must have at most 256 entries");

        request.putArray("dataset_manifest_refs").add("x".repeat(DocumentReader.MAX_TEXT_CHARS + 1));
        assertRefused(MANIFEST_REF_MISSING, "dataset_manifest_refs: must hold texts of at most 1024 characters only");

        request.putArray("dataset_manifest_refs").addArray().add("r/1");
        assertRefused(MANIFEST_REF_MISSING, "dataset_manifest_refs: must hold texts of at most 1024 characters only");
    }

    @Test
    void anObjectIsBoundedInTheNumberOfItsFields() {
        IntStream.range(0, 100_000).forEach(i -> request.put("surprise" + i, i));
        assertRefused(SCHEMA_INVALID, "request: must have at most 64 fields");

        ObjectNode scope = Json.object();
        IntStream.range(0, 100_000).forEach(i -> scope.put("surprise" + i, i));
        request.set("target_scope", scope);
        assertRefused(TARGET_SCOPE_INVALID, "target_scope: must have at most 64 fields");
    }

    @Test
    void anotherSchemaVersionIsRefused() {
        request.put("schema_version", TrainBuildRequest.SCHEMA_VERSION.replace("v0", "v1"));

        assertRefused(SCHEMA_INVALID, "schema_version");
    }

    @Test
    void namesDoNotDependOnTheMachinesLanguage() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(IntentKind.CANDIDATE_EVAL.wireName()).isEqualTo("candidate_eval");
        } finally {
            Locale.setDefault(before);
        }
    }

    private void put(String pointer, JsonNode value) {
        JsonPointer field = JsonPointer.compile(pointer);
        ((ObjectNode) request.at(field.head())).set(field.last().getMatchingProperty(), value);
    }

    private static String fieldOf(String pointer) {
        return pointer.substring(1).replace('/', '.');
    }

    private void assertRefused(FailureCode code, String... fields) {
        assertThatThrownBy(() -> TrainBuildRequestReader.read(request))
                .isInstanceOfSatisfying(FailureException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.getMessage()).contains(fields).hasSizeLessThan(2_000);
                });
    }
}
