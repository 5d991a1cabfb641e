package io.modelfactory.worker.inspect.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.inspect.RunDocuments;
import io.modelfactory.worker.inspect.compare.RunAttributes.AttributeGroup;
import io.modelfactory.worker.inspect.compare.RunDiff.AttributeDiff;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunRecordFixture;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.request.RequestFixture;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDiffTest {
    @TempDir
    private Path folder = Path.of("");

    private LocalArtifactStore store;

    @BeforeEach
    void openStore() {
        store = new LocalArtifactStore(folder);
    }

    @Test
    void onlyWhatDiffersIsListedInTheOrderOfTheSections() {
        RunRecord a = RunRecordFixture.withRequest(RequestFixture.trainBuild());
        RunRecord b = RunRecordFixture.withRequest(RequestFixture.trainBuild()
                .put("config_revision", "next")
                .put("training_config_ref", "config/mf/other.yaml"));

        assertThat(diff(a, b, false).lines())
                .extracting(AttributeDiff::section, AttributeDiff::name)
                .containsExactly(
                        tuple(AttributeGroup.INPUTS, "training_config_ref"),
                        tuple(AttributeGroup.CONFIGURATION, "config_revision"));
        assertThat(diff(a, b, true).lines())
                .extracting(AttributeDiff::name)
                .contains("intent_kind", "target_scope.mode");
        assertThat(diff(a, a, false).lines()).isEmpty();
    }

    @Test
    void metricsShowByHowMuchTheyChanged() {
        RunRecord a = withReport("a.json", metrics(0.8).put("ks", 0.5));
        RunRecord b = withReport("b.json", metrics(0.75));

        assertThat(diff(a, b, false).lines())
                .contains(
                        new AttributeDiff(
                                AttributeGroup.METRICS,
                                "auc_roc",
                                Optional.of("0.8"),
                                Optional.of("0.75"),
                                Optional.of(new BigDecimal("-0.05"))),
                        new AttributeDiff(
                                AttributeGroup.METRICS, "ks", Optional.of("0.5"), Optional.empty(), Optional.empty()))
                .extracting(AttributeDiff::name)
                .noneMatch(name -> name.startsWith("curves"));
    }

    @Test
    void aDocumentThatCannotBeReadIsAProblemAndNoObstacle() throws IOException {
        RunRecord a = withReport("a.json", metrics(0.8));
        Files.writeString(folder.resolve("a.json"), "{}");

        RunDiff diff = diff(a, withReport("b.json", metrics(0.8)), false);

        assertThat(diff.problems()).singleElement().asString().contains("a.json", "was altered");
        assertThat(diff.lines()).extracting(AttributeDiff::a).contains(Optional.empty());
    }

    private static ObjectNode metrics(double aucRoc) {
        ObjectNode metrics = Json.object().put("auc_roc", aucRoc);
        metrics.putObject("curves").put("roc", aucRoc);
        return metrics;
    }

    private RunRecord withReport(String key, ObjectNode metrics) {
        ObjectNode report = Json.object();
        report.set("metrics", metrics);
        ArtifactRef ref = store.write(key, Json.canonicalBytes(report), FailureCode.EVAL_REPORT_IMMUTABILITY_VIOLATION);
        return RunRecordFixture.withRefs(RunState.PASS, Map.of("eval_report", ref));
    }

    private RunDiff diff(RunRecord a, RunRecord b, boolean all) {
        RunDocuments documents = new RunDocuments(store);
        return RunDiff.of(RunAttributes.of(a, documents), RunAttributes.of(b, documents), all);
    }
}
