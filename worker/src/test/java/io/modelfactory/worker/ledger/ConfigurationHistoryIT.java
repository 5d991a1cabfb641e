package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.PLATFORM_RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.contracts.GovernanceFact;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.ledger.run.WorkerIdentity;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream of work that is started under another configuration than the last says so, once. */
class ConfigurationHistoryIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final ControlTopicMessages control = new ControlTopicMessages(database);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theFirstStartChangesNothing() {
        assertThat(start("stream", "one")).isFalse();
        assertThat(start("stream", "one")).isFalse();

        assertThat(control.messages()).isEmpty();
    }

    @Test
    void aConfigurationChangeIsPublishedWithBothDigests() {
        start("stream", "one");

        assertThat(start("stream", "two")).isTrue();
        assertThat(start("stream", "two")).isFalse();

        assertThat(control.messages()).singleElement().satisfies(message -> {
            GovernanceFact fact = message.fact();
            assertThat(fact.getFactType()).isEqualTo("POLICY_REV_CHANGED");
            assertThat(fact.getActorId()).isEqualTo("SYSTEM::model_factory");
            assertThat(fact.getActorSourceType()).isEqualTo("SYSTEM");
            assertThat(fact.getPlatformRunId()).isEqualTo(PLATFORM_RUN);
            assertThat(fact.getRunKey()).isNull();
            assertThat(fact.getAttributes())
                    .containsEntry("previous_run_config_digest", Sha256.hex("one"))
                    .containsEntry("run_config_digest", Sha256.hex("two"))
                    .containsEntry("previous_service_release_id", "release one")
                    .containsEntry("service_release_id", "release two")
                    .containsEntry("revision", "2");
            assertThat(message.headers())
                    .containsEntry("ce_id", fact.getFactId())
                    .containsEntry("ce_subject", "stream");
        });
    }

    @Test
    void goingBackIsAChangeOfItsOwn() {
        for (String configuration : List.of("one", "two", "one", "two")) {
            start("stream", configuration);
        }

        assertThat(control.messages())
                .hasSize(3)
                .extracting(message -> message.fact().getFactId())
                .doesNotHaveDuplicates();
    }

    @Test
    void streamsAreIndependent() {
        start("stream", "one");

        assertThat(start("other stream", "two")).isFalse();
        assertThat(control.messages()).isEmpty();
    }

    @Test
    void concurrentStartsPublishOneChange() throws Exception {
        start("stream", "one");
        Callable<Boolean> starting = () -> start("stream", "two");

        ExecutorService workers = Executors.newFixedThreadPool(8);
        try {
            long changes = workers.invokeAll(Collections.nCopies(8, starting)).stream()
                    .filter(ConfigurationHistoryIT::found)
                    .count();
            assertThat(changes).isEqualTo(1);
        } finally {
            workers.shutdownNow();
        }
        assertThat(control.messages()).hasSize(1);
    }

    @Test
    void theHistoryCannotBeRewritten() {
        start("stream", "one");

        for (String change : List.of("UPDATE mf_stream_revision SET revision = 7", "DELETE FROM mf_stream_revision")) {
            assertThatThrownBy(() -> database.sql().useHandle(sql -> sql.execute(change)))
                    .hasMessageContaining("append-only");
        }
    }

    private boolean start(String stream, String configuration) {
        LedgerSettings settings = LedgerFixture.settings();
        WorkerIdentity worker = new WorkerIdentity(
                stream, "release " + configuration, "policy", "r1", Sha256.hex(configuration), "worker");
        return new ConfigurationHistory(
                        database.dataSource(),
                        new LedgerSettings(
                                worker,
                                settings.runEventsTopic(),
                                settings.registryEventsTopic(),
                                settings.controlTopic(),
                                settings.maxFullRunAttempts(),
                                settings.maxPublishRetryAttempts()))
                .recordStart(PLATFORM_RUN);
    }

    private static boolean found(Future<Boolean> answer) {
        try {
            return answer.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
