package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.dataset.PreparedDataset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Trainers on the same rows, to the same model. Each trains all rounds, and a tenth of them: the difference is what
 * rounds take, without what it takes to begin.
 */
final class TrainingContest {
    private static final String ROUNDS = "rounds";
    private static final int TENTH = 10;

    private final PreparedDataset rows;
    private final Map<String, JsonNode> parameters;
    private final int seed;
    private final Map<String, Double> seconds = new HashMap<>();
    private final Map<Integer, String> models = new HashMap<>();

    TrainingContest(PreparedDataset rows, Map<String, JsonNode> parameters, int seed) {
        this.rows = rows;
        this.parameters = Map.copyOf(parameters);
        this.seed = seed;
    }

    /** Another pair of trainings, of which the shortest that a side has had count. */
    void train(String side, Trainer trainer) {
        int all = Objects.requireNonNull(parameters.get(ROUNDS), ROUNDS).intValue();
        seconds.merge(side, timed(trainer, all), Math::min);
        seconds.merge(begun(side), timed(trainer, all / TENTH), Math::min);
    }

    private double timed(Trainer trainer, int rounds) {
        Map<String, JsonNode> changed = new HashMap<>(parameters);
        changed.put(ROUNDS, IntNode.valueOf(rounds));
        long start = System.nanoTime();
        byte[] content = trainer.train(rows.train(), rows.validation(), rows.features(), changed, seed)
                .content();
        double taken = FigureFormat.secondsSince(start);
        String digest = Sha256.hex(content);
        String first = models.computeIfAbsent(rounds, number -> digest);
        if (!first.equals(digest)) {
            throw new IllegalStateException("a training has another model: " + digest + ", not " + first);
        }
        return taken;
    }

    private static String begun(String side) {
        return side + " of a tenth";
    }

    /** Of all rounds, with what it takes to begin. */
    double seconds(String side) {
        return Objects.requireNonNull(seconds.get(side), side);
    }

    /** Of nine tenths of the rounds, without what it takes to begin. */
    double roundSeconds(String side) {
        return seconds(side) - seconds(begun(side));
    }

    /** Of all rounds. */
    String modelSha256() {
        int all = Objects.requireNonNull(parameters.get(ROUNDS), ROUNDS).intValue();
        return Objects.requireNonNull(models.get(all));
    }
}
