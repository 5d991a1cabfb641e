package io.modelfactory.worker.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.outbox.OutboxRelay;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The worker's own ledger and the relay of its lifecycle events, for programs that execute runs beside each other. Its
 * records of who is at work, of inputs that were read and of facts for operators are not kept.
 */
final class FloorLedger implements AutoCloseable {
    private final HikariDataSource database;
    private final NoOpRuns runs;
    private final OutboxRelay relay;
    private final Thread relaying;
    private final AtomicInteger queued = new AtomicInteger();

    /** @param name of its database, which is new */
    FloorLedger(BenchPlatform platform, String name) {
        this.database = platform.database(name);
        this.runs = new NoOpRuns(database);
        this.relay = new OutboxRelay(
                new OutboxReader(database),
                topic -> platform.kafka().producer(name + "." + topic),
                platform.serializer(),
                LedgerFixture.LONG,
                new WorkerMeters(new SimpleMeterRegistry()));
        this.relaying = new Thread(relay, "relay");
        relaying.start();
    }

    /** For a program that executes one run at a time. */
    RunCommits commits() {
        return new LedgerCommits();
    }

    @Override
    public void close() {
        relay.stop();
        ParallelTasks.join(relaying);
        database.close();
    }

    private final class LedgerCommits implements RunCommits {
        private Optional<ClaimedRun> claimed = Optional.empty();

        /** The request of a run is written before it is claimed. */
        @Override
        public void commit(Transition transition) {
            switch (transition) {
                case CLAIMED -> {
                    runs.queue(queued.getAndIncrement());
                    // One that another has just chosen is not waited for.
                    do {
                        claimed = runs.claim();
                    } while (claimed.isEmpty());
                }
                case EVALUATED -> runs.evaluated(claimed.orElseThrow());
                case PASSED -> runs.passed(claimed.orElseThrow());
                case PUBLISHED -> {
                    runs.published(claimed.orElseThrow());
                    relay.wake();
                }
            }
        }

        @Override
        public void commitBeside() {
            // The relay's own are all.
        }

        @Override
        public void awaitMessages() {
            // The relay sends them while the next run goes on.
        }

        @Override
        public void close() {
            claimed = Optional.empty();
        }
    }
}
