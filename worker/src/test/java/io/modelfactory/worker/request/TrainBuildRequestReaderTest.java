package io.modelfactory.worker.request;

import static io.modelfactory.worker.failure.FailureCode.INTENT_KIND_UNSUPPORTED;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_REF_MISSING;
import static io.modelfactory.worker.failure.FailureCode.REQUEST_ID_INVALID;
import static io.modelfactory.worker.failure.FailureCode.SCHEMA_INVALID;
import static io.modelfactory.worker.failure.FailureCode.TARGET_SCOPE_INVALID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    @Test
    void textsAndListsAreBounded() {
        request.put("platform_run_id", "x".repeat(DocumentReader.MAX_TEXT_CHARS + 1));
        assertRefused(FailureCode.RUN_SCOPE_INVALID, "platform_run_id");

        ObjectNode longList = RequestFixture.trainBuild();
        var refs = longList.putArray("dataset_manifest_refs");
        for (int i = 0; i <= DocumentReader.MAX_LIST_SIZE; i++) {
            refs.add("r/" + i);
        }
        assertThatThrownBy(() -> TrainBuildRequestReader.read(longList))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(MANIFEST_REF_MISSING));
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

    private void assertRefused(FailureCode code, String... fields) {
        assertThatThrownBy(() -> TrainBuildRequestReader.read(request))
                .isInstanceOfSatisfying(FailureException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.getMessage()).contains(fields);
                });
    }
}
