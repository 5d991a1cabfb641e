package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.telemetry.LogFields;
import io.modelfactory.worker.training.process.FaultyTrainerMain;
import io.modelfactory.worker.training.process.TrainerFixture;
import io.modelfactory.worker.training.process.TrainerProcessPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Builds whose process dies, and the other runs of the worker. */
class BuildIsolationIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final String SOUND = "r1";

    @TempDir
    Path folder;

    @Test
    void aRunThatKillsItsProcessDoesNotAffectOtherRuns() throws IOException {
        try (TrainerProcessPool trainers = TrainerFixture.pool(scratch(), 2);
                StageFixture factory = new StageFixture(folder, trainers)) {
            String ofHeap = ask(factory, FaultyTrainerMain.DIES_OF_HEAP);
            String bySignal = ask(factory, FaultyTrainerMain.DIES_BY_SIGNAL);
            List<String> neighbours = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                neighbours.add(ask(factory, SOUND + "." + i));
            }

            try (RunWorkerPool pool = factory.workerPool(Duration.ofSeconds(30), Duration.ofSeconds(5))) {
                pool.start();
                await().atMost(TIMEOUT)
                        .until(() -> factory.run(ofHeap).finished()
                                && factory.run(bySignal).finished()
                                && neighbours.stream()
                                        .allMatch(run -> factory.run(run).finished()));
            }

            assertThat(neighbours)
                    .allSatisfy(run -> assertThat(factory.run(run).state()).isEqualTo(RunState.PUBLISHED));
            assertExhausted(factory, ofHeap, "exit code 3, out of memory", "Java heap space");
            assertExhausted(factory, bySignal, "signal 9, which the kernel sends where memory is short");
            assertThat(TrainerFixture.METERS.counter("mf.trainer.deaths").count())
                    .isGreaterThanOrEqualTo(6);
        }
    }

    @Test
    void aBuildKilledDuringTrainingIsPublishedWithTheSameBytes() throws IOException {
        List<ArtifactRef> disturbed;
        try (TrainerProcessPool trainers = TrainerFixture.pool(scratch(), 1);
                StageFixture factory = new StageFixture(folder.resolve("disturbed"), trainers)) {
            String run = ask(factory, FaultyTrainerMain.DIES_ONCE);
            factory.executeUntilFinished(run);

            assertThat(factory.eventTypes(run)).containsOnlyOnce(RunEventType.RUN_RESUMED);
            assertThat(factory.run(run).fullRunAttempts()).isEqualTo(2);
            disturbed = results(factory, run);
        }

        try (StageFixture undisturbed = new StageFixture(folder.resolve("undisturbed"), 2)) {
            String run = ask(undisturbed, FaultyTrainerMain.DIES_ONCE);
            undisturbed.executeUntilFinished(run);

            assertThat(results(undisturbed, run))
                    .as("trained in this process, without any accident")
                    .isEqualTo(disturbed);
        }
    }

    @Test
    void anIdleTrainerGivesBackTheHeapOfALargeBuild() throws IOException {
        try (TrainerProcessPool trainers = TrainerFixture.pool(scratch(), 1);
                StageFixture factory = new StageFixture(folder, trainers)) {
            String run = ask(factory, FaultyTrainerMain.LEAVES_MUCH);
            factory.executeUntilFinished(run);
            long pid = TrainerFixture.processes(scratch()).get(0).pid();

            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(megabytes(pid, "VmHWM") - megabytes(pid, "VmRSS"))
                            .isGreaterThan(FaultyTrainerMain.MUCH_MB / 2));
        }
    }

    /** @param field of the memory in the kernel's status of a process */
    private static long megabytes(long pid, String field) {
        return TrainerFixture.ofProcess(pid, "status")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .sum();
    }

    @Test
    void aBuildWithALostLeaseIsEndedWithoutCountingAnAttempt() throws IOException {
        try (TrainerProcessPool trainers = TrainerFixture.pool(scratch(), 1);
                StageFixture factory = new StageFixture(folder, trainers)) {
            String run = ask(factory, FaultyTrainerMain.NEVER_ENDS);
            ClaimedRun claimed = factory.claim();
            AtomicBoolean held = new AtomicBoolean(true);
            Thread worker = new Thread(() -> factory.executor.execute(claimed, held::get, RunProgressListener.none()));
            worker.start();
            await().atMost(TIMEOUT)
                    .until(() -> Files.exists(factory.file(run(factory, run) + "/execution_record.json")));

            held.set(false);

            await().atMost(TIMEOUT).until(() -> !worker.isAlive());
            assertThat(factory.run(run).fullRunAttempts()).isZero();
            assertThat(factory.run(run).failureCode()).isEmpty();
        }
    }

    @Test
    void aStoppingWorkerDoesNotWaitForAnEndlessBuild() throws IOException, InterruptedException {
        try (TrainerProcessPool trainers = TrainerFixture.pool(scratch(), 1);
                StageFixture factory = new StageFixture(folder, trainers)) {
            String run = ask(factory, FaultyTrainerMain.NEVER_ENDS);
            RunWorkerPool pool = factory.workerPool(Duration.ofSeconds(30), Duration.ofSeconds(5));
            pool.start();
            await().atMost(TIMEOUT)
                    .until(() -> Files.exists(factory.file(run(factory, run) + "/execution_record.json")));

            pool.close();

            assertThat(pool.awaitCompletion(TIMEOUT)).isTrue();
            assertThat(pool.activeRuns()).isZero();
            assertThat(factory.run(run).fullRunAttempts()).isZero();
        }
    }

    @Test
    void aBuildTooLargeForAnyProcessIsRefusedWithItsNumbers() throws IOException {
        try (TrainerProcessPool trainers = TrainerFixture.pool(scratch(), 1, 100 << 20, System.getenv());
                StageFixture factory = new StageFixture(folder, trainers)) {
            String run = ask(factory, SOUND);
            factory.executeUntilFinished(run);

            assertExhausted(
                    factory,
                    run,
                    "4454 rows of 13 features need about ",
                    "this worker has 100 MB for training (wiring.training.memory_budget)");
            assertThat(TrainerFixture.processes(scratch())).isEmpty();
        }
    }

    @Test
    void whatATrainerSaysIsInTheWorkersLogUnderTheRun() throws IOException {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger logger = (Logger) LoggerFactory.getLogger("io.modelfactory");
        logger.addAppender(logged);
        try (TrainerProcessPool trainers = TrainerFixture.pool(scratch(), 1);
                StageFixture factory = new StageFixture(folder, trainers)) {
            String run = ask(factory, FaultyTrainerMain.LOGS);
            factory.executeUntilFinished(run);

            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(List.copyOf(logged.list))
                            .filteredOn(line ->
                                    line.getFormattedMessage().contains(FaultyTrainerMain.OUTPUT + " in two lines"))
                            .singleElement()
                            .satisfies(line ->
                                    assertThat(line.getMDCPropertyMap()).containsEntry(LogFields.RUN_KEY, run)));
        } finally {
            logger.detachAppender(logged);
        }
    }

    private static void assertExhausted(StageFixture factory, String run, String... message) {
        RunRecord finished = factory.run(run);
        assertThat(finished.failureCode()).contains(FailureCode.RUN_ATTEMPTS_EXHAUSTED);
        assertThat(finished.fullRunAttempts()).isEqualTo(StageFixture.ATTEMPTS);
        assertThat(finished.failureMessage().orElseThrow())
                .startsWith("attempt 3 of 3: ")
                .contains(message);
        assertThat(factory.ledger.events(run))
                .filteredOn(event -> event.type() == RunEventType.RUN_HANDED_BACK)
                .hasSize(2)
                .extracting(RunEvent::reason)
                .containsOnly(Optional.of(FailureCode.TRAINING_FAILED));
    }

    /** The results of the run: nothing in them depends on when the run was started. */
    private static List<ArtifactRef> results(StageFixture factory, String run) {
        RunRecord finished = factory.run(run);
        assertThat(finished.state()).isEqualTo(RunState.PUBLISHED);
        List<ArtifactRef> results = new ArrayList<>();
        for (ArtifactName name : List.of(
                ArtifactName.MODEL,
                ArtifactName.MODEL_ARTIFACT,
                ArtifactName.SCORING_SAMPLE,
                ArtifactName.EVAL_REPORT)) {
            results.add(Objects.requireNonNull(finished.refs().get(name.key()), name.key()));
        }
        return results;
    }

    private static String run(StageFixture factory, String runKey) {
        return factory.run(runKey).platformRunId() + "/mf/train_runs/" + runKey;
    }

    /** A run of its own for each revision of the training profile, which says how the trainer behaves. */
    private static String ask(StageFixture factory, String revision) throws IOException {
        String profile = Files.readString(StageFixture.PROFILES.resolve("training_profile_credit_v0.yaml"))
                .replaceFirst("revision: \\S+", "revision: " + revision);
        String key = "profiles/" + revision + ".yaml";
        Path file = factory.file(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, profile);
        return factory.submitTrainBuild(
                "request." + revision, true, document -> document.put("training_config_ref", key));
    }

    private Path scratch() {
        return folder.resolve("trainers");
    }
}
