package io.modelfactory.worker.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private record Sample(String runKey, int rowCount, Optional<Instant> startedAt) {}

    @Test
    void namesAreSnakeCaseAndAbsentValuesAreLeftOut() {
        assertThat(CanonicalJson.text(Json.tree(new Sample("tr_1", 2, Optional.empty()))))
                .isEqualTo("{\"row_count\":2,\"run_key\":\"tr_1\"}");
    }

    @Test
    void aRecordSurvivesTheRoundTrip() throws IOException {
        Sample sample = new Sample("tr_1", 2, Optional.of(Instant.parse("2026-02-10T14:19:00Z")));

        assertThat(Json.convert(Json.parse(Json.canonicalBytes(sample)), Sample.class))
                .isEqualTo(sample);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":2}",
                "{\"a\":1} {}",
                "{\"a\":1",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "// comment\n{}",
                "{\"a\":1,}"
            })
    void whatIsNotOneStrictDocumentIsRefused(String json) {
        assertThatThrownBy(() -> Json.parse(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void depthNumbersAndTextsAreBounded() {
        for (String json : new String[] {
            "[".repeat(1000) + "]".repeat(1000), "9".repeat(200), "\"" + "x".repeat((1 << 20) + 1) + "\""
        }) {
            assertThatThrownBy(() -> Json.parse(json.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(JsonProcessingException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"run_key\":\"tr_1\",\"row_count\":2,\"other\":1}",
                "{\"run_key\":\"tr_1\",\"row_count\":null}",
                "{\"runKey\":\"tr_1\",\"row_count\":2}"
            })
    void membersThatTheRecordDoesNotHaveOrCannotHoldAreRefused(String json) {
        assertThatThrownBy(() -> Json.convert(Json.parse(json.getBytes(StandardCharsets.UTF_8)), Sample.class))
                .isInstanceOf(JsonProcessingException.class);
    }

    record Share(double part) {
        Share {
            if (part > 1) {
                throw new IllegalArgumentException("part must be at most 1");
            }
        }
    }

    /** The reader of a document does not know the names of classes. */
    @Test
    void whatARecordRefusesIsSaidInItsOwnWords() {
        assertThatThrownBy(() -> Json.convert(Json.object().put("part", 2), Share.class))
                .isInstanceOfSatisfying(
                        JsonProcessingException.class,
                        refused -> assertThat(refused.getOriginalMessage()).isEqualTo("part must be at most 1"));
    }
}
