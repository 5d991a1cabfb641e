package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.LauncherPolicy;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.intake.IntakeGuard;
import io.modelfactory.worker.intake.IntakeSettings;
import io.modelfactory.worker.intake.RequestIntake;
import io.modelfactory.worker.intake.recovery.RangeReader;
import io.modelfactory.worker.kafka.KafkaClients;
import io.modelfactory.worker.ledger.IntakePositions;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.request.AdmissionRules;
import io.modelfactory.worker.request.DatasetTrigger;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Clock;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The intake as a configuration asks for it. */
public final class IntakeFactory {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeFactory.class);

    private IntakeFactory() {}

    public static RequestIntake of(
            Configuration configuration,
            Consumer<byte[], byte[]> consumer,
            SerdeFactory serdes,
            RunLedger ledger,
            DataSource database,
            WorkerMeters meters) {
        LauncherPolicy launcher = configuration.launcherPolicy();
        Wiring.Topics topics = configuration.profile().wiring().kafka().topics();
        IntakeSettings settings = new IntakeSettings(
                topics.requests(),
                topics.ofsEvents(),
                topics.deadLetters(),
                launcher.requestPoll(),
                launcher.maxMessageBytes(),
                platformRunOf(configuration),
                launcher.sharing());
        RequestIntake intake = new RequestIntake(
                consumer,
                serdes.deserializer(),
                AdmissionRules.of(configuration),
                DatasetTrigger.of(configuration),
                ledger,
                settings,
                () -> LOG.info("worker ready, taking requests from {}", settings.requestTopic()),
                meters,
                Clock.systemUTC());
        KafkaClients clients =
                KafkaClientFactory.of(configuration.profile().wiring().kafka());
        intake.setGuard(new IntakeGuard(
                consumer,
                new IntakePositions(database),
                new RangeReader(clients.readerSettings(), RangeReader.DEFAULT_HEAP_MIB),
                ledger,
                topics.deadLetters()));
        return intake;
    }

    /** The one platform run that is served, or the word for all of them. */
    static String platformRunOf(Configuration configuration) {
        return configuration.profile().policy().requiredPlatformRunId().orElse(IntakeSettings.UNSCOPED);
    }
}
