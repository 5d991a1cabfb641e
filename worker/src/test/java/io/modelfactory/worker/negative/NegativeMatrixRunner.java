package io.modelfactory.worker.negative;

import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.ledger.RequestRecord;
import io.modelfactory.worker.negative.NegativePath.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;

/**
 * Plays all entries at once: a first worker does what was done before and leaves, a second one is outside its boundaries;
 * then all scenes are set and all records sent, each with a sound request right behind it; then the worker under test
 * starts, and has them all before it.
 */
final class NegativeMatrixRunner implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final NegativeEnvironment platform;
    private final List<ScheduledScenario> scenarios = new ArrayList<>();
    private final Worker worker;

    /** An entry on its stage; {@code sent} is filled as the scene's own records are. */
    private record ScheduledScenario(
            Family family, NegativePath path, NegativeScenario scenario, List<RecordMetadata> sent) {

        boolean has(Precondition setting) {
            return path.precondition() == setting;
        }
    }

    NegativeMatrixRunner(NegativeEnvironment platform, List<Family> families) {
        this.platform = platform;
        for (Family family : families) {
            for (NegativePath path : family.paths()) {
                NegativeScenario scene =
                        new NegativeScenario(platform, "mf.negative.%03d".formatted(scenarios.size() + 1));
                scenarios.add(new ScheduledScenario(family, path, scene, new ArrayList<>()));
            }
        }
        runWorkerUntilAnswered(platform.configuration(), sendEarlierRequests());
        runWorkerUntilAnswered(platform.outsideConfiguration(), sendOutsideBoundaries());
        in(Precondition.PLAIN, Precondition.AFTER_A_PASS)
                .forEach(cast -> cast.path().input().accept(cast.scenario()));
        scenarios.forEach(this::send);
        worker = platform.startWorker(platform.configuration());
    }

    List<ScenarioResult> results() {
        return scenarios.stream()
                .map(cast -> new ScenarioResult(cast.path(), cast.scenario(), cast.sent(), nextRequestId(cast)))
                .toList();
    }

    /** The sound requests of a family ask for the same work, so that it is trained once. */
    static String validRevisionOf(Family family) {
        return "sound-among-" + family.name();
    }

    private Stream<ScheduledScenario> in(Precondition... settings) {
        return scenarios.stream()
                .filter(cast -> List.of(settings).contains(cast.path().precondition()));
    }

    private List<String> sendEarlierRequests() {
        List<MfJobRequest> requests = new ArrayList<>();
        requests.add(platform.modelRequest());
        in(Precondition.AFTER_A_PASS)
                .forEach(cast -> requests.add(cast.scenario().firstRequest()));
        requests.forEach(platform::send);
        return requests.stream().map(MfJobRequest::getRequestId).toList();
    }

    private List<String> sendOutsideBoundaries() {
        in(Precondition.OUTSIDE_THE_BOUNDARIES).forEach(cast -> {
            cast.scenario()
                    .message()
                    .put("run_config_digest", platform.outsideConfiguration().runConfigDigest());
            cast.path().input().accept(cast.scenario());
            cast.sent().add(platform.send(cast.scenario().message()));
        });
        return in(Precondition.OUTSIDE_THE_BOUNDARIES)
                .map(cast -> cast.scenario().message().getRequestId())
                .toList();
    }

    /** Has a worker of its own take what was sent, and leave when these requests are answered. */
    private void runWorkerUntilAnswered(Configuration configuration, List<String> requestIds) {
        Worker passing = platform.startWorker(configuration);
        Awaitility.await("answers to " + requestIds)
                .atMost(TIMEOUT)
                .until(() -> requestIds.stream().allMatch(this::isAnswered));
        passing.close();
    }

    private boolean isAnswered(String requestId) {
        return platform.ledger()
                .request(requestId)
                .flatMap(RequestRecord::receiptStatus)
                .isPresent();
    }

    private void send(ScheduledScenario cast) {
        NegativeScenario scene = cast.scenario();
        if (!cast.has(Precondition.OUTSIDE_THE_BOUNDARIES)) {
            scene.messagesBefore().forEach(platform::send);
            if (scene.records().isEmpty()) {
                cast.sent().add(platform.send(scene.message()));
            } else {
                scene.records().forEach(record -> cast.sent().add(platform.send(record)));
            }
        }
        platform.send(platform.validRequest(nextRequestId(cast), validRevisionOf(cast.family())));
    }

    private static String nextRequestId(ScheduledScenario cast) {
        return cast.scenario().id() + ".next";
    }

    @Override
    public void close() {
        worker.close();
    }
}
