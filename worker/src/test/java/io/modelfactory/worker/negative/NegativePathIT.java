package io.modelfactory.worker.negative;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.negative.NegativePath.Family;
import io.modelfactory.worker.negative.OutboxQueries.DeadLetterMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every entry of {@link NegativePaths}, executed by one running worker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NegativePathIT {
    private final Instant started = Instant.now();
    private final NegativeEnvironment platform = new NegativeEnvironment();
    private final NegativeMatrixRunner runner = new NegativeMatrixRunner(platform, NegativePaths.families());
    private final Set<FailureCode> provoked = EnumSet.noneOf(FailureCode.class);

    @AfterAll
    void reportCoverageAndStop() {
        runner.close();
        platform.close();
        System.out.printf(
                "negative paths: %d of %d failure codes provoked (%d unreachable), %d scenarios, %d s%n",
                provoked.size(),
                FailureCode.values().length,
                NegativePaths.UNREACHABLE.size(),
                runner.results().size(),
                Duration.between(started, Instant.now()).toSeconds());
    }

    List<ScenarioResult> scenarios() {
        return runner.results();
    }

    List<Family> families() {
        return NegativePaths.families();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    @Order(1)
    void aBadInputEndsInItsCodeAndHarmsNoOtherRun(ScenarioResult result) {
        OutcomeAssertions aftermath = new OutcomeAssertions(platform, result);
        if (result.path().expectedOutcome() == ExpectedOutcome.DEAD_LETTER) {
            requireDeadLetters(result);
        } else {
            aftermath.requireReceipt();
        }
        if (result.path().history().isEmpty()) {
            aftermath.requireNoTrace();
        } else {
            aftermath.requireRun();
            aftermath.requireArtifacts();
            aftermath.requireOutboxOfRun();
        }
        OutcomeAssertions.requirePublished(platform, result.nextRequestId());
        result.path().code().ifPresent(provoked::add);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("families")
    @Order(2)
    void soundRequestsBetweenBadOnesArePublished(Family family) {
        assertThat(platform.ledgerQueries().statesOfRevision(NegativeMatrixRunner.validRevisionOf(family)))
                .containsExactly(RunState.PUBLISHED);
    }

    @Test
    @Order(3)
    void afterAllBadInputsTheFactoryPublishes() {
        platform.send(platform.validRequest("mf.negative.after-all", "after-all"));

        assertThat(OutcomeAssertions.receipt(
                                platform,
                                NegativeEnvironment.PLATFORM_RUN_ID + "/mf/job_invocations/mf.negative.after-all.json")
                        .path("status")
                        .textValue())
                .isEqualTo("DONE");
        assertThat(platform.ledgerQueries().setAsideMessageCount()).isZero();
    }

    private void requireDeadLetters(ScenarioResult result) {
        for (int i = 0; i < result.sent().size(); i++) {
            RecordMetadata position = result.sent().get(i);
            DeadLetterMessage letter = new OutboxQueries(platform)
                    .deadLetter(position.topic() + "-" + position.partition() + "-" + position.offset());
            assertThat(letter.payload()).isEqualTo(result.scenario().records().get(i));
            assertThat(letter.error()).contains(result.path().says());
        }
    }
}
