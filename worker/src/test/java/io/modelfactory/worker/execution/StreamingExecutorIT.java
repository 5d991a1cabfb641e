package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.algorithm.xgboost.ThreadCluster;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.BuildInputs;
import io.modelfactory.worker.training.BuiltModel;
import io.modelfactory.worker.training.InProcessBuildExecutor;
import io.modelfactory.worker.training.PreparationResult;
import io.modelfactory.worker.training.ScoringSample;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build that is executed where the worker has no folder: its inputs are streamed there, and its model back. */
class StreamingExecutorIT {
    /** What a build makes; the documents about a run name its start too. */
    private static final Set<String> BUILT =
            Set.of("model", "cuts", "model_artifact", "scoring_sample", "eval_report", "gate_receipt");

    @TempDir
    Path folder;

    private final List<String> streamed = new ArrayList<>();

    @Test
    void whereABuildIsExecutedChangesNoByte() throws IOException {
        Map<String, ArtifactRef> here;
        try (StageFixture factory = new StageFixture(folder.resolve("here"), 1)) {
            here = published(factory);
        }

        try (StageFixture factory =
                new StageFixture(folder.resolve("worker"), elsewhere(folder.resolve("elsewhere")))) {
            assertThat(published(factory)).isEqualTo(here);
            assertThat(factory.ledger.audits(factory.submitTrainBuild("request.0002", true)))
                    .filteredOn(audit -> audit.what().equals("dataset_file"))
                    .as("files that were streamed are audited")
                    .hasSameSizeAs(streamed);
        }
        assertThat(streamed).isNotEmpty().doesNotHaveDuplicates();
    }

    /** On disk the files of rows are gone afterwards. */
    @Test
    void whereItsRowsLieChangesNoByte() throws IOException {
        Path shards = Files.createDirectories(folder.resolve("shards"));
        BuildExecutor place = new InProcessBuildExecutor(
                TrainerRegistry.discover(),
                folder.resolve("rows"),
                2,
                "500MB",
                Optional.of((spec, scratch) -> new ThreadCluster(shards, 2)),
                Optional.empty());
        Map<TrainingExecutor, Map<String, ArtifactRef>> built = new EnumMap<>(TrainingExecutor.class);
        for (TrainingExecutor executor : TrainingExecutor.values()) {
            BuildExecutor builder = (spec, wanted, progress) -> place.start(spec, executor, wanted, progress);
            try (StageFixture factory = new StageFixture(folder.resolve(executor.wireName()), builder)) {
                built.put(executor, published(factory, pinned(factory)));
            }
        }

        assertThat(built.get(TrainingExecutor.DISK))
                .containsOnlyKeys(BUILT)
                .isEqualTo(built.get(TrainingExecutor.MEMORY));
        assertThat(built.get(TrainingExecutor.SPARK)).isEqualTo(built.get(TrainingExecutor.MEMORY));
        assertThat(folder.resolve("rows")).isEmptyDirectory();
        assertThat(shards).isEmptyDirectory();
    }

    /** The profile of the credit data, with rows drawn and categories split as sets. */
    static String pinned(StageFixture factory) throws IOException {
        String profile = Files.readString(StageFixture.PROFILES.resolve("training_profile_credit_v0.yaml"))
                .replaceAll("algorithm_id: .*", "algorithm_id: xgboost_hist_pinned")
                .replace("  rounds: 150", "  rounds: 120\n  subsample: 0.8\n  early_stopping_rounds: 30");
        Path file = factory.storeRoot.resolve("profiles").resolve("pinned.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, profile);
        return "profiles/pinned.yaml";
    }

    private static Map<String, ArtifactRef> published(StageFixture factory) {
        return published(factory, StageFixture.profileRef("training_profile_credit_v0.yaml"));
    }

    private static Map<String, ArtifactRef> published(StageFixture factory, String trainingRef) {
        String runKey = factory.submitTrainBuildWithProfiles(
                "request.0001", trainingRef, StageFixture.profileRef("governance_profile_credit_v0.yaml"));
        factory.executeAll();
        assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);
        Map<String, ArtifactRef> built = new TreeMap<>(factory.run(runKey).refs());
        built.keySet().retainAll(BUILT);
        return built;
    }

    private BuildExecutor elsewhere(Path place) {
        BuildExecutor there = new InProcessBuildExecutor(TrainerRegistry.discover(), place, 1, "500MB");
        return (spec, wanted, progress) -> new StreamedExecution(there.start(spec, wanted, progress));
    }

    private final class StreamedExecution implements BuildExecution {
        private final BuildExecution there;

        private StreamedExecution(BuildExecution there) {
            this.there = there;
        }

        @Override
        public PreparationResult prepare(BuildInputs inputs) {
            return there.prepare(new StreamedInputs(inputs));
        }

        @Override
        public void measureChampion() {
            there.measureChampion();
        }

        @Override
        public BuiltModel train(Path target) {
            return there.train(target);
        }

        @Override
        public ScoringSample score() {
            return there.score();
        }

        @Override
        public ObjectNode evaluate() {
            return there.evaluate();
        }

        @Override
        public void close() {
            there.close();
        }
    }

    private final class StreamedInputs implements BuildInputs {
        private final BuildInputs worker;

        private StreamedInputs(BuildInputs worker) {
            this.worker = worker;
        }

        @Override
        public InputStream open(DataFile file) {
            return worker.open(file);
        }

        @Override
        public Path localFile(DataFile file, Path local) {
            streamed.add(file.ref());
            Path copy = local.resolve(file.sha256());
            try (InputStream content = open(file)) {
                Files.copy(content, copy);
                return copy;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public byte[] championModel() {
            return worker.championModel();
        }
    }
}
