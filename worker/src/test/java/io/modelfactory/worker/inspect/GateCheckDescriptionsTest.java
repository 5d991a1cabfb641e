package io.modelfactory.worker.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.inspect.GateCheckDescriptions.CheckDescription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GateCheckDescriptionsTest {
    private static CheckDescription check(String json) throws IOException {
        return GateCheckDescriptions.of(Json.parse(("{\"checks\":[" + json + "]}").getBytes(StandardCharsets.UTF_8)))
                .get(0);
    }

    @Test
    void aNumberIsNeverRoundedOntoTheThresholdThatItMisses() throws IOException {
        assertThat(check("""
            {"check":"min_auc_roc","metric":"auc_roc","observed":0.7499999,"operator":">=","threshold":0.750,
             "verdict":"FAIL"}\
            """))
                .isEqualTo(new CheckDescription("min_auc_roc", false, "auc_roc 0.7499999 is not >= 0.75"));
    }

    @Test
    void whatIsNotDefinedIsSaidOnEitherSide() throws IOException {
        assertThat(check("""
            {"check":"min_ks","metric":"ks","observed":null,"operator":">=","threshold":0.1,"verdict":"FAIL"}\
            """).text()).isEqualTo("ks undefined" + " is not" + " >= 0.1");
        assertThat(check("""
            {"check":"max_regression_ks","metric":"ks","observed":0.3,"operator":">=","threshold":null,
             "allowed_regression":0.02,"verdict":"FAIL"}\
            """).text()).isEqualTo("ks 0.3 has no threshold: the champion's ks is undefined");
        assertThat(check("""
            {"check":"min_ks","metric":"ks","observed":0.3,"operator":">=","threshold":null,"verdict":"FAIL"}\
            """).text()).isEqualTo("ks 0.3 has no threshold");
    }

    /** Who chose the threshold sees how far it has to go. */
    @Test
    void aCheckThatProvesNothingSaysWhatGuessingReaches() throws IOException {
        assertThat(check("""
            {"check":"min_auc_roc","metric":"auc_roc","observed":0.83,"operator":">=","threshold":0.6,"verdict":"PASS",
             "constant_score":0.5,"random_order":0.6084229390681004,"proves_nothing":true}\
            """).text())
                .isEqualTo("auc_roc 0.83 is >= 0.6, which proves nothing: on these rows a constant score has 0.5,"
                        + " a random order of the rows 0.60842");
    }
}
