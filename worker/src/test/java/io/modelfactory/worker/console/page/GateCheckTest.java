package io.modelfactory.worker.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.view.TextPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks as bars, and sentences with code in them. */
class GateCheckTest {
    private static GateCheck check(String json) throws IOException {
        JsonNode receipt = Json.parse(("{\"checks\":[" + json + "]}").getBytes(StandardCharsets.UTF_8));
        return GateCheck.of(receipt).get(0);
    }

    @Test
    void aShareStandsOnTheWholeScale() throws IOException {
        GateCheck check = check("""
            {"check":"min_auc_roc","metric":"auc_roc","observed":0.8,"operator":">=","threshold":0.75,
             "lower":0.7,"upper":0.9,"level":0.95,"verdict":"PASS"}\
            """);

        assertThat(check.held()).isTrue();
        assertThat(check.bar().at(0.8)).isEqualTo(80);
        assertThat(check.bar().at(check.upper().orElseThrow())).isEqualTo(90);
        assertThat(check.text()).isEqualTo("0.8 >= 0.75");
    }

    @Test
    void whatIsNegativeOrLargeStandsInsideToo() throws IOException {
        GateCheck gain = check("""
            {"check":"min_gain","metric":"gain","observed":-0.5,"operator":">=","threshold":0.1,"verdict":"FAIL"}\
            """);
        GateCheck money = check("""
            {"check":"min_saved","metric":"saved","observed":120000,"operator":">=","threshold":90000,"verdict":"PASS"}
            """);

        assertThat(gain.held()).isFalse();
        assertThat(gain.bar().at(-0.5)).isZero();
        assertThat(gain.bar().at(0.1)).isBetween(1.0, 100.0);
        assertThat(money.bar().at(120_000)).isBetween(80.0, 100.0);
    }

    @Test
    void aMetricWithoutValueIsUndefined() throws IOException {
        assertThat(check("""
            {"check":"min_ks","metric":"ks","observed":null,"operator":">=","threshold":0.1,"verdict":"FAIL"}\
            """).text()).isEqualTo("undefined" + " >= 0.1");
    }

    @Test
    void aThresholdThatFollowsFromAnUndefinedMetricIsUndefined() throws IOException {
        GateCheck check = check("""
            {"check":"max_regression_ks","metric":"ks","scope":"champion","observed":0.3,"operator":">=",
             "threshold":null,"baseline_observed":null,"allowed_regression":0.01,"verdict":"FAIL"}\
            """);

        assertThat(check.threshold()).isEmpty();
        assertThat(check.text()).isEqualTo("0.3 >= undefined");
        assertThat(check.bar().at(0.3)).isBetween(80.0, 100.0);
        StringOutput html = new StringOutput();
        TemplateEngine.createPrecompiled(
                        null,
                        ContentType.Html,
                        GateCheck.class.getClassLoader(),
                        "io.modelfactory.worker.console.template")
                .render("part/checks.jte", Map.of("checks", List.of(check)), html);
        assertThat(html.toString())
                .contains("&gt;= undefined", "class=\"failed\"")
                .doesNotContain("class=\"threshold\"");
    }

    @Test
    void codeStandsBetweenBackticks() {
        assertThat(TextPart.of("Look: `mf card X`, then `y` on."))
                .isEqualTo(List.of(
                        new TextPart("Look: ", false),
                        new TextPart("mf card X", true),
                        new TextPart(", then ", false),
                        new TextPart("y", true),
                        new TextPart(" on.", false)));
        assertThat(TextPart.of("it's ` odd"))
                .isEqualTo(List.of(new TextPart("it's ", false), new TextPart("` odd", false)));
    }
}
