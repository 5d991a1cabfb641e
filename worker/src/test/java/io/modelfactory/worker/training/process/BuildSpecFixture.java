package io.modelfactory.worker.training.process;

import com.fasterxml.jackson.databind.node.IntNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.dataset.split.BacktestSlot;
import io.modelfactory.worker.dataset.split.ChampionSplit;
import io.modelfactory.worker.evaluate.Champion;
import io.modelfactory.worker.evaluate.RequestedMeasures;
import io.modelfactory.worker.evaluate.TrainingRecipe;
import io.modelfactory.worker.evaluate.group.GroupSettings;
import io.modelfactory.worker.evaluate.interval.IntervalSettings;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.scorecard.ScorecardMeasure;
import io.modelfactory.worker.model.CalibrationRows;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.IsotonicCalibration;
import io.modelfactory.worker.model.IsotonicCalibration.CalibrationPoint;
import io.modelfactory.worker.resolve.DatasetManifest;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.FeatureDefinitionSet;
import io.modelfactory.worker.resolve.GovernanceProfile.Backtest;
import io.modelfactory.worker.resolve.ReportPart;
import io.modelfactory.worker.resolve.ResolvedBaseline;
import io.modelfactory.worker.resolve.ResolvedDataset;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.resolve.TrainingProfile.CalibrationMethod;
import io.modelfactory.worker.resolve.Uncertainty.BlockUnit;
import io.modelfactory.worker.training.BuildSpec;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Specifications of builds on datasets that are only declared. */
final class BuildSpecFixture {
    private static final ArtifactRef UNREAD = new ArtifactRef("anywhere", "0".repeat(64), 1);
    private static final FeatureDefinitionSet FEATURES = new FeatureDefinitionSet("core", "v1");

    private BuildSpecFixture() {}

    static BuildSpec ofRows(long rows) {
        return of(rows, 3);
    }

    static BuildSpec of(long rows, int features) {
        return of("xgboost_hist", rows, features);
    }

    static BuildSpec of(String algorithm, long rows, int features) {
        return new BuildSpec(
                "tr_1",
                List.of(new ResolvedDataset(UNREAD, manifest(), UNREAD, materialization(rows, features))),
                new TrainingProfile(
                        "mf.training.test",
                        "r1",
                        FEATURES,
                        "learning.dataset_manifest.v0",
                        TrainingProfile.SPLIT_RECIPE,
                        TrainingProfile.SplitStrategy.TIME_BASED,
                        Optional.empty(),
                        new TrainingProfile.SplitFractions(0.7, 0.1, 0.2),
                        Optional.of(1),
                        Optional.empty(),
                        new TrainingProfile.SeedPolicy("mf.stage_seed.v1", 1),
                        TrainingProfile.Leakage.DEFAULT,
                        TrainingProfile.Plausibility.DEFAULT,
                        TrainingProfile.CategoryEncoding.DEFAULT,
                        algorithm,
                        Map.of(),
                        TrainingProfile.Evaluation.at(0.5),
                        Optional.of(true),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                7,
                Instant.parse("2026-02-10T14:20:00Z"),
                Optional.empty(),
                Optional.empty(),
                RequestedMeasures.none(),
                Optional.empty(),
                Optional.empty());
    }

    /** Compared with a champion that was split by time and stopped early. */
    static BuildSpec besideAChampion() {
        BuildSpec spec = ofRows(100);
        ChampionSplit split = new ChampionSplit(
                spec.profile().split(),
                DatasetMaterialization.EventIdKind.SOURCE,
                true,
                Optional.of(Instant.parse("2026-01-20T10:00:00.123456Z")));
        Champion champion = new Champion(
                new ResolvedBaseline("bundle_1", "v0-1", UNREAD, UNREAD, UNREAD, UNREAD),
                "xgboost-ubj",
                List.of(new EncodedFeature("x0", FeatureType.NUMERIC, List.of())),
                Optional.of(new IsotonicCalibration(
                        List.of(new CalibrationPoint(0.1f, 0.2f)), new CalibrationRows(10, 2, true))),
                Optional.of(split));
        return new BuildSpec(
                spec.runKey(),
                spec.datasets(),
                spec.profile(),
                spec.stageSeed(),
                spec.startedAt(),
                Optional.of(champion),
                Optional.of(new IntervalSettings(
                        0.95, 99, Optional.of(BlockUnit.DAY), List.of(Metric.AUC_ROC), Map.of(Metric.BRIER, 0.01))),
                new RequestedMeasures(
                        List.of(new GroupSettings("x0", 1, 2, 3, List.of(Metric.KS), List.of(Metric.ECE))),
                        Optional.of(new GroupSettings("", 1, 2, 3, List.of(Metric.KS), List.of())),
                        List.of(ScorecardMeasure.of("daily_precision_at_100").orElseThrow()),
                        List.of(),
                        Set.of(ReportPart.DRIFT)),
                Optional.of(new BacktestSlot(
                        new Backtest(3, 14, 1, 5, Optional.of(Map.of("min_auc_roc", 0.8)), Optional.empty()), 2)),
                Optional.of(new TrainingRecipe(
                        "xgboost_hist", Map.of("rounds", IntNode.valueOf(3)), CalibrationMethod.SIGMOID, 11)));
    }

    private static DatasetManifest manifest() {
        return new DatasetManifest(
                "learning.dataset_manifest.v0",
                "dm_1",
                "fingerprint",
                "platform_run",
                Optional.empty(),
                List.of(),
                new DatasetManifest.LabelBasis(
                        OffsetDateTime.parse("2026-02-01T00:00:00Z"), "observed_time<=label_asof_utc", Optional.of(30)),
                FEATURES,
                new DatasetManifest.Provenance("git:ofs", "r1", Optional.empty()));
    }

    private static DatasetMaterialization materialization(long rows, int features) {
        return new DatasetMaterialization(
                "learning.dataset_materialization.v0",
                "dm_1",
                "fingerprint",
                "platform_run",
                DatasetMaterialization.Format.PARQUET,
                List.of(new DataFile("data.parquet", "1".repeat(64), 1, rows)),
                rows,
                Columns.of(
                        "event_id",
                        Optional.of("event_time"),
                        "label",
                        Optional.empty(),
                        "1",
                        IntStream.range(0, features)
                                .mapToObj(i -> new Feature("x" + i, FeatureType.NUMERIC))
                                .toList()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
