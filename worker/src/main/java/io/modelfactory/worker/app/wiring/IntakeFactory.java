package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.LauncherPolicy;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.intake.GroupJoin;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
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
                meters);
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

    /**
     * When the worker joins its group. If it has a stable name and waits, the group gives its partitions away
     * meanwhile.
     *
     * @param deaths recent ones of workers that were the same member of the group, the oldest first
     * @param onJoin called when the worker joins
     */
    public static GroupJoin groupJoin(Wiring.Kafka kafka, List<Instant> deaths, Instant now, Runnable onJoin) {
        Duration takeover = KafkaClientFactory.of(kafka).takeoverTime();
        if (kafka.groupInstanceId().isEmpty()) {
            return GroupJoin.ofDynamicMember(deaths, now, takeover, onJoin);
        }
        GroupJoin join = GroupJoin.ofStaticMember(deaths, now, takeover, onJoin);
        if (!join.delay().isZero()) {
            leaveGroup(kafka, kafka.groupInstanceId().get());
        }
        return join;
    }

    private static void leaveGroup(Wiring.Kafka kafka, String instanceId) {
        RemoveMembersFromConsumerGroupOptions member =
                new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(instanceId)));
        try (BrokerAdmin broker = BrokerAdmin.open(kafka)) {
            broker.call(admin -> admin.removeMembersFromConsumerGroup(kafka.groupId(), member)
                    .all());
            LOG.info("the group {} gives the partitions of {} to its other members", kafka.groupId(), instanceId);
        } catch (TransientFaultException | KafkaException refused) {
            LOG.warn(
                    "the group {} keeps the partitions of {} until its session is over: {}",
                    kafka.groupId(),
                    instanceId,
                    refused.getMessage());
        }
    }

    /** The one platform run that is served, or the word for all of them. */
    static String platformRunOf(Configuration configuration) {
        return configuration.profile().policy().requiredPlatformRunId().orElse(IntakeSettings.UNSCOPED);
    }
}
