package io.modelfactory.local.demo;

import io.modelfactory.local.demo.LifecycleTopicReader.Event;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads the outcome of each request and compares it with the expected one. */
final class OutcomeChecker {
    /** The decision of a gate, whether a check failed or could not be decided. */
    private static final String REFUSED = "FAIL";

    private final ObjectStoreReader store;
    private final Function<String, Optional<RunTableReader.Run>> runs;
    private final Supplier<List<Event>> lifecycleEvents;
    private final BoundedWait wait;

    /**
     * @param runs finds a run by its key
     * @param lifecycleEvents reads the whole topic
     */
    OutcomeChecker(
            ObjectStoreReader store,
            Function<String, Optional<RunTableReader.Run>> runs,
            Supplier<List<Event>> lifecycleEvents,
            BoundedWait wait) {
        this.store = store;
        this.runs = runs;
        this.lifecycleEvents = lifecycleEvents;
        this.wait = wait;
    }

    /** A run that passes its gate, published once and announced once; or one whose few frauds do not prove that. */
    DemoOutcome publishedIfProven(String scenario, DemoTrainRequest request) {
        RunEvidence run = evidence(request);
        return run.gateDecision().equals(REFUSED)
                ? unproven(scenario, run, new ExpectationChecks())
                : published(scenario, request);
    }

    /** A run that passes its gate: published once, and announced once. */
    DemoOutcome published(String scenario, DemoTrainRequest request) {
        RunEvidence run = evidence(request);
        ExpectationChecks expected = new ExpectationChecks().checkEqual("the receipt's status", "DONE", run.status());
        return published(scenario, run, expected);
    }

    /** The same work, requested by another principal: the first request's run serves both. */
    DemoOutcome converged(String scenario, DemoTrainRequest repeat, DemoTrainRequest first) {
        RunEvidence run = evidence(repeat);
        String firstRunKey = evidence(first).runKey();
        ExpectationChecks expected = new ExpectationChecks()
                .checkEqual("the run key", firstRunKey, run.runKey())
                .check(
                        run.run().trainings() == 1,
                        "the run was trained " + run.run().trainings() + " times");
        if (run.gateDecision().equals(REFUSED)) {
            return unproven(scenario, run, expected);
        }
        expected.check(
                run.status().equals("DONE") || run.status().equals("ALREADY_PUBLISHED"),
                "the receipt's status should be DONE or ALREADY_PUBLISHED, is " + run.status());
        return published(scenario, run, expected);
    }

    private DemoOutcome published(String scenario, RunEvidence run, ExpectationChecks expected) {
        if (run.gateDecision().equals(REFUSED)) {
            return unpublished(scenario, run, expected.check(false, "the gate refused it: " + run.errorMessage()));
        }
        expected.checkEqual("the state", "PUBLISHED", run.run().state())
                .checkEqual("the gate's decision", "PASS", run.gateDecision());
        Optional<PublishedBundle> bundle = run.bundle();
        expected.check(
                bundle.isPresent() && bundle.get().isComplete(), "the bundle's files do not match their manifest");
        expected.check(bundle.isPresent() && bundle.get().hasModelCard(), "the bundle has no model card");
        List<Event> events = bundle.map(this::announcements).orElse(List.of());
        expected.check(events.size() == 1, "BUNDLE_PUBLISHED was sent " + events.size() + " times");
        return new DemoOutcome(
                scenario,
                run.request().requestId(),
                Optional.of(run.runKey()),
                run.run().state(),
                details(run),
                bundle.map(PublishedBundle::id),
                events.stream().findFirst().map(event -> event.partition() + ":" + event.offset()),
                expected.violations(),
                Optional.empty());
    }

    /** A run that does not reach its thresholds: all evidence is kept, nothing is published. */
    DemoOutcome gateFailed(String scenario, DemoTrainRequest request) {
        return refused(scenario, evidence(request), new ExpectationChecks());
    }

    private static DemoOutcome unproven(String scenario, RunEvidence run, ExpectationChecks expected) {
        return refused(scenario, run, expected).unproven(run.errorMessage());
    }

    private static DemoOutcome refused(String scenario, RunEvidence run, ExpectationChecks expected) {
        expected.checkEqual("the receipt's status", "GATE_FAIL", run.status())
                .checkEqual("the state", "FAIL", run.run().state())
                .checkEqual("the gate's decision", REFUSED, run.gateDecision())
                .checkEqual("the eligibility", "INELIGIBLE", run.eligibility())
                .check(run.hasModel(), "the model was not kept")
                .check(run.hasEvalReport(), "the evaluation report was not kept as it was judged")
                .check(run.bundle().isEmpty(), "a bundle was packed");
        return unpublished(scenario, run, expected);
    }

    /** A request that ends in an error before anything is trained. */
    DemoOutcome failed(String scenario, DemoTrainRequest request, String code) {
        RunEvidence run = evidence(request);
        ExpectationChecks expected = new ExpectationChecks()
                .checkEqual("the receipt's status", "FAILED", run.status())
                .checkEqual("the error code", code, run.errorCode())
                .checkEqual("the state", "FAIL", run.run().state())
                .check(!run.hasModel(), "a model was trained");
        return unpublished(scenario, run, expected);
    }

    private static DemoOutcome unpublished(String scenario, RunEvidence run, ExpectationChecks expected) {
        return new DemoOutcome(
                scenario,
                run.request().requestId(),
                Optional.of(run.runKey()),
                run.run().state(),
                details(run),
                Optional.empty(),
                Optional.empty(),
                expected.violations(),
                Optional.empty());
    }

    RunEvidence evidence(DemoTrainRequest request) {
        String key = request.platformRunId() + "/mf/job_invocations/" + request.requestId() + ".json";
        var receipt = wait.await("the receipt of " + request.requestId(), () -> store.find(key));
        String runKey = receipt.path("run_key").asText();
        RunTableReader.Run run = runs.apply(runKey)
                .orElseThrow(() -> new DemoException(request.requestId() + " has no run: " + receipt.path("error")));
        return new RunEvidence(request, receipt, run, store);
    }

    /** The relay sends events after the run has ended, so the first one may not be there yet. */
    private List<Event> announcements(PublishedBundle bundle) {
        return wait.await("BUNDLE_PUBLISHED of " + bundle.id(), () -> {
            List<Event> found = lifecycleEvents.get().stream()
                    .filter(event -> event.type().equals("BUNDLE_PUBLISHED"))
                    .filter(event -> event.bundleId().equals(bundle.id()))
                    .filter(event -> event.bundleVersion().equals(bundle.version()))
                    .toList();
            return found.isEmpty() ? Optional.empty() : Optional.of(found);
        });
    }

    private static List<String> details(RunEvidence run) {
        List<String> checks = run.checks();
        return checks.isEmpty()
                ? List.of(run.errorCode())
                : Stream.concat(checks.stream(), run.promises().stream()).toList();
    }
}
