package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.progress.ProgressListener;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that have a part of the rows each grow the trees of one process that has all of them. */
class CollectiveTrainingTest {
    private static final String PLAIN = "\"rounds\": 5, \"max_depth\": 4";

    @TempDir
    private Path folder = Path.of("");

    /** With categories, missing values and weights; the odd number leaves shards of different sizes. */
    private final LabelledMatrix train = CardRows.of(1_203, -3, 1);

    private final LabelledMatrix validation = CardRows.of(1_201, -2, 2);

    @ParameterizedTest
    @ValueSource(
            strings = {
                PLAIN,
                PLAIN + ", \"early_stopping_rounds\": 2, \"learning_rate\": 0.9",
                PLAIN + ", \"scale_pos_weight\": 20",
                PLAIN + ", \"scale_pos_weight\": 20, \"early_stopping_rounds\": 3, \"learning_rate\": 0.7",
                PLAIN + ", \"monotone_constraints\": {\"amount\": 1, \"hour\": -1}",
                PLAIN + ", \"interaction_constraints\": [[\"amount\", \"hour\"], [\"merchant\", \"channel\"]]",
                PLAIN + ", \"subsample\": 0.4, \"colsample_bytree\": 0.7, \"colsample_bynode\": 0.7",
                PLAIN + ", \"cut_sample_rows\": 1000, \"max_bin\": 64",
                PLAIN + ", \"grow_policy\": \"lossguide\", \"max_leaves\": 20"
            })
    void theModelHasTheSameBytesFromMemoryFromDiskAndFromAnyNumberOfTasks(String parameters) {
        Set<String> digests = new HashSet<>();
        digests.add(digest(new LocalGrower(MatrixFactory.inMemory(1), ProgressListener.none()), train, parameters));
        digests.add(digest(new LocalGrower(MatrixFactory.inMemory(2), ProgressListener.none()), train, parameters));
        digests.add(digest(
                new LocalGrower(new MatrixFactory(2, Optional.of(folder), 1 << 12), ProgressListener.none()),
                train,
                parameters));
        for (int tasks : new int[] {1, 2, 4}) {
            digests.add(digest(cluster(tasks), CardRows.shuffled(train, tasks), parameters));
        }

        assertThat(digests).hasSize(1);
    }

    @Test
    void roundsAreReportedWithTheLossOfAllValidationRows() {
        String parameters = PLAIN + ", \"early_stopping_rounds\": 5";
        RoundRecorder alone = new RoundRecorder();
        RoundRecorder together = new RoundRecorder();

        digest(new LocalGrower(MatrixFactory.inMemory(1), alone), train, parameters);
        digest(new ClusterGrower(new ThreadCluster(folder, 2), together), train, parameters);

        assertThat(together.rounds).isEqualTo(alone.rounds).isNotEmpty();
    }

    @Test
    void moreTasksThanRowsAreRefusedByName() {
        LabelledMatrix three = CardRows.of(3, -3, 1);

        assertThatThrownBy(() -> digest(cluster(4), three, PLAIN))
                .isInstanceOf(AttemptFailedException.class)
                .hasMessageContaining("EMPTY_SHARD: 3 training rows cannot be divided among 4 tasks");
        assertThat(folder).isEmptyDirectory();
    }

    private ClusterGrower cluster(int tasks) {
        return new ClusterGrower(new ThreadCluster(folder, tasks), ProgressListener.none());
    }

    private String digest(TreeGrower grower, LabelledMatrix rows, String parameters) {
        TrainedModel model = new PinnedTrainer(grower)
                .train(rows, validation, CardRows.FEATURES, PinnedTrainerTest.parameters(parameters), 7);
        return Sha256.hex(model.content());
    }
}
