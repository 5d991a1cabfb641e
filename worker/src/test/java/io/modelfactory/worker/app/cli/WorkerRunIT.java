package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Workers that end by themselves. */
class WorkerRunIT {
    private static final String[] DRAIN = {"worker", "run", "--drain", "--timeout", "10m", "--json"};

    @Test
    void whereThereIsNothingToDoADrainEndsAtOnce() {
        CommandResult run = new PlatformTenant("drain_empty_it").run(DRAIN);

        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(run.document().path("ending").textValue()).isEqualTo("drained");
    }

    @Test
    void aDrainDoesWhatIsThereAndLeavesNothingBehind() {
        PlatformTenant tenant = new PlatformTenant("drain_it");
        RequestDocuments requests = new RequestDocuments(tenant);
        tenant.run(
                "request",
                "train-build",
                requests.file(requests.passing("mf.drain.pass.01")),
                requests.file(requests.failing("mf.drain.gate.01")));

        CommandResult run = tenant.run(DRAIN);

        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(tenant.store().resolve(RequestDocuments.RUN + "/mf/job_invocations/mf.drain.pass.01.json"))
                .content()
                .contains("DONE");
        assertThat(tenant.store().resolve(RequestDocuments.RUN + "/mf/job_invocations/mf.drain.gate.01.json"))
                .content()
                .contains("GATE_FAIL");
        assertThat(run.document().at("/left/messages").longValue()).isZero();
    }

    @Test
    void aPublicationThatIsPendingNeedsAPerson() throws IOException {
        PlatformTenant tenant = new PlatformTenant("drain_pending_it");
        RequestDocuments requests = new RequestDocuments(tenant);
        ObjectNode request = requests.passing("mf.drain.pend.01");
        Files.writeString(tenant.store().resolve("registry"), "in the way");
        tenant.run("request", "train-build", requests.file(request));

        CommandResult run = tenant.run(DRAIN);

        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.ACTION_REQUIRED);
        assertThat(run.document().at("/needs_a_person/unpublished/0").textValue())
                .isEqualTo(RequestDocuments.runKey(request));
    }

    @Test
    void onceTakesASingleRequest() {
        PlatformTenant tenant = new PlatformTenant("once_it");
        RequestDocuments requests = new RequestDocuments(tenant);
        for (String id : new String[] {"mf.once.0000001", "mf.once.0000002"}) {
            // Refused at once by a worker that expects another digest.
            tenant.runWith(
                    "stream_id: mf-local",
                    "stream_id: another",
                    "request",
                    "train-build",
                    requests.file(requests.passing(id)));
        }

        CommandResult first = tenant.run("worker", "run", "--once");

        assertThat(first.exitCode()).as(first.toString()).isZero();
        assertThat(receipts(tenant)).isEqualTo(1);
        assertThat(tenant.run("worker", "run", "--once").exitCode()).isZero();
        assertThat(receipts(tenant)).isEqualTo(2);
    }

    @Test
    void transactionsOnTheRequestTopicDoNotKeepADrain() throws Exception {
        PlatformTenant tenant = new PlatformTenant("drain_transactions_it");
        String topic =
                tenant.configuration().profile().wiring().kafka().topics().requests();
        Map<String, Object> settings = new HashMap<>(
                KafkaClientFactory.of(tenant.configuration().profile().wiring().kafka())
                        .common());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "drain-it");
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(garbage(topic)).get();
            producer.commitTransaction();
            producer.beginTransaction();
            producer.send(garbage(topic)).get();
            producer.abortTransaction();
        }

        CommandResult run = tenant.run(DRAIN);

        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(tenant.run("dlq", "list", "--json").documents()).hasSize(1);
    }

    @Test
    void aTimeOverIsNoSuccess() {
        PlatformTenant tenant = new PlatformTenant("drain_late_it");
        RequestDocuments requests = new RequestDocuments(tenant);
        ObjectNode request = requests.passing("mf.drain.late.01");
        request.putArray("dataset_manifest_refs").add(RequestDocuments.RUN + "/ofs/manifests/dm_nowhere.json");
        tenant.run("request", "train-build", requests.file(request));

        // What cannot be resolved is tried again after five seconds at least.
        CommandResult run = tenant.run("worker", "run", "--drain", "--timeout", "4s");

        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.TIMED_OUT);
        assertThat(run.out()).contains("the time is over; left are");
    }

    @Test
    void aBrokerThatIsDownIsNamedByItsSetting() {
        PlatformTenant tenant = new PlatformTenant("drain_down_it");

        CommandResult run = tenant.runWith(tenant.bootstrapServers(), "127.0.0.1:1", DRAIN);

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("wiring.kafka.bootstrap_servers", "127.0.0.1:1");
    }

    private static ProducerRecord<byte[], byte[]> garbage(String topic) {
        return new ProducerRecord<>(topic, 0, null, "not avro".getBytes(StandardCharsets.UTF_8));
    }

    private static long receipts(PlatformTenant tenant) {
        String[] names = tenant.store()
                .resolve(RequestDocuments.RUN + "/mf/job_invocations")
                .toFile()
                .list();
        return names == null ? 0 : names.length;
    }
}
