package io.modelfactory.worker.inspect.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.inspect.RunDocuments;
import io.modelfactory.worker.ledger.activity.SituationFixture;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunRecordFixture;
import io.modelfactory.worker.ledger.run.RunState;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainerTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void noTwoFailureCodesMeanTheSame() {
        Set<String> meanings = new HashSet<>();
        for (FailureCode code : FailureCode.values()) {
            FailureAdvice advice = FailureGuidance.of(code);
            assertThat(meanings.add(advice.meaning()))
                    .as(code + ": " + advice.meaning())
                    .isTrue();
            assertThat(advice.meaning()).isNotBlank().doesNotEndWith(".");
            assertThat(advice.nextStep()).isNotBlank().endsWith(".");
        }
    }

    @Test
    void aRunSaysWhatIsStillToBeDone() {
        assertThat(sentence(RunRecordFixture.inState(RunState.QUEUED))).contains("waits for a worker to claim it");
        assertThat(sentence(RunRecordFixture.running(ExecutionMode.FULL))).contains("trained, evaluated and judged");
        assertThat(sentence(RunRecordFixture.running(ExecutionMode.PUBLISH_ONLY)))
                .contains("without training");
        assertThat(sentence(RunRecordFixture.inState(RunState.EVAL_READY))).contains("the gate judges it next");
        assertThat(sentence(RunRecordFixture.inState(RunState.PASS))).contains("it is published next");
        assertThat(sentence(RunRecordFixture.inState(RunState.PUBLISH_PENDING))).contains("still to be published");
    }

    @Test
    void aRunThatIsTriedAgainSaysWhenAndWhy() {
        assertThat(sentence(RunRecordFixture.retrying(FailureCode.MANIFEST_UNRESOLVED)))
                .contains("waits until 2026-02-10T14:20:00Z")
                .contains("a dataset manifest is not where the request says: what happened in particular");
    }

    @Test
    void theStateSaysWhetherWorkIsLeft() {
        assertThat(explain(RunRecordFixture.inState(RunState.QUEUED)).standing())
                .isEqualTo("QUEUED, waiting");
        assertThat(explain(RunRecordFixture.finished(RunState.PASS)).standing()).isEqualTo("PASS, idle");
    }

    @Test
    void anIdleRunNamesItsNextSteps() {
        assertThat(explain(RunRecordFixture.finished(RunState.PASS)).nextSteps().get(0))
                .contains("--set publish_allowed=true");
        RunRecord pending = RunRecordFixture.publishPending(FailureCode.PUBLISH_CONFLICT);
        assertThat(explain(pending).nextSteps().get(0))
                .contains("mf request publish-retry " + pending.runKey())
                .contains("registry");
        assertThat(explain(RunRecordFixture.inState(RunState.PUBLISHED))
                        .nextSteps()
                        .get(0))
                .contains("the registry's decision");
    }

    @Test
    void aRunWithoutArtifactsPointsToItsInputs() {
        assertThat(explain(RunRecordFixture.failed(FailureCode.MANIFEST_UNRESOLVED))
                        .evidence())
                .extracting(Explanation.EvidenceLine::name)
                .containsExactly("dataset_manifest", "training_config_ref", "governance_profile_ref");
    }

    private String sentence(RunRecord run) {
        return explain(run).sentence();
    }

    private Explanation explain(RunRecord run) {
        return new Explainer(
                        new RunDocuments(new LocalArtifactStore(folder)),
                        any -> SituationFixture.WAITING_FOR_ANY_OF_TWO.situation())
                .explain(run);
    }
}
