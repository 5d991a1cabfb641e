package io.modelfactory.local.demo;

import io.modelfactory.local.demo.LifecycleEvents.Event;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Finds out what became of each request and compares it with what should have. */
final class Investigator {
    private final ObjectStore store;
    private final Function<String, Optional<RunLedger.Run>> runs;
    private final Supplier<List<Event>> lifecycleEvents;
    private final Patience patience;

    /**
     * @param runs finds a run by its key
     * @param lifecycleEvents reads the whole topic
     */
    Investigator(
            ObjectStore store,
            Function<String, Optional<RunLedger.Run>> runs,
            Supplier<List<Event>> lifecycleEvents,
            Patience patience) {
        this.store = store;
        this.runs = runs;
        this.lifecycleEvents = lifecycleEvents;
        this.patience = patience;
    }

    /** A run that passes its gate: published once, and announced once. */
    Outcome published(String play, TrainRequest request) {
        RunEvidence run = evidence(request);
        Expectations expected = new Expectations().same("the receipt's status", "DONE", run.status());
        return published(play, run, expected);
    }

    /** The same work, asked for by somebody else: the first request's run serves both. */
    Outcome converged(String play, TrainRequest repeat, TrainRequest first) {
        RunEvidence run = evidence(repeat);
        String firstRunKey = evidence(first).runKey();
        Expectations expected = new Expectations()
                .same("the run key", firstRunKey, run.runKey())
                .that(
                        run.status().equals("DONE") || run.status().equals("ALREADY_PUBLISHED"),
                        "the receipt's status should be DONE or ALREADY_PUBLISHED, is " + run.status())
                .that(
                        run.run().trainings() == 1,
                        "the run was trained " + run.run().trainings() + " times");
        return published(play, run, expected);
    }

    private Outcome published(String play, RunEvidence run, Expectations expected) {
        expected.same("the state", "PUBLISHED", run.run().state())
                .same("the gate's decision", "PASS", run.gateDecision());
        Optional<PublishedBundle> bundle = run.bundle();
        expected.that(
                bundle.isPresent() && bundle.get().isComplete(), "the bundle's files do not match their manifest");
        expected.that(bundle.isPresent() && bundle.get().hasModelCard(), "the bundle has no model card");
        List<Event> events = bundle.map(this::announcements).orElse(List.of());
        expected.that(events.size() == 1, "BUNDLE_PUBLISHED was sent " + events.size() + " times");
        return new Outcome(
                play,
                run.request().requestId(),
                Optional.of(run.runKey()),
                run.run().state(),
                details(run),
                bundle.map(PublishedBundle::id),
                events.stream().findFirst().map(event -> event.partition() + ":" + event.offset()),
                expected.complaints());
    }

    /** A run that does not reach its thresholds: all evidence is kept, nothing is published. */
    Outcome gateFailed(String play, TrainRequest request) {
        RunEvidence run = evidence(request);
        Expectations expected = new Expectations()
                .same("the receipt's status", "GATE_FAIL", run.status())
                .same("the state", "FAIL", run.run().state())
                .same("the gate's decision", "FAIL", run.gateDecision())
                .same("the eligibility", "INELIGIBLE", run.eligibility())
                .that(run.hasModel(), "the model was not kept")
                .that(run.hasEvalReport(), "the evaluation report was not kept as it was judged")
                .that(run.bundle().isEmpty(), "a bundle was packed");
        return unpublished(play, run, expected);
    }

    /** A request that ends in an error before anything is trained. */
    Outcome failed(String play, TrainRequest request, String code) {
        RunEvidence run = evidence(request);
        Expectations expected = new Expectations()
                .same("the receipt's status", "FAILED", run.status())
                .same("the error code", code, run.errorCode())
                .same("the state", "FAIL", run.run().state())
                .that(!run.hasModel(), "a model was trained");
        return unpublished(play, run, expected);
    }

    private static Outcome unpublished(String play, RunEvidence run, Expectations expected) {
        return new Outcome(
                play,
                run.request().requestId(),
                Optional.of(run.runKey()),
                run.run().state(),
                details(run),
                Optional.empty(),
                Optional.empty(),
                expected.complaints());
    }

    RunEvidence evidence(TrainRequest request) {
        String key = request.platformRunId() + "/mf/job_invocations/" + request.requestId() + ".json";
        var receipt = patience.await("the receipt of " + request.requestId(), () -> store.find(key));
        String runKey = receipt.path("run_key").asText();
        RunLedger.Run run = runs.apply(runKey)
                .orElseThrow(() -> new DemoFailure(request.requestId() + " has no run: " + receipt.path("error")));
        return new RunEvidence(request, receipt, run, store);
    }

    /** The relay sends events after the run has come to rest, so the first one may be on its way. */
    private List<Event> announcements(PublishedBundle bundle) {
        return patience.await("BUNDLE_PUBLISHED of " + bundle.id(), () -> {
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
        return checks.isEmpty() ? List.of(run.errorCode()) : checks;
    }
}
