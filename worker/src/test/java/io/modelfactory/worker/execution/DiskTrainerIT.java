package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.training.InProcessBuildExecutor;
import io.modelfactory.worker.training.process.ExecutorChoice;
import io.modelfactory.worker.training.process.TrainerFixture;
import io.modelfactory.worker.training.process.TrainerProcessPool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A build whose rows do not fit into the memory of its trainer process. */
class DiskTrainerIT {
    /** What a build makes; the documents about a run name its start too. */
    private static final Set<String> BUILT = Set.of("model", "cuts", "model_artifact", "scoring_sample", "eval_report");

    private static final TrainerRegistry ALGORITHMS = TrainerRegistry.discover();

    @TempDir
    Path folder;

    /** By their estimate alone: where it trains is not chosen. */
    @Test
    void aBuildThatMemoryDoesNotHoldTrainsFromDiskInItsProcessWithTheSameBytes() throws IOException {
        Map<String, ArtifactRef> inMemory;
        try (StageFixture here = new StageFixture(
                folder.resolve("memory"), new InProcessBuildExecutor(ALGORITHMS, folder.resolve("rows"), 1, "200MB"))) {
            inMemory = published(here);
        }
        TrainerProvider pinned = ALGORITHMS.provider("xgboost_hist_pinned");
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger logger = (Logger) LoggerFactory.getLogger(TrainerProcessPool.class);
        logger.addAppender(logged);
        try (TrainerProcessPool trainers = TrainerFixture.tooSmallForMemory(
                        folder.resolve("trainers"),
                        pinned,
                        WideRowsFixture.ROWS,
                        WideRowsFixture.COLUMNS,
                        ExecutorChoice.AUTO);
                StageFixture factory = new StageFixture(folder.resolve("disk"), trainers)) {
            trainers.warmUp();
            Set<Long> before = trainerProcesses();

            assertThat(published(factory)).containsOnlyKeys(BUILT).isEqualTo(inMemory);

            // While a process has files mapped, the disk holds them, deleted or not.
            assertThat(before).isNotEmpty();
            assertThat(trainerProcesses()).doesNotContainAnyElementsOf(before);
        } finally {
            logger.detachAppender(logged);
        }

        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(line -> line.contains("trains on the executor"))
                .singleElement()
                .asString()
                .contains("trains on the executor disk, for which ");
        assertThat(folder.resolve("trainers")).isEmptyDirectory();
    }

    private Set<Long> trainerProcesses() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .filter(pid -> TrainerFixture.ofProcess(pid, "cmdline")
                        .contains(folder.resolve("trainers").toString()))
                .collect(Collectors.toSet());
    }

    private static Map<String, ArtifactRef> published(StageFixture factory) throws IOException {
        WideRowsFixture rows = new WideRowsFixture(factory.storeRoot);
        String manifestRef = rows.write();
        String training = rows.training();
        String governance = rows.governance();
        String runKey = factory.submitTrainBuild("request.0001", true, document -> {
            document.putArray("dataset_manifest_refs").add(manifestRef);
            document.put("training_config_ref", training).put("governance_profile_ref", governance);
        });
        factory.executeAll();
        assertThat(factory.run(runKey).state())
                .as("%s", factory.run(runKey).failureMessage())
                .isEqualTo(RunState.PUBLISHED);
        Map<String, ArtifactRef> built = new TreeMap<>(factory.run(runKey).refs());
        built.keySet().retainAll(BUILT);
        return built;
    }
}
