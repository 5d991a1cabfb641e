package io.modelfactory.worker.corridor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.LocalArtifactStore;
import io.modelfactory.worker.artifact.ReadableRoots;
import io.modelfactory.worker.dataset.DatasetPreparer;
import io.modelfactory.worker.evaluate.Metric;
import io.modelfactory.worker.gate.GateStage;
import io.modelfactory.worker.ledger.ClaimedRun;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerSettings;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.RunRecord;
import io.modelfactory.worker.ledger.SubmissionOutcome;
import io.modelfactory.worker.ledger.WorkerIdentity;
import io.modelfactory.worker.publish.PublishStage;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.resolve.TrainPlanResolver;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One small factory: a ledger, a store with the credit data in it, and the stages of the corridor. */
final class Factory implements AutoCloseable {
    static final String RUN = "platform_20260210T141900Z";

    private static final Path PROFILES =
            Path.of("..", "config", "mf").toAbsolutePath().normalize();
    private static final String DIGEST = "d".repeat(64);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 3;

    final Path storeRoot;
    final RunLedger ledger;
    final BuildStage buildStage;
    final RunExecutor executor;
    final CorridorSettings settings;
    private final LedgerDatabase database = LedgerDatabase.create();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ArtifactStore store;
    private final String manifestRef;

    Factory(Path folder, int threads) throws IOException {
        storeRoot = folder.resolve("store");
        manifestRef = LocalDatasets.credit(new DatasetTarget(storeRoot, RUN, "dm_credit"))
                .manifestKey();
        ledger = ledger("release", DIGEST);
        store = new LocalArtifactStore(storeRoot);
        JsonSchemas schemas = new JsonSchemas();
        DocumentStore documents = new DocumentStore(store, schemas);
        TrainPlanResolver resolver =
                new TrainPlanResolver(store, documents, schemas, ReadableRoots.of(List.of(PROFILES)));
        WorkerMeters workerMeters = new WorkerMeters(meters);
        buildStage = new BuildStage(
                store,
                documents,
                resolver,
                new DatasetPreparer(store, folder.resolve("scratch"), threads, "500MB"),
                threads,
                workerMeters);
        settings = new CorridorSettings(
                "worker", 1, LEASE, Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofMillis(1), ATTEMPTS);
        executor = new RunExecutor(
                ledger,
                buildStage,
                new GateStage(documents, resolver, Metric.keys()),
                new PublishStage(store, documents),
                settings,
                workerMeters);
    }

    /** The same ledger as a worker sees it that was rolled out later. */
    RunLedger ledgerOfAnotherRelease() {
        return ledger("next-release", "e".repeat(64));
    }

    private RunLedger ledger(String release, String runConfigDigest) {
        WorkerIdentity worker = new WorkerIdentity("stream", release, "policy", "r1", runConfigDigest, "worker");
        return new RunLedger(
                database.dataSource(), new LedgerSettings(worker, "run-events", "registry-events", ATTEMPTS, 2));
    }

    /** Submits a request for the credit data; gives the run it converges on. */
    String ask(String requestId, boolean publishAllowed) {
        ObjectNode document = RequestFixture.trainBuild()
                .put("request_id", requestId)
                .put("platform_run_id", RUN)
                .put("publish_allowed", publishAllowed)
                .put(
                        "training_config_ref",
                        PROFILES.resolve("training_profile_credit_v0.yaml").toString())
                .put(
                        "governance_profile_ref",
                        PROFILES.resolve("governance_profile_credit_v0.yaml").toString());
        document.putArray("dataset_manifest_refs").add(manifestRef);
        TrainBuildRequest request = TrainBuildRequestReader.read(document);
        RunIdentity identity = RunIdentity.of(request);
        submit(new IntakeEntry.TrainBuild(
                requestId,
                RunIdentity.payloadHash(request),
                identity.runKey(),
                identity.trainRunKey(),
                RUN,
                request.targetScope().scopeKey(),
                request.requesterPrincipal(),
                request.toJson(),
                publishAllowed,
                0,
                Optional.empty(),
                Instant.now()));
        return identity.runKey();
    }

    SubmissionOutcome askToPublishAgain(String requestId, String runKey) {
        return submit(new IntakeEntry.PublishRetry(
                requestId, DIGEST, runKey, "because", RUN, "HUMAN::operator", Optional.empty(), Instant.now()));
    }

    ClaimedRun claim() {
        return ledger.claim("worker", LEASE).orElseThrow();
    }

    /** A claim by a worker that dies at once: its lease is over before it has begun. */
    ClaimedRun claimAndDie() {
        return ledger.claim("dying", Duration.ZERO).orElseThrow();
    }

    /** Works until nothing is left to claim. */
    void work() {
        Optional<ClaimedRun> claimed = ledger.claim("worker", LEASE);
        while (claimed.isPresent()) {
            executor.execute(claimed.get());
            claimed = ledger.claim("worker", LEASE);
        }
    }

    RunRecord run(String runKey) {
        return ledger.find(runKey).orElseThrow();
    }

    /** How often models were trained. */
    long trainings() {
        var timer = meters.find("mf.stage.duration").tag("stage", "train").timer();
        return timer == null ? 0 : timer.count();
    }

    private SubmissionOutcome submit(IntakeEntry entry) {
        return ledger.submit(List.of(entry)).get(0);
    }

    @Override
    public void close() {
        store.close();
        database.close();
    }
}
