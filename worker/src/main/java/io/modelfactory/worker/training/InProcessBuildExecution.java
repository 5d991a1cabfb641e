package io.modelfactory.worker.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.background.ConcurrentTask;
import io.modelfactory.worker.dataset.DatasetPreparer;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.evaluate.ChampionModel;
import io.modelfactory.worker.evaluate.DailyTopSizes;
import io.modelfactory.worker.evaluate.FeatureContributions;
import io.modelfactory.worker.evaluate.HoldoutEvaluation;
import io.modelfactory.worker.evaluate.LogisticBaseline;
import io.modelfactory.worker.evaluate.calibration.CalibrationFit;
import io.modelfactory.worker.evaluate.scorecard.AlertBudget;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.model.CalibratedScorer;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.LoadedModel;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.ModelStructure;
import io.modelfactory.worker.model.ScoreCalibration;
import io.modelfactory.worker.model.StructureCertificate;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.resolve.ReportPart;
import io.modelfactory.worker.resolve.TrainingProfile.CalibrationMethod;
import io.modelfactory.worker.resolve.TrainingProfile.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** A build in this process. What one step leaves for the next stays in memory. */
final class InProcessBuildExecution implements BuildExecution {
    /**
     * Few rows are evaluated beside the making of their sample; of many, the memory of both would be needed at once.
     */
    private static final long ROWS_EVALUATED_EARLY = 20_000;

    private final BuildSpec spec;
    private final TemporaryFolder folder;
    private final DatasetPreparer datasets;
    private final TrainerProvider algorithm;
    private final Trainer trainer;
    private final TrainerRegistry algorithms;
    private final Function<TrainerProvider, Trainer> trainers;
    private Optional<ChampionModel> champion = Optional.empty();
    private Optional<PreparedDataset> prepared = Optional.empty();
    private Optional<HoldoutEvaluation> testRows = Optional.empty();
    private Optional<TrainedModel> trained = Optional.empty();
    private Optional<ModelScorer> uncalibrated = Optional.empty();
    private Optional<ScoreCalibration> calibration = Optional.empty();
    private Optional<ModelStructure> structure = Optional.empty();
    private Optional<ConcurrentTask<LogisticBaseline>> logistic = Optional.empty();
    private Optional<ConcurrentTask<Optional<ObjectNode>>> validation = Optional.empty();
    private Optional<ConcurrentTask<ObjectNode>> drift = Optional.empty();
    private Optional<ConcurrentTask<ObjectNode>> evaluation = Optional.empty();
    private Optional<float[]> recipeScores = Optional.empty();
    private double decisionThreshold = Double.NaN;
    private float[] scores = {};

    /** @param folder of this build alone, deleted with it */
    InProcessBuildExecution(
            BuildSpec spec,
            TemporaryFolder folder,
            DatasetPreparer datasets,
            TrainerProvider algorithm,
            Trainer trainer,
            TrainerRegistry algorithms,
            Function<TrainerProvider, Trainer> trainers) {
        this.trainers = trainers;
        this.spec = spec;
        this.folder = folder;
        this.datasets = datasets;
        this.algorithm = algorithm;
        this.trainer = trainer;
        this.algorithms = algorithms;
    }

    @Override
    public PreparationResult prepare(BuildInputs inputs) {
        champion = spec.champion().map(pinned -> ChampionModel.of(pinned, algorithms, inputs.championModel()));
        PreparedDataset dataset = datasets.prepare(
                spec.datasets(),
                file -> inputs.localFile(file, folder.path()),
                spec.profile(),
                spec.startedAt(),
                spec.holdoutViews(),
                spec.window());
        DailyTopSizes.requireReached(dataset.testRoles(), spec.profile().evaluation(), spec.requested());
        AlertBudget.requireReached(dataset.validationRoles(), spec.profile().evaluation());
        prepared = Optional.of(dataset);
        return new PreparationResult(dataset.features(), dataset.split(), dataset.leakageChecks(), dataset.summary());
    }

    @Override
    public void measureChampion() {
        testRows = Optional.of(HoldoutEvaluation.of(dataset(), champion, spec.intervals(), spec.requested()));
        champion = Optional.empty();
    }

    @Override
    public BuiltModel train(Path target) {
        TrainedModel model = trainer.train(
                dataset().train(),
                dataset().validation(),
                dataset().features(),
                spec.profile().hyperParameters(),
                spec.stageSeed());
        trained = Optional.of(model);
        write(model.content(), target);
        if (spec.requested().reports(ReportPart.LOGISTIC_BASELINE)) {
            logistic = Optional.of(logisticBaseline(dataset()));
        }
        LoadedModel loaded = algorithm.open(model.content());
        uncalibrated = Optional.of(loaded.scorer());
        structure = loaded.structure();
        float[] validationScores = calibrate(loaded.scorer());
        recipeScores = spec.championRecipe()
                .map(recipe ->
                        new ChampionRecipeTrainer(algorithms, trainers).scores(recipe, dataset(), spec.profile()));
        decisionThreshold = decisionThreshold(validationScores);
        return new BuiltModel(
                model.iterations(),
                algorithm.libraryVersion(),
                decisionThreshold,
                calibration,
                structure.map(opened -> certificate(opened, model)),
                model.bins());
    }

    /** Fitted on one thread while the model is looked at: nothing asks for it before the evaluation. */
    private ConcurrentTask<LogisticBaseline> logisticBaseline(PreparedDataset rows) {
        LogisticBaselineTrainer baseline = new LogisticBaselineTrainer(algorithms);
        return ConcurrentTask.start(
                "logistic-baseline",
                () -> baseline.fit(rows.train(), rows.test().features(), rows.features()));
    }

    private StructureCertificate certificate(ModelStructure opened, TrainedModel model) {
        try {
            return StructureCertificate.of(
                    opened, dataset().features(), spec.profile().hyperParameters(), model.content().length);
        } catch (IllegalStateException unproven) {
            throw new FailureException(FailureCode.TRAINING_FAILED, String.valueOf(unproven.getMessage()), unproven);
        }
    }

    /**
     * Scores the validation rows, once for all that is asked of them; the calibration is fitted to these scores.
     *
     * @return the calibrated scores
     */
    private float[] calibrate(ModelScorer model) {
        float[] raw = testRows.orElseThrow().scoreValidation(model);
        calibration = spec.profile().calibrationMethod() == CalibrationMethod.NONE
                ? Optional.empty()
                : CalibrationFit.of(spec.profile(), dataset().validation(), raw);
        float[] calibrated = calibration.map(chosen -> chosen.applyToAll(raw)).orElse(raw);
        validation = Optional.of(validationMetrics(testRows.orElseThrow(), calibrated));
        return calibrated;
    }

    /** Computed on one thread while the test rows are scored, and before anything of their evaluation is held. */
    private static ConcurrentTask<Optional<ObjectNode>> validationMetrics(HoldoutEvaluation rows, float[] scores) {
        return ConcurrentTask.start("validation-metrics", () -> rows.validationMetrics(scores));
    }

    /** Chosen on the validation rows, where alerts are bounded; the test rows have no part in it. */
    private double decisionThreshold(float[] validationScores) {
        Evaluation settings = spec.profile().evaluation();
        if (settings.alertsPerDay().isEmpty()) {
            return settings.decisionThreshold();
        }
        return AlertBudget.threshold(
                validationScores,
                dataset().validationRoles(),
                settings.alertsPerDay().get(),
                settings.zone());
    }

    private static void write(byte[] model, Path target) {
        try {
            Files.write(target, model);
        } catch (IOException e) {
            throw new TransientFaultException("cannot write the model to the scratch folder", e);
        }
    }

    @Override
    public ScoringSample score() {
        ModelScorer loaded = uncalibrated.orElseThrow();
        uncalibrated = Optional.empty();
        // Scores as the bundle will.
        try (ModelScorer candidate = CalibratedScorer.of(loaded, calibration)) {
            scores = testRows.orElseThrow().score(candidate);
            if (spec.requested().reports(ReportPart.DRIFT)) {
                drift = Optional.of(drift(testRows.orElseThrow(), candidate));
            }
            if (spec.rows() <= ROWS_EVALUATED_EARLY) {
                evaluation = Optional.of(ConcurrentTask.start("evaluation", this::metrics));
            }
            // The model of a backtest's window is published nowhere: no one tries a scorer on it.
            return new SampleAssembler(dataset(), spec.profile().sampleSource(), spec.stageSeed())
                    .assemble(candidate, spec.window().isPresent() ? Optional.empty() : structure);
        }
    }

    /** Looked for beside the making of the sample: it takes one processor, and the memory of some rows. */
    private ConcurrentTask<ObjectNode> drift(HoldoutEvaluation rows, ModelScorer candidate) {
        float[] trainingScores = rows.scoreTraining(candidate);
        return ConcurrentTask.start("drift", () -> rows.drift(trainingScores, scores));
    }

    @Override
    public ObjectNode evaluate() {
        return evaluation.map(ConcurrentTask::result).orElseGet(this::metrics);
    }

    private ObjectNode metrics() {
        HoldoutEvaluation measured = testRows.orElseThrow();
        ObjectNode metrics = measured.metrics(
                trained.orElseThrow(),
                scores,
                decisionThreshold,
                spec.profile().evaluation(),
                validation.orElseThrow().result(),
                logistic.map(ConcurrentTask::result));
        recipeScores.ifPresent(others -> metrics.set(
                "champion_recipe",
                measured.besideRecipe(scores, others, spec.profile().evaluation())));
        drift.ifPresent(found -> metrics.set("drift", found.result()));
        structure
                .filter(any -> spec.requested().reports(ReportPart.CONTRIBUTIONS))
                .ifPresent(opened -> metrics.set(
                        "contributions",
                        FeatureContributions.of(
                                opened, dataset().features(), dataset().test().features())));
        spec.profile().reasonTexts().ifPresent(texts -> {
            ArrayNode lacking = metrics.putArray("features_without_reason_text");
            dataset().features().stream()
                    .map(EncodedFeature::name)
                    .filter(name -> !texts.containsKey(name))
                    .forEach(lacking::add);
        });
        return metrics;
    }

    private PreparedDataset dataset() {
        return prepared.orElseThrow();
    }

    @Override
    public void close() {
        logistic.ifPresent(ConcurrentTask::close);
        logistic = Optional.empty();
        validation.ifPresent(ConcurrentTask::close);
        validation = Optional.empty();
        evaluation.ifPresent(ConcurrentTask::close);
        evaluation = Optional.empty();
        drift.ifPresent(ConcurrentTask::close);
        drift = Optional.empty();
        champion = Optional.empty();
        prepared = Optional.empty();
        testRows = Optional.empty();
        trained = Optional.empty();
        structure = Optional.empty();
        uncalibrated.ifPresent(ModelScorer::close);
        uncalibrated = Optional.empty();
        folder.close();
    }
}
