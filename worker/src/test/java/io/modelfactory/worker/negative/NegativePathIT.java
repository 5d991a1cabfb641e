package io.modelfactory.worker.negative;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.RunState;
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

/** Every entry of {@link NegativePaths}, played on one running worker. */
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
    void aBadInputEndsByNameAndHarmsNoOtherRun(ScenarioResult played) {
        OutcomeAssertions aftermath = new OutcomeAssertions(platform, played);
        if (played.path().expectedOutcome() == ExpectedOutcome.DEAD_LETTER) {
            requireDeadLetters(played);
        } else {
            aftermath.requireReceipt();
        }
        if (played.path().history().isEmpty()) {
            aftermath.requireNoTrace();
        } else {
            aftermath.requireRun();
            aftermath.requireArtifacts();
            aftermath.requireOutboxOfRun();
        }
        OutcomeAssertions.requirePublished(platform, played.nextRequestId());
        played.path().code().ifPresent(provoked::add);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("families")
    @Order(2)
    void theSoundRequestsAmongTheBadOnesAreTrainedOnceAndPublished(Family family) {
        assertThat(platform.ledgerQueries().statesOfRevision(NegativeMatrixRunner.validRevisionOf(family)))
                .containsExactly(RunState.PUBLISHED);
    }

    @Test
    @Order(3)
    void afterAllOfThemTheFactoryTrainsAndPublishes() {
        platform.send(platform.validRequest("mf.negative.after-all", "after-all"));

        assertThat(OutcomeAssertions.receipt(
                                platform,
                                NegativeEnvironment.PLATFORM_RUN_ID + "/mf/job_invocations/mf.negative.after-all.json")
                        .path("status")
                        .textValue())
                .isEqualTo("DONE");
        assertThat(platform.ledgerQueries().setAsideMessageCount()).isZero();
    }

    private void requireDeadLetters(ScenarioResult played) {
        for (int i = 0; i < played.sent().size(); i++) {
            RecordMetadata place = played.sent().get(i);
            DeadLetterMessage letter = new OutboxQueries(platform)
                    .deadLetter(place.topic() + "-" + place.partition() + "-" + place.offset());
            assertThat(letter.payload()).isEqualTo(played.scenario().records().get(i));
            assertThat(letter.error()).contains(played.path().says());
        }
    }
}
