package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Champions that a challenger cannot be compared with. */
class ChampionRefusalIT extends PublishedChampion {
    @Test
    void aChampionThatIsTheCandidateItselfIsRefused() throws IOException {
        RunRecord challenger =
                fixture.run(fixture.manifest(), ChampionFixture.GOOD, fixture.baseline(champion, "{auc_roc: 0.9}"));

        assertThat(fixture.document(challenger, "model_artifact").at("/model/sha256"))
                .isEqualTo(fixture.document(champion, "model_artifact").at("/model/sha256"));
        assertThat(challenger.failureCode()).contains(FailureCode.CHAMPION_NOT_COMPARABLE);
        assertThat(ChampionFixture.failure(challenger)).contains("it is the candidate itself");
    }

    @Test
    void aChampionWithoutASplitInItsDescriptorIsNotComparable() throws IOException {
        Path directory = factory.storeRoot.resolve(fixture.bundle(champion));
        Path descriptor = directory.resolve("model_artifact.json");
        ObjectNode content = (ObjectNode) Json.parse(Files.readAllBytes(descriptor));
        content.remove("split");
        Files.writeString(descriptor, content.toString());
        rewriteManifest(directory);

        RunRecord challenger =
                fixture.run(fixture.manifest(), ChampionFixture.POOR, fixture.baseline(champion, "{auc_roc: 0.9}"));

        assertThat(challenger.failureCode()).contains(FailureCode.CHAMPION_NOT_COMPARABLE);
        assertThat(ChampionFixture.failure(challenger)).contains("its descriptor has no split");
    }

    @Test
    void aTamperedChampionIsRefusedBeforeTraining() throws IOException {
        Path model = factory.storeRoot.resolve(fixture.bundle(champion)).resolve("model.ubj");
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length / 2] ^= 1;
        Files.write(model, bytes);

        RunRecord challenger =
                fixture.run(fixture.manifest(), ChampionFixture.POOR, fixture.baseline(champion, "{auc_roc: 0.9}"));

        assertThat(challenger.state()).isEqualTo(RunState.FAIL);
        assertThat(challenger.failureCode()).contains(FailureCode.BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION);
        assertThat(ChampionFixture.failure(challenger)).contains(fixture.bundle(champion) + "/model.ubj");
        assertThat(challenger.refs()).isEmpty();
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    /** Every digest fits, but what they pin is no model. */
    @Test
    void aChampionThatCannotScoreIsRefusedBeforeTraining() throws IOException {
        Path directory = factory.storeRoot.resolve(fixture.bundle(champion));
        String digest = Sha256.hex(directory.resolve("model.ubj"));
        Files.writeString(directory.resolve("model.ubj"), "{}");
        forge(directory.resolve("model_artifact.json"), digest, Sha256.hex("{}"));
        rewriteManifest(directory);

        RunRecord challenger =
                fixture.run(fixture.manifest(), ChampionFixture.POOR, fixture.baseline(champion, "{auc_roc: 0.9}"));

        assertThat(challenger.failureCode()).contains(FailureCode.GOVERNANCE_PROFILE_INVALID);
        assertThat(ChampionFixture.failure(challenger))
                .contains(fixture.bundle(champion) + "/model.ubj cannot be used");
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    @Test
    void aDescriptorOfAnotherModelIsRefused() throws IOException {
        Path directory = factory.storeRoot.resolve(fixture.bundle(champion));
        forge(
                directory.resolve("model_artifact.json"),
                Sha256.hex(directory.resolve("model.ubj")),
                Sha256.hex("another model"));
        rewriteManifest(directory);

        RunRecord challenger =
                fixture.run(fixture.manifest(), ChampionFixture.POOR, fixture.baseline(champion, "{auc_roc: 0.9}"));

        assertThat(challenger.failureCode()).contains(FailureCode.GOVERNANCE_PROFILE_INVALID);
        assertThat(ChampionFixture.failure(challenger)).contains(Sha256.hex("another model"));
    }

    @Test
    void aChampionThatIsNotThereYetIsWaitedFor() throws IOException {
        String governance = fixture.baseline(champion, "{auc_roc: 0.9}");
        Files.move(factory.storeRoot.resolve(fixture.bundle(champion)), folder.resolve("hidden"));
        String runKey = fixture.ask(fixture.manifest(), ChampionFixture.POOR, governance, 41);

        factory.execute(factory.claim());

        assertThat(factory.run(runKey).state()).isEqualTo(RunState.RUNNING);
        assertThat(factory.run(runKey).failureCode()).contains(FailureCode.GOVERNANCE_PROFILE_UNRESOLVED);
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    private static void forge(Path document, String from, String to) throws IOException {
        Files.writeString(document, Files.readString(document).replace(from, to));
    }

    /** Lists the files of a bundle as they are now. */
    private static void rewriteManifest(Path directory) throws IOException {
        Path file = directory.resolve("bundle_manifest.json");
        JsonNode manifest = Json.parse(Files.readAllBytes(file));
        for (JsonNode listed : manifest.path("files")) {
            Path content = directory.resolve(listed.path("name").asText());
            ((ObjectNode) listed).put("sha256", Sha256.hex(content)).put("bytes", Files.size(content));
        }
        Files.writeString(file, manifest.toString());
    }
}
