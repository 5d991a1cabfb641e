package io.modelfactory.worker.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.page.BundlesPage.BundleVersion;
import io.modelfactory.worker.console.page.BundlesPage.MetricHistory;
import io.modelfactory.worker.ledger.audit.ConsoleAction;
import io.modelfactory.worker.ledger.audit.ConsoleActionEntry;
import io.modelfactory.worker.ledger.audit.ConsoleActionOutcome;
import io.modelfactory.worker.ledger.audit.ConsoleActionRecord;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunRecordFixture;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BundleVersionsTest {
    private static final Instant TIME = Instant.parse("2026-02-10T10:00:00Z");

    private final RunRecord run = RunRecordFixture.withRefs(
            RunState.PUBLISHED,
            Map.of(
                    "registry_record",
                    new ArtifactRef("registry/bundles/bundle_a/v1/registry_record.json", "a".repeat(64), 10)));

    private static JsonNode comparedWith(String bundleId, String bundleVersion) {
        return Json.object()
                .set("baseline_bundle", Json.object().put("bundle_id", bundleId).put("bundle_version", bundleVersion));
    }

    private ConsoleActionRecord verification(ConsoleActionOutcome outcome) {
        return new ConsoleActionRecord(
                1,
                TIME,
                new ConsoleActionEntry(
                        "action-1",
                        "HUMAN::oskar",
                        "127.0.0.1",
                        ConsoleAction.VERIFY,
                        run.runKey(),
                        outcome,
                        "31 objects"));
    }

    private BundleVersion version(Map<String, JsonNode> receipts, Map<String, ConsoleActionRecord> verifications) {
        return new BundleVersions(receipts, verifications).version(run).orElseThrow();
    }

    @Test
    void aBundleIsTheChampionOfTheRunsThatWereComparedWithIt() {
        BundleVersion version = version(
                Map.of(
                        run.runKey(),
                        comparedWith("bundle_a", "v0"),
                        "tr_later",
                        comparedWith("bundle_a", "v1"),
                        "tr_other",
                        comparedWith("bundle_b", "v1"),
                        "tr_none",
                        Json.object()),
                Map.of());

        assertThat(version.championOf()).containsExactly("tr_later");
        assertThat(version.champion()).contains(new BundleRef("bundle_a", "v0"));
        assertThat(version.verification()).isEmpty();
    }

    @Test
    void theBadgeSaysHowTheLastVerificationEnded() {
        assertThat(version(Map.of(), Map.of(run.runKey(), verification(ConsoleActionOutcome.DONE)))
                        .verification())
                .contains(new LastVerification(true, TIME, "HUMAN::oskar", "31 objects"));
        assertThat(version(Map.of(), Map.of(run.runKey(), verification(ConsoleActionOutcome.FAILED)))
                        .verification()
                        .orElseThrow()
                        .held())
                .isFalse();
    }

    @Test
    void aMetricIsFollowedFromTheOldestVersionOn() {
        List<BundleVersion> latestFirst = List.of(withAuc(0.9), withAuc(0.8));

        assertThat(BundleVersions.histories(latestFirst))
                .singleElement()
                .extracting(MetricHistory::values)
                .isEqualTo(List.of(0.8, 0.9));
    }

    private BundleVersion withAuc(double value) {
        GateCheck check = new GateCheck(
                "min_auc_roc",
                "auc_roc",
                Optional.empty(),
                Optional.of(value),
                ">=",
                Optional.of(0.75),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "PASS");
        return new BundleVersion(
                new BundleRef("bundle_a", "v" + value),
                run.runKey(),
                TIME,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(check));
    }
}
