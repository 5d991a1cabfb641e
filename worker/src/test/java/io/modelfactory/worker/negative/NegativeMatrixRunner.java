package io.modelfactory.worker.negative;

import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.negative.NegativePath.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;

/**
 * Executes all entries at once: a first worker executes the earlier requests, a second one is outside its boundaries;
 * then all inputs are prepared and all records sent, each followed by a sound request; then the worker under test
 * starts and processes them all.
 */
final class NegativeMatrixRunner implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final NegativeEnvironment platform;
    private final List<ScheduledScenario> scenarios = new ArrayList<>();
    private final Worker worker;

    /** An entry and its scenario; {@code sent} is filled as the scenario's own records are sent. */
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
                NegativeScenario scenario =
                        new NegativeScenario(platform, "mf.negative.%03d".formatted(scenarios.size() + 1));
                scenarios.add(new ScheduledScenario(family, path, scenario, new ArrayList<>()));
            }
        }
        runWorkerUntilAnswered(platform.configuration(), sendEarlierRequests());
        runWorkerUntilAnswered(platform.outsideConfiguration(), sendOutsideBoundaries());
        in(Precondition.PLAIN, Precondition.AFTER_A_PASS)
                .forEach(scheduled -> scheduled.path().input().accept(scheduled.scenario()));
        scenarios.forEach(this::send);
        platform.ledgerQueries().endLeases();
        worker = platform.startWorker(platform.configuration());
    }

    List<ScenarioResult> results() {
        return scenarios.stream()
                .map(scheduled -> new ScenarioResult(
                        scheduled.path(), scheduled.scenario(), scheduled.sent(), nextRequestId(scheduled)))
                .toList();
    }

    /** The sound requests of a family ask for the same work, so that it is trained once. */
    static String validRevisionOf(Family family) {
        return "sound-among-" + family.name();
    }

    private Stream<ScheduledScenario> in(Precondition... settings) {
        return scenarios.stream()
                .filter(scheduled -> List.of(settings).contains(scheduled.path().precondition()));
    }

    private List<String> sendEarlierRequests() {
        List<MfJobRequest> requests = new ArrayList<>();
        requests.add(platform.modelRequest());
        in(Precondition.AFTER_A_PASS)
                .forEach(scheduled -> requests.add(scheduled.scenario().firstRequest()));
        requests.forEach(platform::send);
        return requests.stream().map(MfJobRequest::getRequestId).toList();
    }

    private List<String> sendOutsideBoundaries() {
        in(Precondition.OUTSIDE_THE_BOUNDARIES).forEach(scheduled -> {
            scheduled
                    .scenario()
                    .message()
                    .put("run_config_digest", platform.outsideConfiguration().runConfigDigest());
            scheduled.path().input().accept(scheduled.scenario());
            scheduled.sent().add(platform.send(scheduled.scenario().message()));
        });
        return in(Precondition.OUTSIDE_THE_BOUNDARIES)
                .map(scheduled -> scheduled.scenario().message().getRequestId())
                .toList();
    }

    /** Runs a worker until these requests are answered. */
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

    private void send(ScheduledScenario scheduled) {
        NegativeScenario scenario = scheduled.scenario();
        if (!scheduled.has(Precondition.OUTSIDE_THE_BOUNDARIES)) {
            scenario.messagesBefore().forEach(platform::send);
            if (scenario.records().isEmpty()) {
                scheduled.sent().add(platform.send(scenario.message(), scenario.signature()));
            } else {
                scenario.records().forEach(record -> scheduled.sent().add(platform.send(record)));
            }
        }
        platform.send(platform.validRequest(nextRequestId(scheduled), validRevisionOf(scheduled.family())));
    }

    private static String nextRequestId(ScheduledScenario scheduled) {
        return scheduled.scenario().id() + ".next";
    }

    @Override
    public void close() {
        worker.close();
    }
}
