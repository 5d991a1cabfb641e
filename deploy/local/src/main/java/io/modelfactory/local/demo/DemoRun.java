package io.modelfactory.local.demo;

import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.FreePorts;
import io.modelfactory.local.LocalPlatform;
import io.modelfactory.local.simulate.SimulationSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** One demonstration from start to end, on a data folder that it holds for that time. */
final class DemoRun {
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration OUTCOME_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration EXTRA_TIMEOUT_PER_MILLION_ROWS = Duration.ofMinutes(3);

    private final Path home;
    private final DataDirectory data;
    private final DemoFolders folders;
    private final SimulationSettings simulation;
    private final DemoNames names;
    private final ProgressPrinter progress;

    /** @param home the repository's root */
    DemoRun(Path home, DataDirectory data, SimulationSettings simulation, DemoNames names, ProgressPrinter progress) {
        this.home = home;
        this.data = data;
        this.folders = DemoFolders.in(data);
        this.simulation = simulation;
        this.names = names;
        this.progress = progress;
    }

    /**
     * Executes all scenarios and stops what it started.
     *
     * @param keep leaves everything running after the last outcome, until the JVM is interrupted
     */
    DemoResult run(boolean keep) {
        WorkerJar.requireBuilt(home);
        progress.printProgress("starting Kafka, PostgreSQL and a schema registry in %s", data.path());
        try (LocalPlatform platform = LocalPlatform.start(data)) {
            progress.printProgress(
                    "Kafka is at %s, the registry at %s, the database at %s",
                    platform.kafka().bootstrapServers(),
                    platform.schemaRegistry().url(),
                    platform.databaseAccess().jdbcUrl());
            return run(platform, keep);
        }
    }

    private DemoResult run(LocalPlatform platform, boolean keep) {
        Map<String, String> environment = new HashMap<>(platform.environment());
        environment.putAll(DemoRequestKey.prepare(home, folders.root(), DemoScenarios.REQUESTERS)
                .environment());
        Map<String, String> withConsole = new HashMap<>(environment);
        int consolePort = FreePorts.find();
        if (keep) {
            withConsole.put("MF_CONSOLE_ENABLED", "true");
            withConsole.put("MF_CONSOLE_PORT", String.valueOf(consolePort));
        }
        WorkerJar jar = new WorkerJar(home, withConsole);
        Path workerLog = folders.log("worker-" + names.platformRunId());
        DemoWorkerProcess worker = DemoWorkerProcess.start(jar, workerLog);
        platform.stopFirst(worker);
        progress.printProgress("worker started as process %d, its log is %s", worker.pid(), workerLog);
        DemoDatasets datasets = datasets(platform.objectStoreRoot());
        new BoundedWait(READY_TIMEOUT, worker::isAlive, workerLog, progress).await("its readiness", worker::readiness);
        progress.printProgress("worker is ready");

        BoundedWait wait = new BoundedWait(outcomeTimeout(), worker::isAlive, workerLog, progress);
        List<DemoOutcome> outcomes = scenarios(platform, jar, datasets, wait).run();
        DemoResult result = DemoResult.of(outcomes);
        DemoGuide signposts = new DemoGuide(folders, platform, environment, names);
        progress.print("");
        progress.print(DemoOutcomeTable.render(outcomes));
        progress.print("");
        progress.print(signposts.evidence(outcomes, workerLog));
        progress.print("");
        progress.printProgress("%s", result.sentence());
        if (keep) {
            progress.print(signposts.liveServices(worker.pid(), consolePort));
            awaitInterrupt();
        } else {
            progress.print("          deploy/mf demo --keep leaves everything running, and prints how to reach it");
        }
        return result;
    }

    private Duration outcomeTimeout() {
        return OUTCOME_TIMEOUT.plus(EXTRA_TIMEOUT_PER_MILLION_ROWS.multipliedBy(simulation.rows() / 1_000_000));
    }

    /** Simulated while the worker starts: on two cores that saves the time of the shorter one. */
    private DemoDatasets datasets(Path storeRoot) {
        progress.printProgress("simulating %,d card transactions, seed %d", simulation.rows(), simulation.seed());
        DemoDatasets datasets = DemoDatasets.write(storeRoot, names.platformRunId(), simulation);
        progress.printProgress(
                "%,d card transactions (%,d fraudulent) and %,d credit applications (%,d bad) lie in the store",
                datasets.fraud().rows(),
                datasets.fraud().positives(),
                datasets.credit().rows(),
                datasets.credit().positives());
        return datasets;
    }

    private DemoScenarios scenarios(LocalPlatform platform, WorkerJar jar, DemoDatasets datasets, BoundedWait wait) {
        String bootstrapServers = platform.kafka().bootstrapServers();
        FullTopicReader topics = new FullTopicReader(bootstrapServers);
        return new DemoScenarios(
                progress,
                new RequestSubmitter(jar, folders.requests(), folders.log("operator-" + names.platformRunId())),
                new OutcomeChecker(
                        new ObjectStoreReader(platform.objectStoreRoot()),
                        new RunTableReader(platform.databaseAccess())::find,
                        new LifecycleTopicReader(
                                topics, platform.schemaRegistry().url())::read,
                        wait),
                new UndecodableRecord(bootstrapServers, topics, names.platformRunId()),
                wait,
                datasets,
                names,
                jar.release());
    }

    /** Ctrl-C ends the JVM, and the platform's shutdown hook stops everything in order. */
    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
