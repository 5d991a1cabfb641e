package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.progress.ProgressListener;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Over all paths of all trees, as the library writes them. */
class InteractionConstraintsTest {
    private static final String PLAIN = "\"rounds\": 30, \"max_depth\": 5";
    private static final int AMOUNT = column("amount");
    private static final int HOUR = column("hour");

    private final LabelledMatrix train = CardRows.of(8_000, -3, 1);
    private final LabelledMatrix validation = CardRows.of(4_000, -3, 2);

    @Test
    void aPathHasFeaturesOfOneGroupOnly() throws Exception {
        Set<Set<Integer>> grouped = paths(PLAIN + ", \"interaction_constraints\": [[\"amount\", \"hour\"]]");

        assertThat(grouped)
                .contains(Set.of(AMOUNT, HOUR))
                .allSatisfy(path -> assertThat(path.size() == 1 || path.equals(Set.of(AMOUNT, HOUR)))
                        .as("features %s", path)
                        .isTrue());
        assertThat(grouped).as("one that is in no group stands alone").contains(Set.of(column("merchant")));
        assertThat(paths(PLAIN)).anyMatch(path -> path.size() > 2);
    }

    /** The features that are split on the way to each leaf. */
    private Set<Set<Integer>> paths(String parameters) throws Exception {
        byte[] model = new PinnedTrainer(MatrixFactory.inMemory(2), ProgressListener.none())
                .train(train, validation, CardRows.FEATURES, PinnedTrainerTest.parameters(parameters), 7)
                .content();
        Set<Set<Integer>> paths = new HashSet<>();
        try (NativeBooster booster = NativeBooster.load(model)) {
            for (JsonNode tree :
                    Json.parse(booster.save(NativeBooster.JSON)).at("/learner/gradient_booster/model/trees")) {
                if (tree.path("left_children").size() > 1) {
                    walk(tree, 0, Set.of(), paths);
                }
            }
        }
        return paths;
    }

    private static void walk(JsonNode tree, int node, Set<Integer> above, Set<Set<Integer>> paths) {
        int left = tree.path("left_children").path(node).asInt();
        if (left < 0) {
            paths.add(above);
            return;
        }
        Set<Integer> here = new HashSet<>(above);
        here.add(tree.path("split_indices").path(node).asInt());
        for (int child : List.of(left, tree.path("right_children").path(node).asInt())) {
            walk(tree, child, here, paths);
        }
    }

    private static int column(String name) {
        return CardRows.FEATURES.stream()
                .map(feature -> feature.name())
                .toList()
                .indexOf(name);
    }
}
