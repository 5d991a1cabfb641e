package io.modelfactory.worker.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.chaos.LedgerView.Event;
import io.modelfactory.worker.chaos.LedgerView.Run;
import io.modelfactory.worker.chaos.TopicObserver.Message;
import io.modelfactory.worker.config.Wiring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;

/**
 * What holds when a scenario has ended, whatever happened to its workers: one bundle, one lifecycle event, one receipt
 * per request, no lease, a history without gaps that was published in order, and the bytes of an undisturbed worker.
 */
final class ScenarioInvariants {
    private final SoftAssertions softly = new SoftAssertions();
    private final ChaosScenario scenario;
    private final ReferenceWorker reference;
    private final Wiring.Topics topics;

    private ScenarioInvariants(ChaosScenario scenario, ReferenceWorker reference) {
        this.scenario = scenario;
        this.reference = reference;
        this.topics = scenario.environment()
                .configuration()
                .profile()
                .wiring()
                .kafka()
                .topics();
    }

    /** The invariants that do not hold; empty if all do. */
    static List<String> violated(ChaosScenario scenario, ScenarioScript script, ReferenceWorker reference) {
        ScenarioInvariants invariants = new ScenarioInvariants(scenario, reference);
        scenario.expectedStatuses().forEach(invariants::checkReceipt);
        scenario.runKey().ifPresent(runKey -> invariants.checkRun(runKey, script));
        return invariants.softly.assertionErrorsCollected().stream()
                .map(error -> String.valueOf(error.getMessage()).replaceAll("\\s+", " "))
                .toList();
    }

    private void checkReceipt(String requestId, Set<String> statuses) {
        List<String> kept = scenario.environment().ledger().receipts(requestId);
        softly.assertThat(kept).as("receipts of %s in the ledger", requestId).hasSize(1);
        JsonNode receipt = parse(kept.get(0).getBytes(StandardCharsets.UTF_8));
        softly.assertThat(receipt.path("status").asText())
                .as("status of %s: %s", requestId, receipt)
                .isIn(statuses);
        Path object = scenario.environment()
                .storeRoot()
                .resolve(ChaosEnvironment.PLATFORM_RUN_ID + "/mf/job_invocations/" + requestId + ".json");
        softly.assertThat(object).as("archived receipt").exists();
        softly.assertThat(new String(bytes(object), StandardCharsets.UTF_8))
                .as("archived receipt of %s", requestId)
                .isEqualTo(CanonicalJson.text(receipt));
        softly.assertThat(distinctIds(topics.runEvents(), "receipt:" + requestId))
                .as("receipts of %s announced", requestId)
                .hasSize(1);
    }

    private void checkRun(String runKey, ScenarioScript script) {
        Run run = scenario.environment().ledger().run(runKey);
        softly.assertThat(run.state())
                .as("state, failed with %s", run.failure())
                .isEqualTo(script.finalState().orElseThrow().name());
        softly.assertThat(run.leased()).as("a lease is left").isFalse();
        checkHistory(runKey);
        Map<String, String> left =
                ReferenceWorker.artifacts(scenario.environment().storeRoot(), runKey);
        Map<String, String> undisturbed = reference.reproduce(scenario, runKey);
        if (run.state().equals("PUBLISH_PENDING")) {
            softly.assertThat(undisturbed).as("artifacts").containsAllEntriesOf(left);
        } else {
            softly.assertThat(left).as("artifacts").isEqualTo(undisturbed);
        }
        checkPublication(runKey, run.state().equals("PUBLISHED"));
    }

    /** Consumers drop repeats by id; what remains is every event once, in order. */
    private void checkHistory(String runKey) {
        List<Event> events = scenario.environment().ledger().events(runKey);
        List<String> expected = LongStream.rangeClosed(1, events.size())
                .mapToObj(seq -> runKey + ":" + seq)
                .toList();
        softly.assertThat(events)
                .extracting(Event::seq)
                .as("numbers of the events")
                .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        softly.assertThat(distinctIds(topics.runEvents(), runKey + ":"))
                .as("events as a consumer sees them")
                .isEqualTo(expected);
    }

    private void checkPublication(String runKey, boolean published) {
        Path store = scenario.environment().storeRoot();
        Path trainRun = store.resolve(ChaosEnvironment.PLATFORM_RUN_ID + "/mf/train_runs/" + runKey);
        String bundleId = ReferenceWorker.bundleId(trainRun).orElse("none");
        softly.assertThat(recordsOf(runKey, store.resolve("registry/bundles")))
                .as("registry records of the run")
                .hasSize(published ? 1 : 0);
        List<Message> events = scenario.environment().topicObserver().messages(topics.registryEvents()).stream()
                .filter(message -> message.subject().equals(bundleId))
                .toList();
        softly.assertThat(events.stream().map(Message::id).distinct())
                .as("lifecycle events of the run")
                .hasSize(published ? 1 : 0);
        softly.assertThat(events.stream().map(Message::digest).distinct())
                .as("contents of the lifecycle event")
                .hasSizeLessThanOrEqualTo(1);
    }

    /** Under any bundle id: records that refer to the run's evaluation report. */
    private static List<Path> recordsOf(String runKey, Path bundles) {
        if (!Files.exists(bundles)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(bundles)) {
            return files.filter(file -> file.endsWith("bundle_publication.json"))
                    .filter(file -> new String(bytes(file), StandardCharsets.UTF_8).contains(runKey))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> distinctIds(String topic, String prefix) {
        List<String> ids = new ArrayList<>();
        for (Message message : scenario.environment().topicObserver().messages(topic)) {
            if (message.id().startsWith(prefix) && !ids.contains(message.id())) {
                ids.add(message.id());
            }
        }
        return ids;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return String.valueOf(e).getBytes(StandardCharsets.UTF_8);
        }
    }

    private static JsonNode parse(byte[] json) {
        try {
            return Json.parse(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
