package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.modelcard.XmlDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** The model card of a run as it is really trained, judged, and published. */
class ModelCardIT {
    private static final String DOCTYPE = "<!DOCTYPE html>\n";
    private static final String HOSTILE = "<script>alert('x')</script> | [a](https://example.com)";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theRequesterIsEscapedOnTheCard() throws IOException {
        try (StageFixture factory = new StageFixture(folder, 1)) {
            String runKey = factory.submitTrainBuild(
                    "request.0001",
                    true,
                    request -> request.put("requester_principal", HOSTILE).put("config_revision", HOSTILE));
            factory.executeAll();
            assertThat(factory.run(runKey).state()).isEqualTo(RunState.PUBLISHED);

            String page = Files.readString(factory.file(runKey, ArtifactName.MODEL_CARD_HTML));
            Document html = XmlDocuments.parsed(page.substring(DOCTYPE.length()));
            assertThat(XmlDocuments.elements(html, "script")).isEmpty();
            assertThat(XmlDocuments.texts(html, "code")).contains(HOSTILE);
            assertThat(XmlDocuments.texts(html, "h3")).contains("ROC curve", "Contributions to the score");

            String markdown = Files.readString(factory.file(runKey, ArtifactName.MODEL_CARD));
            assertThat(markdown).contains("Asked for by &#60;script").doesNotContain("<script", "https://", "](");
        }
    }

    @Test
    void theCardIsWrittenBeforeTheRegistryRecord() throws IOException {
        try (StageFixture factory = new StageFixture(folder, 1)) {
            factory.submitTrainBuild("request.0001", true);
            factory.executeAll();

            assertThat(factory.store.keysWritten().stream()
                            .filter(key -> key.startsWith("registry/bundles/"))
                            .map(key -> key.substring(key.lastIndexOf('/') + 1)))
                    .endsWith("bundle_manifest.json", "model_card.md", "model_card.html", "bundle_publication.json");
        }
    }
}
