package io.modelfactory.worker.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.operator.AgainRequest.IdentityChange;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.inspect.NextRevision;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunRecordFixture;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AgainRequestTest {
    private static final RunRecord FAILED = RunRecordFixture.failed(FailureCode.GATE_FAIL);

    @Test
    void whatIsNotSetIsAsItWas() {
        AgainRequest again = AgainRequest.of(FAILED, Map.of(), release(FAILED));

        assertThat(again.changes()).isEmpty();
        assertThat(again.document().path("dataset_manifest_refs"))
                .isEqualTo(FAILED.request().path("dataset_manifest_refs"));
    }

    /** The list of members that make the identity is held against the recipe itself. */
    @Test
    void whatIsCalledAChangeOfIdentityIsOne() {
        RunIdentity before = identity(AgainRequest.of(FAILED, Map.of(), release(FAILED)));
        for (String member : AgainRequest.settable()) {
            String value = member.equals("intent_kind")
                    ? "regression_check"
                    : member.equals("publish_allowed") ? String.valueOf(!FAILED.publishRequested()) : "another/value";

            AgainRequest again = AgainRequest.of(FAILED, Map.of(member, value), release(FAILED));

            assertThat(identity(again).equals(before))
                    .as(member)
                    .isEqualTo(again.changes().isEmpty());
            assertThat(again.changes().isEmpty()).as(member).isEqualTo(member.equals("publish_allowed"));
        }
    }

    @Test
    void theReleaseOfTheWorkerIsAskedForAndCountsAsAChange() {
        AgainRequest again = AgainRequest.of(FAILED, Map.of(), "next-release");

        assertThat(again.changes())
                .containsExactly(new IdentityChange("mf_code_release_id", release(FAILED), "next-release"));
        assertThat(again.hindrance(FAILED)).isEmpty();
    }

    @Test
    void severalManifestsAreSeparatedByCommasAndTheirOrderIsNoChange() {
        AgainRequest again = AgainRequest.of(FAILED, Map.of("dataset_manifest_refs", "b.json,a.json"), release(FAILED));

        assertThat(again.document().path("dataset_manifest_refs")).hasSize(2);
        assertThat(again.changes().get(0).to()).isEqualTo("a.json, b.json");
    }

    @ParameterizedTest
    @CsvSource({
        "GATE_FAIL, training_config_ref=",
        "TRAINING_FAILED, config_revision=",
        "LEAKAGE_GUARD_VIOLATION, dataset_manifest_refs=",
        "CHAMPION_NOT_COMPARABLE, governance_profile_ref="
    })
    void whereNothingChangesItIsSaidWhatToSet(FailureCode code, String suggestion) {
        RunRecord run = RunRecordFixture.failed(code);

        assertThat(AgainRequest.of(run, Map.of(), release(run)).hindrance(run).orElseThrow())
                .contains("nothing of its identity changes", "--set " + suggestion, "--set config_revision=");
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCode.class,
            names = {"MANIFEST_UNRESOLVED", "DATASET_INVALID", "PROFILE_NOT_ALLOWED"})
    void aRunThatFailedForItsInputsIsAskedForAsItIs(FailureCode code) {
        RunRecord run = RunRecordFixture.failed(code);

        assertThat(AgainRequest.of(run, Map.of(), release(run)).hindrance(run)).isEmpty();
    }

    @Test
    void aRunInProgressIsFollowedAndAPendingPublicationIsRetried() {
        RunRecord running = RunRecordFixture.running(ExecutionMode.FULL);
        RunRecord pending = RunRecordFixture.publishPending(FailureCode.PUBLISH_CONFLICT);

        assertThat(AgainRequest.of(running, Map.of(), release(running)).hindrance(running))
                .hasValueSatisfying(text -> assertThat(text).contains("mf runs watch"));
        assertThat(AgainRequest.of(pending, Map.of(), release(pending)).hindrance(pending))
                .hasValueSatisfying(text -> assertThat(text).contains("mf request publish-retry"));
    }

    @Test
    void aRunThatPassedIsPublishedIfThatIsAskedFor() {
        RunRecord passed = RunRecordFixture.finished(RunState.PASS);
        Map<String, String> publish = Map.of("publish_allowed", "true");

        boolean askedBefore = passed.publishRequested();

        assertThat(AgainRequest.of(passed, publish, release(passed))
                        .hindrance(passed)
                        .isPresent())
                .isEqualTo(askedBefore);
        assertThat(AgainRequest.of(passed, Map.of("publish_allowed", "false"), release(passed))
                        .hindrance(passed))
                .hasValueSatisfying(text -> assertThat(text).contains("--set publish_allowed=true"));
    }

    @Test
    void revisionsAreCountedOn() {
        assertThat(NextRevision.after("r1")).isEqualTo("r2");
        assertThat(NextRevision.after("local-v0")).isEqualTo("local-v1");
        assertThat(NextRevision.after("r.09")).isEqualTo("r.10");
        assertThat(NextRevision.after("first")).isEqualTo("first-2");
    }

    private static String release(RunRecord run) {
        return run.request().path("mf_code_release_id").asText();
    }

    private static RunIdentity identity(AgainRequest again) {
        return RunIdentity.of(TrainBuildRequestReader.read(again.document()));
    }
}
