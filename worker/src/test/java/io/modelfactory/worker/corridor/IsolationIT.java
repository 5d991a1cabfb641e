package io.modelfactory.worker.corridor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.ClaimedRun;
import io.modelfactory.worker.ledger.RunEvent;
import io.modelfactory.worker.ledger.RunEventType;
import io.modelfactory.worker.ledger.RunRecord;
import io.modelfactory.worker.ledger.RunState;
import io.modelfactory.worker.telemetry.LogFields;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.trainer.FaultyTrainer;
import io.modelfactory.worker.trainer.TrainerFixture;
import io.modelfactory.worker.trainer.TrainerPool;
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

/** Builds that take their process with them, and the runs beside them. */
class IsolationIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String SOUND = "r1";

    @TempDir
    Path folder;

    @Test
    void aRunThatKillsItsProcessExhaustsItsAttemptsWhileItsNeighboursPublish() throws IOException {
        try (TrainerPool trainers = TrainerFixture.pool(scratch(), 2);
                Factory factory = new Factory(folder, trainers)) {
            String ofHeap = ask(factory, FaultyTrainer.DIES_OF_HEAP);
            String bySignal = ask(factory, FaultyTrainer.DIES_BY_SIGNAL);
            List<String> neighbours = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                neighbours.add(ask(factory, SOUND + "." + i));
            }

            try (Corridor corridor = corridor(factory)) {
                corridor.start();
                await().atMost(PATIENCE)
                        .until(() -> factory.run(ofHeap).atRest()
                                && factory.run(bySignal).atRest()
                                && neighbours.stream()
                                        .allMatch(run -> factory.run(run).atRest()));
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
    void aRunWhoseProcessWasKilledInTheMidstOfTrainingIsPublishedWithTheSameBytes() throws IOException {
        List<ArtifactRef> disturbed;
        try (TrainerPool trainers = TrainerFixture.pool(scratch(), 1);
                Factory factory = new Factory(folder.resolve("disturbed"), trainers)) {
            String run = ask(factory, FaultyTrainer.DIES_ONCE);
            factory.workUntilRest(run);

            assertThat(factory.history(run)).containsOnlyOnce(RunEventType.RUN_RESUMED);
            assertThat(factory.run(run).fullRunAttempts()).isEqualTo(2);
            disturbed = results(factory, run);
        }

        try (Factory undisturbed = new Factory(folder.resolve("undisturbed"), 2)) {
            String run = ask(undisturbed, FaultyTrainer.DIES_ONCE);
            undisturbed.workUntilRest(run);

            assertThat(results(undisturbed, run))
                    .as("trained in this process, without any accident")
                    .isEqualTo(disturbed);
        }
    }

    @Test
    void aBuildWhoseLeaseIsLostIsEndedAndCostsTheRunNothing() throws IOException {
        try (TrainerPool trainers = TrainerFixture.pool(scratch(), 1);
                Factory factory = new Factory(folder, trainers)) {
            String run = ask(factory, FaultyTrainer.NEVER_ENDS);
            ClaimedRun claimed = factory.claim();
            AtomicBoolean held = new AtomicBoolean(true);
            Thread worker = new Thread(() -> factory.executor.execute(claimed, held::get));
            worker.start();
            await().atMost(PATIENCE)
                    .until(() -> Files.exists(factory.file(run(factory, run) + "/execution_record.json")));

            held.set(false);

            await().atMost(PATIENCE).until(() -> !worker.isAlive());
            assertThat(factory.run(run).fullRunAttempts()).isZero();
            assertThat(factory.run(run).failureCode()).isEmpty();
        }
    }

    @Test
    void aWorkerThatStopsDoesNotWaitForABuildThatGoesOnAndOn() throws IOException, InterruptedException {
        try (TrainerPool trainers = TrainerFixture.pool(scratch(), 1);
                Factory factory = new Factory(folder, trainers)) {
            String run = ask(factory, FaultyTrainer.NEVER_ENDS);
            Corridor corridor = corridor(factory);
            corridor.start();
            await().atMost(PATIENCE)
                    .until(() -> Files.exists(factory.file(run(factory, run) + "/execution_record.json")));

            corridor.close();

            assertThat(corridor.awaitRest(PATIENCE)).isTrue();
            assertThat(corridor.activeRuns()).isZero();
            assertThat(factory.run(run).fullRunAttempts()).isZero();
        }
    }

    @Test
    void aBuildThatNeverFitsIsRefusedWithItsNumbersBeforeAnyProcessSeesIt() throws IOException {
        try (TrainerPool trainers = TrainerFixture.pool(scratch(), 1, 100 << 20, System.getenv());
                Factory factory = new Factory(folder, trainers)) {
            String run = ask(factory, SOUND);
            factory.workUntilRest(run);

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
        try (TrainerPool trainers = TrainerFixture.pool(scratch(), 1);
                Factory factory = new Factory(folder, trainers)) {
            String run = ask(factory, FaultyTrainer.SPEAKS);
            factory.workUntilRest(run);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(List.copyOf(logged.list))
                            .filteredOn(
                                    line -> line.getFormattedMessage().contains(FaultyTrainer.WORDS + " in two lines"))
                            .singleElement()
                            .satisfies(line ->
                                    assertThat(line.getMDCPropertyMap()).containsEntry(LogFields.RUN_KEY, run)));
        } finally {
            logger.detachAppender(logged);
        }
    }

    private static void assertExhausted(Factory factory, String run, String... message) {
        RunRecord rested = factory.run(run);
        assertThat(rested.failureCode()).contains(FailureCode.RUN_ATTEMPTS_EXHAUSTED);
        assertThat(rested.fullRunAttempts()).isEqualTo(factory.settings.maxFullRunAttempts());
        assertThat(rested.failureMessage().orElseThrow())
                .startsWith("attempt 3 of 3: ")
                .contains(message);
        assertThat(factory.ledger.events(run))
                .filteredOn(event -> event.type() == RunEventType.RUN_HANDED_BACK)
                .hasSize(2)
                .extracting(RunEvent::reason)
                .containsOnly(Optional.of(FailureCode.TRAINING_FAILED));
    }

    /** What a stranger would call the run's results: nothing in it depends on when the run was started. */
    private static List<ArtifactRef> results(Factory factory, String run) {
        RunRecord rested = factory.run(run);
        assertThat(rested.state()).isEqualTo(RunState.PUBLISHED);
        List<ArtifactRef> results = new ArrayList<>();
        for (Name name : List.of(Name.MODEL, Name.MODEL_ARTIFACT, Name.SCORING_SAMPLE, Name.EVAL_REPORT)) {
            results.add(Objects.requireNonNull(rested.refs().get(name.key()), name.key()));
        }
        return results;
    }

    private static String run(Factory factory, String runKey) {
        return factory.run(runKey).platformRunId() + "/mf/train_runs/" + runKey;
    }

    /** A run of its own for each revision of the training profile, which says how the trainer behaves. */
    private static String ask(Factory factory, String revision) throws IOException {
        String profile = Files.readString(Path.of(Factory.profileRef("training_profile_credit_v0.yaml")))
                .replaceFirst("revision: \\S+", "revision: " + revision);
        String key = "profiles/" + revision + ".yaml";
        Path file = factory.file(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, profile);
        return factory.ask("request." + revision, true, document -> document.put("training_config_ref", key));
    }

    private static Corridor corridor(Factory factory) {
        CorridorSettings settings = new CorridorSettings(
                "worker",
                2,
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofMillis(20),
                Duration.ofMillis(1),
                factory.settings.maxFullRunAttempts());
        return new Corridor(
                factory.ledger,
                factory.audits,
                factory.buildStage,
                factory.gateStage,
                factory.publishStage,
                settings,
                new WorkerMeters(new SimpleMeterRegistry()),
                RunObserver.none(),
                (thread, death) -> {
                    throw new AssertionError(death);
                });
    }

    private Path scratch() {
        return folder.resolve("trainers");
    }
}
