package io.modelfactory.worker.inspect.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.inspect.RunDocuments;
import io.modelfactory.worker.ledger.activity.SituationFixture;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunRecordFixture;
import io.modelfactory.worker.ledger.run.RunState;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of a run that has work left depends on who is there to do it, in every state. */
class ExplainedWorkTest {
    @TempDir
    private Path folder = Path.of("");

    static Stream<Arguments> statesAndSituations() {
        return Stream.of(
                        RunRecordFixture.inState(RunState.QUEUED),
                        RunRecordFixture.running(ExecutionMode.FULL),
                        RunRecordFixture.running(ExecutionMode.PUBLISH_ONLY),
                        RunRecordFixture.inState(RunState.EVAL_READY),
                        RunRecordFixture.inState(RunState.PASS),
                        RunRecordFixture.inState(RunState.PUBLISH_PENDING))
                .flatMap(run -> Stream.of(SituationFixture.values())
                        .map(situation -> Arguments.of(run.state() + "/" + run.mode(), run, situation)));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("statesAndSituations")
    void aRunIsSaidToBeWorkedOnOnlyWhereAWorkerWorksOnIt(String name, RunRecord run, SituationFixture situation) {
        Explanation explanation = explain(run, situation);

        assertThat(run.finished()).isFalse();
        assertThat(explanation.sentence().contains(" is worked on by worker-1")).isEqualTo(situation.isWorkedOn());
        assertThat(explanation.standing().endsWith(", in progress")).isEqualTo(situation.isWorkedOn());
        assertThat(explanation.sentence()).doesNotContain("is being");
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("statesAndSituations")
    void withoutAWorkerTheNextStepIsNeverNothing(String name, RunRecord run, SituationFixture situation) {
        Explanation explanation = explain(run, situation);
        boolean nothing = explanation.nextSteps().stream().anyMatch(step -> step.startsWith("Nothing"));

        assertThat(explanation.sentence().contains("no worker is alive")).isEqualTo(!situation.isAnyAlive());
        assertThat(nothing).isEqualTo(situation.isAnyAlive());
        if (!situation.isAnyAlive()) {
            assertThat(explanation.nextSteps().get(0)).contains("`mf worker run`");
        }
    }

    /** The reader of a finished run need not know which workers live. */
    @ParameterizedTest
    @EnumSource
    void aRunThatRestsSaysNothingOfWorkers(SituationFixture situation) {
        for (RunState state : new RunState[] {RunState.PASS, RunState.FAIL, RunState.PUBLISHED}) {
            assertThat(explain(RunRecordFixture.finished(state), situation).sentence())
                    .doesNotContain("worker-1", "alive");
        }
    }

    @Test
    void aWaitingRunSaysWhoLeftItHowManyAreBeforeItAndHowLongItsLikeTook() {
        RunRecord run = RunRecordFixture.inState(RunState.QUEUED);

        assertThat(explain(run, SituationFixture.HANDED_BACK).sentence())
                .contains(
                        "waits for a worker to claim it, since 2026-02-10T14:19:00Z",
                        "handed back by worker-1 at 2026-02-10T14:19:00Z (the worker stops)",
                        "3 runs are claimed before it",
                        "runs like it took 3 min (median of 9), nine of ten at most 5 min");
        assertThat(explain(run, SituationFixture.ITS_WORKER_DIED).sentence())
                .contains("its worker worker-1 on host-1 was last seen 19 min ago");
        assertThat(explain(run, SituationFixture.NO_WORKER_EVER)
                        .situation()
                        .orElseThrow()
                        .path("living_workers")
                        .asInt())
                .isZero();
    }

    private Explanation explain(RunRecord run, SituationFixture situation) {
        return new Explainer(new RunDocuments(new LocalArtifactStore(folder)), any -> situation.situation())
                .explain(run);
    }
}
