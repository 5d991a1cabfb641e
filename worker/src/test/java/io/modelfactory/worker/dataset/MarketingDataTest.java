package io.modelfactory.worker.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.evaluate.HoldoutEvaluation;
import io.modelfactory.worker.evaluate.RequestedMeasures;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real calls of a bank's marketing campaigns; nothing of them is fraud. */
class MarketingDataTest {
    private static final List<Feature> FEATURES = List.of(
            new Feature("age", FeatureType.NUMERIC),
            new Feature("balance", FeatureType.NUMERIC),
            new Feature("campaign", FeatureType.NUMERIC),
            new Feature("marital", FeatureType.CATEGORICAL),
            new Feature("job", FeatureType.CATEGORICAL));

    @TempDir
    Path folder;

    /** What is drawn at random does not drift; what is cut by age does, and the age says so. */
    @Test
    void driftIsSeenWhereThePartsDifferAndNowhereElse() throws URISyntaxException {
        JsonNode random = drift(SplitStrategy.HASH);
        JsonNode byAge = drift(SplitStrategy.TIME_BASED);

        assertThat(random.at("/adversarial/auc").asDouble()).isBetween(0.48, 0.52);
        assertThat(random.at("/stability_index/scores").asDouble()).isLessThan(0.01);
        random.at("/stability_index/features")
                .forEach(index -> assertThat(index.asDouble()).isLessThan(0.01));
        assertThat(byAge.at("/adversarial/auc").asDouble()).isGreaterThan(0.95);
        assertThat(byAge.at("/stability_index/features/age").asDouble()).isGreaterThan(1);
        assertThat(byAge.at("/stability_index/features/marital").asDouble()).isGreaterThan(0.1);
    }

    /** @param strategy by time the oldest people train, as their calls are said to have come first */
    private JsonNode drift(SplitStrategy strategy) throws URISyntaxException {
        Path source = Path.of(MarketingDataTest.class
                .getResource("/data/uci_bank_marketing.csv.gz")
                .toURI());
        DatasetFixture fixture = new DatasetFixture(folder)
                .columns(Columns.of("event_id", Optional.of("event_time"), "y", Optional.empty(), "yes", FEATURES))
                .plausibility(1, 0.25)
                .split(strategy);
        DataFile file = fixture.file("calls.parquet", """
                SELECT printf('call-%%05d', row_number() OVER ()) AS event_id, *,
                    TIMESTAMP '2025-01-01' + to_days(100 - CAST(age AS INTEGER)) AS event_time
                FROM read_csv(%s, types = {'y': 'VARCHAR'})""".formatted(SqlQuoting.literal(source.toString())));
        PreparedDataset dataset = fixture.prepare(file);
        TrainerProvider trees = TrainerRegistry.discover().provider("xgboost_hist");
        TrainedModel model = trees.trainer(1)
                .train(
                        dataset.train(),
                        dataset.validation(),
                        dataset.features(),
                        Map.of("rounds", IntNode.valueOf(20), "max_depth", IntNode.valueOf(3)),
                        7);
        HoldoutEvaluation evaluation =
                HoldoutEvaluation.of(dataset, Optional.empty(), Optional.empty(), RequestedMeasures.none());
        try (ModelScorer scorer = trees.load(model.content())) {
            return evaluation.drift(evaluation.scoreTraining(scorer), evaluation.score(scorer));
        }
    }
}
