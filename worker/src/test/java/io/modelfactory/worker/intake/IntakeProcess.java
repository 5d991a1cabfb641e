package io.modelfactory.worker.intake;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.ChildJvm;
import io.modelfactory.worker.config.SchedulingLimits;
import io.modelfactory.worker.intake.recovery.RangeReader;
import io.modelfactory.worker.kafka.KafkaClients;
import io.modelfactory.worker.ledger.IntakePositions;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.SerializationException;
import org.postgresql.ds.PGSimpleDataSource;

/** The intake of a worker in a process with a small heap, which ends when it has no memory left. */
final class IntakeProcess {
    static final String GROUP = "workers";
    static final String REQUESTS = "requests";
    static final String DEAD_LETTERS = "letters";

    private IntakeProcess() {}

    static Process start(String bootstrapServers, String databaseUrl) {
        try {
            return new ProcessBuilder(ChildJvm.ofThisClassPath(
                            List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"),
                            IntakeProcess.class,
                            bootstrapServers,
                            databaseUrl))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void main(String[] arguments) {
        // The member's place is kept while its process is started again.
        KafkaClients clients = new KafkaClients(arguments[0], Map.of("group.instance.id", "worker-1"));
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[1]);
        database.setUser("postgres");
        RunLedger ledger = new RunLedger(database, LedgerFixture.settings());
        Consumer<byte[], byte[]> consumer = clients.consumer(GROUP, 500);
        RequestIntake intake = new RequestIntake(
                consumer,
                (topic, bytes) -> {
                    throw new SerializationException("no request");
                },
                RequestFixture.openRules("0".repeat(64)),
                Optional.empty(),
                ledger,
                new IntakeSettings(
                        REQUESTS,
                        "announcements",
                        DEAD_LETTERS,
                        Duration.ofMillis(100),
                        1 << 20,
                        IntakeSettings.UNSCOPED,
                        SchedulingLimits.UNLIMITED),
                () -> {},
                new WorkerMeters(new SimpleMeterRegistry()));
        intake.setGuard(new IntakeGuard(
                consumer,
                new IntakePositions(database),
                new RangeReader(clients.readerSettings(), RangeReader.DEFAULT_HEAP_MIB),
                ledger,
                DEAD_LETTERS));
        intake.run();
    }
}
