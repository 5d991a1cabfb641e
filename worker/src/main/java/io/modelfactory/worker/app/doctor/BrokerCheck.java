package io.modelfactory.worker.app.doctor;

import io.modelfactory.worker.app.wiring.BrokerAdmin;
import io.modelfactory.worker.config.Wiring;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.FinalizedVersionRange;

/** Whether the brokers answer, and which they are. */
final class BrokerCheck implements DoctorCheck {
    private final Wiring.Kafka kafka;

    BrokerCheck(Wiring.Kafka kafka) {
        this.kafka = kafka;
    }

    @Override
    public String subject() {
        return "broker";
    }

    @Override
    public List<DoctorFinding> examine() {
        try (BrokerAdmin broker = BrokerAdmin.open(kafka)) {
            int nodes = broker.call(admin -> admin.describeCluster().nodes()).size();
            String cluster = broker.call(admin -> admin.describeCluster().clusterId());
            return List.of(DoctorFinding.ok(
                    subject(),
                    "%d at %s, cluster %s, metadata version %s"
                            .formatted(nodes, kafka.bootstrapServers(), cluster, metadataVersion(broker))));
        }
    }

    /** The broker does not report its release; the level of its metadata comes closest. */
    private static String metadataVersion(BrokerAdmin broker) {
        return Optional.ofNullable(broker.call(admin -> admin.describeFeatures().featureMetadata())
                        .finalizedFeatures()
                        .get("metadata.version"))
                .map(FinalizedVersionRange::maxVersionLevel)
                .map(String::valueOf)
                .orElse("unknown");
    }
}
