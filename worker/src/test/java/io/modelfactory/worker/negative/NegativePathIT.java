package io.modelfactory.worker.negative;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.RunState;
import io.modelfactory.worker.negative.NegativePath.Family;
import io.modelfactory.worker.negative.OutboxLook.DeadLetter;
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
    private final MatrixPlatform platform = new MatrixPlatform();
    private final MatrixPlay play = new MatrixPlay(platform, NegativePaths.families());
    private final Set<FailureCode> provoked = EnumSet.noneOf(FailureCode.class);

    @AfterAll
    void tellCoverageAndStop() {
        play.close();
        platform.close();
        System.out.printf(
                "negative paths: %d of %d failure codes provoked (%d unreachable), %d scenarios, %d s%n",
                provoked.size(),
                FailureCode.values().length,
                NegativePaths.UNREACHABLE.size(),
                play.played().size(),
                Duration.between(started, Instant.now()).toSeconds());
    }

    List<Played> scenarios() {
        return play.played();
    }

    List<Family> families() {
        return NegativePaths.families();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    @Order(1)
    void aBadInputEndsByNameAndHarmsNobody(Played played) {
        Aftermath aftermath = new Aftermath(platform, played);
        if (played.path().ending() == Ending.DEAD_LETTER) {
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
        Aftermath.requirePublished(platform, played.nextRequestId());
        played.path().code().ifPresent(provoked::add);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("families")
    @Order(2)
    void theSoundRequestsAmongTheBadOnesAreTrainedOnceAndPublished(Family family) {
        assertThat(platform.look().statesOfRevision(MatrixPlay.soundWorkOf(family)))
                .containsExactly(RunState.PUBLISHED);
    }

    @Test
    @Order(3)
    void afterAllOfThemTheFactoryTrainsAndPublishes() {
        platform.send(platform.soundRequest("mf.negative.after-all", "after-all"));

        assertThat(Aftermath.receipt(platform, MatrixPlatform.RUN + "/mf/job_invocations/mf.negative.after-all.json")
                        .path("status")
                        .textValue())
                .isEqualTo("DONE");
        assertThat(platform.look().messagesSetAside()).isZero();
    }

    private void requireDeadLetters(Played played) {
        for (int i = 0; i < played.sent().size(); i++) {
            RecordMetadata place = played.sent().get(i);
            DeadLetter letter =
                    new OutboxLook(platform).deadLetter(place.topic() + "-" + place.partition() + "-" + place.offset());
            assertThat(letter.payload()).isEqualTo(played.scene().records().get(i));
            assertThat(letter.error()).contains(played.path().says());
        }
    }
}
