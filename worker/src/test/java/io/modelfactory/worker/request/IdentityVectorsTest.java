package io.modelfactory.worker.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors were computed by another implementation of the same recipes. */
class IdentityVectorsTest {

    static Stream<JsonNode> accepted() throws IOException {
        return vectors("accepted");
    }

    static Stream<JsonNode> rejected() throws IOException {
        return vectors("rejected");
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void anAcceptedRequestHasTheIdentityThatOthersComputed(JsonNode vector) {
        TrainBuildRequest request = TrainBuildRequestReader.read(vector.path("request"));

        RunIdentity identity = RunIdentity.of(request);

        assertThat(CanonicalJson.text(RunIdentity.envelope(request)))
                .isEqualTo(vector.path("canonical_envelope").textValue());
        assertThat(identity.trainRunKey())
                .isEqualTo(vector.path("train_run_key").textValue());
        assertThat(identity.runKey()).isEqualTo(vector.path("train_run_id").textValue());
        assertThat(identity.evalReportId())
                .isEqualTo(vector.path("eval_report_id").textValue());
        assertThat(RunIdentity.payloadHash(request))
                .isEqualTo(vector.path("request_payload_hash").textValue());
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void aBrokenRequestIsRefusedByTheCodeOfItsField(JsonNode vector) {
        assertThatThrownBy(() -> TrainBuildRequestReader.read(vector.path("request")))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refusal -> assertThat(refusal.code().name())
                                .as(refusal.getMessage())
                                .isEqualTo(vector.path("code").textValue()));
    }

    private static Stream<JsonNode> vectors(String group) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                IdentityVectorsTest.class.getResourceAsStream("/vectors/identity_vectors.json"))) {
            JsonNode list = Json.parse(in.readAllBytes()).path(group);
            assertThat(list.size()).isPositive();
            return StreamSupport.stream(list.spliterator(), false);
        }
    }
}
