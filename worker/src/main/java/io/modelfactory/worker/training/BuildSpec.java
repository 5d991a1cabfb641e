package io.modelfactory.worker.training;

import io.modelfactory.worker.dataset.DatasetPreparer;
import io.modelfactory.worker.dataset.split.BacktestSlot;
import io.modelfactory.worker.dataset.split.HoldoutViews;
import io.modelfactory.worker.evaluate.Champion;
import io.modelfactory.worker.evaluate.RequestedMeasures;
import io.modelfactory.worker.evaluate.TrainingRecipe;
import io.modelfactory.worker.evaluate.interval.IntervalSettings;
import io.modelfactory.worker.evaluate.scorecard.ScorecardMeasure;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.ResolvedDataset;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.resolve.Uncertainty.BlockUnit;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is to be computed. It can be sent as JSON to wherever that is done, and holds neither secrets nor local paths.
 *
 * @param datasets their rows are put together
 * @param stageSeed from {@link StageSeed}
 * @param startedAt pinned start of the run
 * @param champion the model to compare with, if the governance profile pins one
 * @param intervals that the evaluation states, if the governance profile asks for them
 * @param requested what the governance profile asks of the evaluation beside the metrics of all test rows
 * @param window of a backtest that is built instead of the model
 * @param championRecipe that is trained beside the window, if there is a champion
 * @param fencingToken of the claim that the build belongs to, by which its traces elsewhere are told apart; 0 for none
 */
public record BuildSpec(
        String runKey,
        List<ResolvedDataset> datasets,
        TrainingProfile profile,
        int stageSeed,
        Instant startedAt,
        Optional<Champion> champion,
        Optional<IntervalSettings> intervals,
        RequestedMeasures requested,
        Optional<BacktestSlot> window,
        Optional<TrainingRecipe> championRecipe,
        long fencingToken) {

    public BuildSpec {
        datasets = List.copyOf(datasets);
    }

    /** The same of no claim. */
    public BuildSpec(
            String runKey,
            List<ResolvedDataset> datasets,
            TrainingProfile profile,
            int stageSeed,
            Instant startedAt,
            Optional<Champion> champion,
            Optional<IntervalSettings> intervals,
            RequestedMeasures requested,
            Optional<BacktestSlot> window,
            Optional<TrainingRecipe> championRecipe) {
        this(
                runKey,
                datasets,
                profile,
                stageSeed,
                startedAt,
                champion,
                intervals,
                requested,
                window,
                championRecipe,
                0);
    }

    /** The same under a claim. */
    public BuildSpec underToken(long token) {
        return new BuildSpec(
                runKey,
                datasets,
                profile,
                stageSeed,
                startedAt,
                champion,
                intervals,
                requested,
                window,
                championRecipe,
                token);
    }

    /** A window of a backtest instead of the model. */
    public BuildSpec ofWindow(BacktestSlot slot, Optional<TrainingRecipe> recipe) {
        return new BuildSpec(
                runKey,
                datasets,
                profile.forWindow(slot.settings().gapDays()),
                stageSeed,
                startedAt,
                champion,
                intervals,
                requested,
                Optional.of(slot),
                recipe,
                fencingToken);
    }

    /**
     * Refuses what the declarations alone show to be unusable, before a file is fetched.
     *
     * @throws io.modelfactory.worker.failure.FailureException as {@link DatasetPreparer#prepare} does for declarations
     */
    public void requireUsableDeclarations() {
        requireFeaturesOfReasonTexts();
        DatasetPreparer.requireUsableDeclarations(datasets, profile, holdoutViews());
        intervals.flatMap(IntervalSettings::blocks).ifPresent(this::requireRoleOf);
        requireMeasurable();
    }

    /** A threshold of what cannot be measured is no threshold. */
    private void requireMeasurable() {
        Columns columns = datasets.get(0).materialization().columns();
        for (ScorecardMeasure measure : requested.scorecard()) {
            measure.lacking(profile.evaluation(), columns).ifPresent(lacking -> {
                throw new FailureException(
                        FailureCode.GOVERNANCE_PROFILE_INVALID,
                        "scorecard_thresholds: " + measure.key() + " needs " + lacking + ", which is not declared");
            });
        }
        if (requested.weeks().isPresent() && columns.eventTime().isEmpty()) {
            throw new FailureException(
                    FailureCode.GOVERNANCE_PROFILE_INVALID,
                    "weeks: needs columns.event_time, the dataset declares none");
        }
    }

    private void requireFeaturesOfReasonTexts() {
        Set<String> unknown =
                new TreeSet<>(profile.reasonTexts().orElse(Map.of()).keySet());
        datasets.get(0).materialization().columns().features().forEach(feature -> unknown.remove(feature.name()));
        if (!unknown.isEmpty()) {
            throw new FailureException(
                    FailureCode.TRAINING_PROFILE_INVALID,
                    "reason_texts: the dataset has no feature called " + String.join(", ", unknown));
        }
    }

    /** What the datasets declare of each feature. */
    public Map<String, FeatureType> featureTypes() {
        return datasets.get(0).materialization().columns().features().stream()
                .collect(Collectors.toMap(Feature::name, Feature::type, (first, again) -> first, TreeMap::new));
    }

    private void requireRoleOf(BlockUnit blocks) {
        Columns columns = datasets.get(0).materialization().columns();
        boolean lacking = (blocks == BlockUnit.DAY && columns.eventTime().isEmpty())
                || (blocks == BlockUnit.ENTITY && columns.entityId().isEmpty());
        if (lacking) {
            String unit = blocks.name().toLowerCase(Locale.ROOT);
            throw new FailureException(
                    FailureCode.GOVERNANCE_PROFILE_INVALID,
                    "uncertainty.blocks: " + unit + " needs columns."
                            + (blocks == BlockUnit.DAY ? "event_time" : "entity_id") + ", the dataset declares none");
        }
    }

    /** How the test rows are to be read beside the candidate's matrix. */
    public HoldoutViews holdoutViews() {
        return new HoldoutViews(
                champion.map(Champion::features).orElse(List.of()),
                champion.flatMap(Champion::split),
                requested.sliceColumns());
    }

    /** Rows that the datasets declare. */
    public long rows() {
        return datasets.stream()
                .mapToLong(dataset -> dataset.materialization().rowCount())
                .sum();
    }

    /** Features that each of them declares; all datasets of a plan have the same, or the build is refused. */
    public int columns() {
        return datasets.get(0).materialization().columns().features().size();
    }
}
