package io.modelfactory.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.evaluate.BacktestSummary.WindowResult;
import io.modelfactory.worker.resolve.GovernanceProfile.Backtest;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BacktestSummaryTest {
    private static final Offset<Double> ROUNDING = within(1e-12);

    @Test
    void theBoundsOfAMeanAddUpTheVariancesOfTheWindows() {
        JsonNode found = meanOfAuc(window(0.7, 0.6, 0.8), window(0.8, 0.76, 0.84));

        double margin = Math.sqrt(0.1 * 0.1 + 0.04 * 0.04) / 2;
        assertThat(found.path("lower").asDouble()).isEqualTo(0.75 - margin, ROUNDING);
        assertThat(found.path("upper").asDouble()).isEqualTo(0.75 + margin, ROUNDING);
    }

    /** An interval of an AUC ends at 1, however uncertain the AUC is: half of its width is not its uncertainty. */
    @Test
    void aWindowWhoseIntervalIsCutAtTheEndOfTheRangeIsAsUncertainAsItsOtherSideSays() {
        JsonNode found = meanOfAuc(window(0.99, 0.95, 1), window(1, 0.9, 1));

        double margin = Math.sqrt(0.04 * 0.04 + 0.1 * 0.1) / 2;
        assertThat(found.path("lower").asDouble()).isEqualTo(0.995 - margin, ROUNDING);
        assertThat(found.path("upper").asDouble()).isEqualTo(1);
    }

    private static JsonNode meanOfAuc(WindowResult... windows) {
        return BacktestSummary.of(
                        new Backtest(windows.length, 30, 1, 7, Optional.empty(), Optional.empty()), List.of(windows))
                .at("/mean/intervals/metrics/auc_roc");
    }

    private static WindowResult window(double auc, double lower, double upper) {
        ObjectNode document = Json.object();
        document.putObject("split").putObject("window").put("number", 1);
        ObjectNode metrics = document.putObject("metrics").put("auc_roc", auc);
        ObjectNode intervals = metrics.putObject("intervals").put("level", 0.95);
        intervals.putObject("metrics").putObject("auc_roc").put("lower", lower).put("upper", upper);
        return new WindowResult(document, new ArtifactRef("run/window.json", Sha256.hex("window"), 6));
    }
}
