package io.modelfactory.worker.algorithm.lightgbm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.CardPayments;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.ModelStructure;
import io.modelfactory.worker.model.StructureCertificate;
import io.modelfactory.worker.model.TrainedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What a profile forbids a model of LightGBM to make of its features, and what a heavier positive class makes of it.
 */
class LightgbmConstraintsTest {
    private static final LightgbmProvider PROVIDER = new LightgbmProvider();
    private static final Pattern TREE = Pattern.compile("\nTree=\\d+\n(.*?)(?=\nTree=|\nend of trees)", Pattern.DOTALL);

    private final LabelledMatrix train = CardPayments.of(6_000, 1, -2);
    private final LabelledMatrix validation = CardPayments.of(3_000, 2, -2);
    private final LabelledMatrix test = CardPayments.of(6_000, 3, -2);

    @Test
    void declaredDirectionsAreProvenOverTheTrees() {
        Map<String, JsonNode> free = parameters("");
        Map<String, JsonNode> against = parameters(", \"monotone_constraints\": {\"amount\": -1, \"hour\": 1}");

        TrainedModel bound = train(against, 2);

        ModelStructure trees = PROVIDER.structure(bound.content()).orElseThrow();
        ModelStructure others = PROVIDER.structure(train(free, 2).content()).orElseThrow();
        assertThat(others.isMonotone(0, -1)).as("what the rows say").isFalse();
        assertThat(StructureCertificate.of(trees, CardPayments.FEATURES, against, bound.content().length)
                        .monotone())
                .containsExactly(
                        new StructureCertificate.MonotoneFeature("amount", -1),
                        new StructureCertificate.MonotoneFeature("hour", 1));
        assertThat(train(against, 1).content()).isEqualTo(bound.content());
        assertThat(train(against, 4).content()).isEqualTo(bound.content());
    }

    @Test
    void aPathHasFeaturesOfOneGroupOnly() {
        Map<String, JsonNode> grouped = parameters(", \"interaction_constraints\": [[\"amount\", \"channel\"]]");

        TrainedModel bound = train(grouped, 2);

        Set<Set<Integer>> together = featuresOfPaths(bound);
        assertThat(together).contains(Set.of(0, column("channel")));
        assertThat(together)
                .allSatisfy(path -> assertThat(Set.of(0, column("channel")).containsAll(path) || path.size() == 1)
                        .isTrue());
        assertThat(together).as("one that is in no group stands alone").contains(Set.of(column("hour")));
        assertThat(featuresOfPaths(train(parameters(""), 2))).anyMatch(path -> path.size() > 2);
        assertThat(train(grouped, 1).content()).isEqualTo(bound.content());
    }

    @Test
    void whatNamesNoFeatureIsRefusedBeforeTraining() {
        Map<String, FeatureType> features = new HashMap<>();
        CardPayments.FEATURES.forEach(feature -> features.put(feature.name(), feature.type()));

        assertThatThrownBy(() -> PROVIDER.requireFeatures(
                        parameters(", \"monotone_constraints\": {\"amuont\": 1, \"channel\": 1},"
                                + " \"interaction_constraints\": [[\"hour\", \"day\"]]"),
                        features))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("monotone_constraints: there is no feature amuont")
                .hasMessageContaining("monotone_constraints: the categories of channel have no order")
                .hasMessageContaining("interaction_constraints: there is no feature day");
        assertThatThrownBy(() -> PROVIDER.requireValid(parameters(", \"monotone_constraints\": {\"amount\": 2}")))
                .hasMessageContaining("monotone_constraints.amount must be -1, 0 or 1");
    }

    /** The trees are of a heavier class, the scores are probabilities, and stopping watches these. */
    @Test
    void scoresStayProbabilitiesUnderAHeavierClass() {
        String early = ", \"early_stopping_rounds\": 10";
        Map<String, JsonNode> heavy = parameters(early + ", \"scale_pos_weight\": 20");

        TrainedModel weighted = train(heavy, 2);

        float[] scores = score(weighted);
        assertThat(weighted.iterations()).isBetween(2, 99);
        assertThat(meanOf(scores)).isCloseTo((double) test.positives() / test.rows(), within(0.03));
        assertThat(weighted.content()).isNotEqualTo(train(parameters(early), 2).content());
        assertThat(train(heavy, 4).content()).isEqualTo(weighted.content());
        assertThat(train(parameters(early + ", \"scale_pos_weight\": 1"), 2).content())
                .isEqualTo(train(parameters(early), 2).content());
    }

    @Test
    void aWeightBeyondItsBoundAndTooFewValidationPositivesAreRefused() {
        assertThatThrownBy(() -> train(parameters(", \"scale_pos_weight\": 1000"), 1))
                .hasMessageContaining("hyper_parameters.scale_pos_weight")
                .hasMessageContaining("10 times the negatives by the positives");
        assertThatThrownBy(() -> PROVIDER.trainer(1)
                        .train(
                                train,
                                CardPayments.of(200, 2, -2),
                                CardPayments.FEATURES,
                                parameters(", \"early_stopping_rounds\": 5, \"scale_pos_weight\": 3"),
                                7))
                .hasMessageContaining("with scale_pos_weight it needs 100 positives in the validation part");
    }

    private static int column(String name) {
        for (int column = 0; column < CardPayments.FEATURES.size(); column++) {
            if (CardPayments.FEATURES.get(column).name().equals(name)) {
                return column;
            }
        }
        throw new AssertionError(name);
    }

    private TrainedModel train(Map<String, JsonNode> parameters, int threads) {
        return PROVIDER.trainer(threads).train(train, validation, CardPayments.FEATURES, parameters, 7);
    }

    private float[] score(TrainedModel model) {
        try (ModelScorer scorer = PROVIDER.load(model.content())) {
            return scorer.score(test.features());
        }
    }

    private static double meanOf(float[] scores) {
        double sum = 0;
        for (float score : scores) {
            sum += score;
        }
        return sum / scores.length;
    }

    private static Map<String, JsonNode> parameters(String further) {
        try {
            Map<String, JsonNode> parameters = new HashMap<>();
            Json.parse(("{\"rounds\": 100, \"learning_rate\": 0.2, \"min_data_per_group\": 20" + further + "}")
                            .getBytes(StandardCharsets.UTF_8))
                    .properties()
                    .forEach(entry -> parameters.put(entry.getKey(), entry.getValue()));
            return parameters;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Read from the text alone: the columns that lie on each way from a root to a leaf. */
    private static Set<Set<Integer>> featuresOfPaths(TrainedModel model) {
        Set<Set<Integer>> paths = new HashSet<>();
        String text = new String(model.content(), StandardCharsets.UTF_8);
        for (MatchResult tree : TREE.matcher(text).results().toList()) {
            int[] features = numbers(tree.group(1), "split_feature");
            if (features.length > 0) {
                walk(
                        0,
                        new BitSet(),
                        features,
                        List.of(numbers(tree.group(1), "left_child"), numbers(tree.group(1), "right_child")),
                        paths);
            }
        }
        return paths;
    }

    private static void walk(int node, BitSet above, int[] features, List<int[]> children, Set<Set<Integer>> paths) {
        if (node < 0) {
            Set<Integer> path = new HashSet<>();
            above.stream().forEach(path::add);
            paths.add(path);
            return;
        }
        BitSet here = (BitSet) above.clone();
        here.set(features[node]);
        children.forEach(side -> walk(side[node], here, features, children, paths));
    }

    private static int[] numbers(String block, String name) {
        return block.lines()
                .filter(line -> line.startsWith(name + "="))
                .flatMap(line -> Pattern.compile(" +").splitAsStream(line.substring(name.length() + 1)))
                .filter(number -> !number.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
