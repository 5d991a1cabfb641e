package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link XgboostTrainerTest} compares the gains with those of the library. */
class SplitGainsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void areThoseOfTheSameModelAsJson() throws Exception {
        assertThat(SplitGains.average(trained())).hasSizeGreaterThan(1).isEqualTo(gainsOfJson(trained()));
    }

    @Test
    void areThoseOfTheSameModelAsJsonWhereItSplitsOnCategories() throws Exception {
        byte[] model = LibraryAnswers.modelWithCategories(folder);

        assertThat(SplitGains.average(model)).isNotEmpty().isEqualTo(gainsOfJson(model));
    }

    @Test
    void areRefusedWhereverTheModelIsCutOff() {
        byte[] model = trained();
        for (int length = 0; length < model.length; length += 1 + model.length / 200) {
            byte[] beginning = Arrays.copyOf(model, length);
            assertThatThrownBy(() -> SplitGains.average(beginning)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void areRefusedOfWhatIsNoModel() {
        for (String text : new String[] {"{L", "[$d!", "[$d#l\uffff", "model", "SL-1234567"}) {
            byte[] content = text.getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> SplitGains.average(content)).isInstanceOf(IOException.class);
        }
    }

    private static byte[] trained() {
        Map<String, JsonNode> parameters = Map.of("rounds", IntNode.valueOf(20), "max_depth", IntNode.valueOf(6));
        return new XgboostTrainer(1)
                .train(SyntheticRows.of(2_000, 1), SyntheticRows.none(), SyntheticRows.FEATURES, parameters, 7)
                .content();
    }

    private static Map<Integer, Double> gainsOfJson(byte[] model) throws Exception {
        Map<Integer, DoubleSummaryStatistics> gains = new TreeMap<>();
        try (NativeBooster loaded = NativeBooster.load(model)) {
            for (JsonNode tree : new ObjectMapper()
                    .readTree(loaded.save(NativeBooster.JSON))
                    .at("/learner/gradient_booster/model/trees")) {
                for (int node = 0; node < tree.path("left_children").size(); node++) {
                    if (tree.path("left_children").path(node).intValue() >= 0) {
                        gains.computeIfAbsent(
                                        tree.path("split_indices").path(node).intValue(),
                                        none -> new DoubleSummaryStatistics())
                                .accept(tree.path("loss_changes").path(node).floatValue());
                    }
                }
            }
        }
        Map<Integer, Double> averages = new TreeMap<>();
        gains.forEach((column, gain) -> averages.put(column, gain.getAverage()));
        return averages;
    }
}
