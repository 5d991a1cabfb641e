package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.inspect.RunDocuments;
import io.modelfactory.worker.inspect.explain.Explainer;
import io.modelfactory.worker.inspect.explain.Explanation;
import io.modelfactory.worker.ledger.activity.RunSituation;
import io.modelfactory.worker.ledger.activity.SituationFixture;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunRecordFixture;
import io.modelfactory.worker.ledger.run.RunState;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** An explanation ends in something to do, and every command that it names is one. */
class NextStepsTest {
    private static final Pattern COMMAND = Pattern.compile("`mf ([^`]*)`");

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource
    void everyFailureCodeHasAMeaningAndANextStep(FailureCode code) {
        assertLeadsOn(RunRecordFixture.failed(code));
        assertLeadsOn(RunRecordFixture.publishPending(code));
    }

    @ParameterizedTest
    @EnumSource
    void everyStateHasANextStep(RunState state) {
        assertLeadsOn(RunRecordFixture.inState(state));
    }

    @Test
    void theCheckWouldNoticeACommandThatDoesNotExist() {
        assertThat(unknownCommands("Type `mf runs watch tr_1` or `mf dance`.")).containsExactly("dance");
    }

    private void assertLeadsOn(RunRecord run) {
        for (SituationFixture situation : SituationFixture.values()) {
            assertLeadsOn(run, situation.situation());
        }
    }

    private void assertLeadsOn(RunRecord run, RunSituation situation) {
        Explainer explainer = new Explainer(new RunDocuments(new LocalArtifactStore(folder)), any -> situation);

        Explanation explanation = explainer.explain(run);

        assertThat(explanation.sentence()).startsWith(run.runKey()).endsWith(".");
        assertThat(explanation.nextSteps()).isNotEmpty().allSatisfy(step -> {
            assertThat(step).isNotBlank().doesNotContain("RUN_KEY");
            assertThat(unknownCommands(step)).isEmpty();
        });
    }

    private static List<String> unknownCommands(String text) {
        return COMMAND.matcher(text)
                .results()
                .map(command -> command.group(1))
                .filter(command -> !exists(List.of(command.split(" "))))
                .toList();
    }

    private static boolean exists(List<String> words) {
        CommandLine found = RootCommand.line();
        for (String word : words) {
            if (found.getSubcommands().isEmpty()) {
                return true;
            } else if (!found.getSubcommands().containsKey(word)) {
                return false;
            }
            found = found.getSubcommands().get(word);
        }
        return found.getSubcommands().isEmpty();
    }
}
