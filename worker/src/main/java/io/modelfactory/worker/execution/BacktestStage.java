package io.modelfactory.worker.execution;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.WORKER_RUNTIME_ERROR;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.DocumentStore.PinnedDocument;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.dataset.split.BacktestSlot;
import io.modelfactory.worker.evaluate.BacktestSummary;
import io.modelfactory.worker.evaluate.BacktestSummary.WindowResult;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.progress.TrainingRound;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.BuildInputs;
import io.modelfactory.worker.training.BuildSpec;
import io.modelfactory.worker.training.BuiltModel;
import io.modelfactory.worker.training.PreparationResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the windows of a backtest, from the oldest, before the model itself. Each is written once, when it is
 * measured: a run that is claimed again goes on with the first window that is not there.
 */
final class BacktestStage {
    private static final Logger LOG = LoggerFactory.getLogger(BacktestStage.class);

    private final DocumentStore documents;
    private final BuildExecutor builder;
    private final boolean resumes;

    /** @param resumes whether windows that are there are taken; a reproduction makes them again */
    BacktestStage(DocumentStore documents, BuildExecutor builder, boolean resumes) {
        this.documents = documents;
        this.builder = builder;
        this.resumes = resumes;
    }

    /**
     * @param platformRunId of the run
     * @param windows from the oldest; none if there is no backtest
     * @param plan that pins the inputs
     * @param folder for models, which are not kept
     * @return the {@code backtest} of an EvalReport's metrics
     * @throws FailureException with the code of what prevents a window, which the message names
     */
    Optional<ObjectNode> build(
            String platformRunId,
            List<BuildSpec> windows,
            ArtifactRef plan,
            BuildInputs inputs,
            Path folder,
            BooleanSupplier wanted,
            RunProgressListener progress) {
        if (windows.isEmpty()) {
            return Optional.empty();
        }
        progress.onStage(RunStage.BACKTEST);
        List<WindowResult> results = new ArrayList<>();
        for (BuildSpec spec : windows) {
            BacktestSlot slot = spec.window().orElseThrow();
            String key = ArtifactKeys.backtestWindow(platformRunId, spec.runKey(), slot.number());
            Optional<WindowResult> stored = stored(key, plan);
            if (stored.isPresent()) {
                LOG.info("{} takes window {} of {} from the store", spec.runKey(), slot.number(), windows.size());
                results.add(stored.get());
            } else {
                ObjectNode window = named(slot, () -> window(spec, plan, inputs, folder, wanted));
                ArtifactRef ref = documents.write(
                        ContractDocument.BACKTEST_WINDOW,
                        key,
                        window,
                        WORKER_RUNTIME_ERROR,
                        EVAL_REPORT_IMMUTABILITY_VIOLATION);
                LOG.info("{} has measured window {} of {}", spec.runKey(), slot.number(), windows.size());
                results.add(new WindowResult(window, ref));
            }
            progress.onRound(new TrainingRound(slot.number(), windows.size(), Optional.empty()));
        }
        return Optional.of(
                BacktestSummary.of(windows.get(0).window().orElseThrow().settings(), results));
    }

    private Optional<WindowResult> stored(String key, ArtifactRef plan) {
        if (!resumes) {
            return Optional.empty();
        }
        return documents
                .find(ContractDocument.BACKTEST_WINDOW, key, EVAL_REPORT_IMMUTABILITY_VIOLATION)
                .filter(window -> window.content()
                        .at("/resolved_train_plan/sha256")
                        .asText()
                        .equals(plan.sha256()))
                .map(BacktestStage::result);
    }

    private static WindowResult result(PinnedDocument window) {
        return new WindowResult(window.content(), window.ref());
    }

    /** What is wrong with the rows of a window is said with its number. */
    private static ObjectNode named(BacktestSlot slot, Supplier<ObjectNode> work) {
        try {
            return work.get();
        } catch (FailureException failure) {
            String message = String.valueOf(failure.getMessage());
            throw message.startsWith("backtest")
                    ? failure
                    : new FailureException(
                            failure.code(), "backtest window " + slot.number() + ": " + message, failure);
        }
    }

    private ObjectNode window(
            BuildSpec spec, ArtifactRef plan, BuildInputs inputs, Path folder, BooleanSupplier wanted) {
        BacktestSlot slot = spec.window().orElseThrow();
        Path model = folder.resolve("window-" + slot.number());
        try (BuildExecution build = builder.start(spec, wanted, ProgressListener.none())) {
            PreparationResult rows = build.prepare(inputs);
            build.measureChampion();
            BuiltModel built = build.train(model);
            build.score();
            ObjectNode document = Json.object()
                    .put("schema_version", "learning.mf_backtest_window.v0")
                    .put("run_key", spec.runKey())
                    .put("number", slot.number())
                    .put("windows", slot.settings().windows())
                    .put("algorithm_id", spec.profile().algorithmId())
                    .put("model_sha256", digest(model))
                    .put("rounds", built.iterations())
                    .put("decision_threshold", built.decisionThreshold());
            spec.championRecipe().ifPresent(recipe -> document.set("champion_recipe", Json.tree(recipe)));
            document.set("split", rows.split());
            document.set("metrics", build.evaluate());
            document.set("resolved_train_plan", Json.tree(plan));
            return document;
        }
    }

    private static String digest(Path model) {
        try (InputStream content = Files.newInputStream(model)) {
            return Sha256.hex(content);
        } catch (IOException e) {
            throw new TransientFaultException("cannot read the model of a window in the scratch folder", e);
        }
    }
}
