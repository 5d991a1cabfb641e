package io.modelfactory.worker.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;

/** As many commits and messages as a run has, of a small row each and of nothing. */
final class BareCommits implements RunCommits {
    private static final int TRANSITIONS = Transition.values().length;

    private final SmallRunFootprint footprint;
    private final HikariDataSource database;
    private final CommitBaseline commits;
    private final Producer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    /** @param name of its database, which is new */
    BareCommits(BenchPlatform platform, SmallRunFootprint footprint, String name) {
        this.footprint = footprint;
        this.database = platform.database(name);
        this.commits = new CommitBaseline(database);
        this.producer = platform.kafka().producer();
    }

    @Override
    public void commit(Transition transition) {
        commits.commit(1, 0);
        int each = footprint.wholeMessages() / TRANSITIONS;
        boolean last = transition == Transition.PUBLISHED;
        sent.addAll(SmallRunFloors.begin(producer, last ? footprint.wholeMessages() - (TRANSITIONS - 1) * each : each));
    }

    @Override
    public void commitBeside() {
        commits.commit(Math.max(0, footprint.wholeCommits() - TRANSITIONS), 1);
    }

    @Override
    public void awaitMessages() {
        BrokerAcknowledgements.await(sent);
        sent.clear();
    }

    @Override
    public void close() {
        producer.close();
        database.close();
    }
}
