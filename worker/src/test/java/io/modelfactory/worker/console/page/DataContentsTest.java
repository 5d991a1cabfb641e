package io.modelfactory.worker.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.page.DataContents.FeatureValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataContentsTest {
    private static JsonNode json(String text) throws IOException {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theSummaryOfAnExecutionRecordIsShownAsItIs() throws IOException {
        DataContents contents = DataContents.of("tr_a", 2, json("""
            {"data_summary": {
              "label_counts": [{"value": "0", "positive": false, "rows": 900},
                {"value": "1", "positive": true, "rows": 100}],
              "constant_features": ["currency"], "missing_features": [], "identical_rows": 3,
              "test_rows_like_training": 2,
              "features": [
                {"name": "amount", "train": {"missing_rows": 4, "quantiles": [1, 2, 3.5, 4, 5]},
                  "test": {"missing_rows": 1, "quantiles": [1, 2, 3, 4, 5]}},
                {"name": "channel", "train": {"missing_rows": 0, "quantiles": [],
                  "most_frequent": {"category": "web", "rows": 60}}, "test": {"missing_rows": 0, "quantiles": []}}],
              "roles": {"amount": {"rows_above_zero": 1000}, "sampling_rate": {"min": 0.125}}}}
            """)).orElseThrow();

        assertThat(contents.rows()).isEqualTo(1_000);
        assertThat(contents.positiveShare()).isEqualTo(0.1);
        assertThat(contents.roles()).isEqualTo(Map.of("amount rows_above_zero", "1,000", "sampling_rate min", "0.125"));
        assertThat(contents.features())
                .containsExactly(
                        new FeatureValues("amount", 4, 1, List.of(1.0, 2.0, 3.5, 4.0, 5.0), Optional.empty()),
                        new FeatureValues("channel", 0, 0, List.of(), Optional.of("web")));
    }

    @Test
    void aRecordOfAnEarlierReleaseHasNothingOfTheRows() throws IOException {
        assertThat(DataContents.of("tr_a", 1, json("{}"))).isEmpty();
    }
}
