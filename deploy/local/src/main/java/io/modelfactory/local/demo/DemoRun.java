package io.modelfactory.local.demo;

import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.LocalPlatform;
import io.modelfactory.local.simulate.SimulationSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** One demonstration from start to end, on a data folder that it holds for that time. */
final class DemoRun {
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration OUTCOME_WITHIN = Duration.ofMinutes(2);
    private static final Duration MORE_PER_MILLION_ROWS = Duration.ofMinutes(3);

    private final Path home;
    private final DataDirectory data;
    private final DataFolders folders;
    private final SimulationSettings simulation;
    private final DemoNames names;
    private final Narrator narrator;

    /** @param home the repository's root */
    DemoRun(Path home, DataDirectory data, SimulationSettings simulation, DemoNames names, Narrator narrator) {
        this.home = home;
        this.data = data;
        this.folders = DataFolders.in(data);
        this.simulation = simulation;
        this.names = names;
        this.narrator = narrator;
    }

    /**
     * Plays everything and stops what it started.
     *
     * @param keep leaves everything running when all is told, until the JVM is interrupted
     * @return whether each play ended as it should
     */
    boolean play(boolean keep) {
        WorkerJar.requireBuilt(home);
        narrator.tell("starting Kafka, PostgreSQL and a schema registry in %s", data.path());
        try (LocalPlatform platform = LocalPlatform.start(data)) {
            narrator.tell(
                    "Kafka is at %s, the registry at %s, the database at %s",
                    platform.kafka().bootstrapServers(),
                    platform.schemaRegistry().url(),
                    platform.databaseAccess().jdbcUrl());
            return play(platform, keep);
        }
    }

    private boolean play(LocalPlatform platform, boolean keep) {
        WorkerJar jar = new WorkerJar(home, platform.environment());
        Path workerLog = folders.log("worker-" + names.platformRunId());
        WorkerProcess worker = WorkerProcess.start(jar, workerLog);
        platform.stopFirst(worker);
        narrator.tell("worker started as process %d, its log is %s", worker.pid(), workerLog);
        Datasets datasets = datasets(platform.objectStoreRoot());
        new Patience(READY_WITHIN, worker::isAlive, workerLog, narrator).await("its readiness", worker::readiness);
        narrator.tell("worker is ready");

        Patience patience = new Patience(outcomeWithin(), worker::isAlive, workerLog, narrator);
        List<Outcome> outcomes = plays(platform, jar, datasets, patience).play();
        boolean allAsItShould = outcomes.stream().allMatch(Outcome::isAsItShould);
        Signposts signposts = new Signposts(folders, platform, names);
        narrator.show("");
        narrator.show(OutcomeTable.render(outcomes));
        narrator.show("");
        narrator.show(signposts.evidence(outcomes, workerLog));
        narrator.show("");
        narrator.tell(allAsItShould ? "every play ended as it should" : "NOT every play ended as it should");
        if (keep) {
            narrator.show(signposts.liveServices(worker.pid()));
            awaitInterrupt();
        } else {
            narrator.show("          deploy/mf demo --keep leaves everything running, and says how to talk to it");
        }
        return allAsItShould;
    }

    private Duration outcomeWithin() {
        return OUTCOME_WITHIN.plus(MORE_PER_MILLION_ROWS.multipliedBy(simulation.rows() / 1_000_000));
    }

    /** Simulated while the worker starts: on two cores that saves the time of the shorter one. */
    private Datasets datasets(Path storeRoot) {
        narrator.tell("simulating %,d card transactions, seed %d", simulation.rows(), simulation.seed());
        Datasets datasets = Datasets.write(storeRoot, names.platformRunId(), simulation);
        narrator.tell(
                "%,d card transactions (%,d fraudulent) and %,d credit applications (%,d bad) lie in the store",
                datasets.fraud().rows(),
                datasets.fraud().positives(),
                datasets.credit().rows(),
                datasets.credit().positives());
        return datasets;
    }

    private Plays plays(LocalPlatform platform, WorkerJar jar, Datasets datasets, Patience patience) {
        String bootstrapServers = platform.kafka().bootstrapServers();
        TopicReader topics = new TopicReader(bootstrapServers);
        return new Plays(
                narrator,
                new Operator(jar, folders.requests(), folders.log("operator-" + names.platformRunId())),
                new Investigator(
                        new ObjectStore(platform.objectStoreRoot()),
                        new RunLedger(platform.databaseAccess())::find,
                        new LifecycleEvents(topics, platform.schemaRegistry().url())::read,
                        patience),
                new Garbage(bootstrapServers, topics, names.platformRunId()),
                patience,
                datasets,
                names);
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
