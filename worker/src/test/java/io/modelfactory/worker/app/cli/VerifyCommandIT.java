package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.CommandLineFixture.CapturedOutput;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.execution.StageFixture;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.modelcard.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyCommandIT {
    private final TrainedRuns runs = TrainedRuns.SHARED;
    private final RunRecord run = runs.publishedRun();

    @TempDir
    private Path folder = Path.of("");

    private TrainedRuns.StoreCopy copy;

    @BeforeEach
    void copyStore() throws IOException {
        copy = runs.copy(folder);
    }

    @Test
    void everythingHoldsForWhatTheFactoryMade() {
        CapturedOutput outcome = copy.mf().run("verify", runs.published);

        assertThat(outcome.out()).contains(runs.published + ": everything holds");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aRunThatFailedIsReportedAsFailedAlthoughItsEvidenceHolds() {
        for (var failed : Map.of(runs.gateFailed, "GATE_FAIL", runs.unresolved, "GOVERNANCE_PROFILE_UNRESOLVED")
                .entrySet()) {
            CapturedOutput outcome = copy.mf().run("verify", failed.getKey());

            assertThat(outcome.out())
                    .contains(failed.getKey() + ": the run is FAIL (" + failed.getValue() + "), and its evidence holds")
                    .doesNotContain("everything holds");
            assertThat(outcome.exitCode()).isZero();
            JsonNode json = verified(failed.getKey());
            assertThat(json.path("run_state").asText()).isEqualTo("FAIL");
            assertThat(json.path("failure_code").asText()).isEqualTo(failed.getValue());
        }
    }

    /** A worker may lose a run after it has written the model and before the ledger refers to it. */
    @Test
    void aModelThatAFailedRunLeftIsNoAddition() throws IOException {
        RunRecord failed = runs.factory.run(runs.unresolved);
        Path artifacts = copy.root()
                .resolve(ArtifactKeys.trainRunFolder(failed.platformRunId(), failed.runKey()))
                .resolve("artifacts");
        Files.createDirectories(artifacts);
        Files.write(artifacts.resolve("model.ubj"), new byte[] {1});
        assertThat(findings(runs.unresolved)).isEmpty();

        Files.write(artifacts.resolve("model.ubj.copy"), new byte[] {1});
        assertThat(findings(runs.unresolved)).containsExactly("ADDED run");
    }

    @Test
    void aFileThatWasAddedIsFound() throws IOException {
        Path bundle = copy.artifact(run, "registry_record").resolveSibling("");
        Path event = copy.artifact(run, "registry_event").resolveSibling("");
        Path ownFolder = copy.artifact(run, "execution_record").resolveSibling("");
        List<Path> added = List.of(
                bundle.resolve("evil.pkl"),
                bundle.resolve("below/model.ubj"),
                bundle.resolve("name with blanks"),
                event.resolve("evil.json"),
                ownFolder.resolve("artifacts/evil.pkl"));
        for (Path file : added) {
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[] {1});
        }

        assertThat(findings(runs.published))
                .containsExactlyInAnyOrder(
                        "ADDED registry", "ADDED registry", "ADDED registry", "ADDED registry_event", "ADDED run");
        String out =
                copy.mf().run("verify", "--bundle", bundleId(), bundleVersion()).out();
        assertThat(out).contains("evil.pkl", "below/model.ubj", "name with blanks", "evil.json", "4 findings");
    }

    /** Whatever the manifest lists: a bundle has its model, four documents, and what the factory attaches. */
    @Test
    void aFileThatWasAddedToTheManifestTooIsFound() throws IOException {
        Path bundle = copy.artifact(run, "registry_record").resolveSibling("");
        Files.write(bundle.resolve("evil.pkl"), new byte[] {1});
        Path manifestFile = bundle.resolve("bundle_manifest.json");
        ObjectNode manifest = (ObjectNode) Json.parse(Files.readAllBytes(manifestFile));
        manifest.withArray("files")
                .addObject()
                .put("name", "evil.pkl")
                .put("sha256", Sha256.hex(new byte[] {1}))
                .put("bytes", 1);
        Files.write(manifestFile, CanonicalJson.bytes(manifest));

        assertThat(findings(runs.published)).containsExactly("ADDED registry");
    }

    @Test
    void bytesAppendedToADocumentThatNothingPinsAreFound() throws IOException {
        for (String name : List.of("bundle_manifest.json", "bundle_publication.json")) {
            Path document = copy.artifact(run, "registry_record").resolveSibling(name);
            Files.write(document, new byte[] {'\n'}, StandardOpenOption.APPEND);
        }

        assertThat(copy.mf()
                        .run("verify", "--bundle", bundleId(), bundleVersion())
                        .out())
                .containsPattern("ALTERED +bundle_manifest ")
                .containsPattern("ALTERED +registry_record ");
    }

    private String bundleId() throws IOException {
        return Json.parse(Files.readAllBytes(copy.artifact(run, "bundle_publication")))
                .path("bundle_id")
                .asText();
    }

    private String bundleVersion() throws IOException {
        return Json.parse(Files.readAllBytes(copy.artifact(run, "bundle_publication")))
                .path("bundle_version")
                .asText();
    }

    @Test
    void theWholeRunIsReadDownToItsData() {
        JsonNode all = verified(runs.published);
        JsonNode withoutData = copy.mf()
                .run("verify", runs.published, "--no-data", "--json")
                .documents()
                .get(0);

        // 18 artifacts, 5 copies and their manifest, manifest and materialization of the dataset, its files, one
        // receipt.
        assertThat(all.path("objects").intValue()).isEqualTo(18 + 6 + 2 + 1 + 1);
        assertThat(all.path("notes").valueStream()).singleElement().asString().contains("unsigned");
        assertThat(withoutData.path("objects").intValue()).isEqualTo(18 + 6 + 2 + 1);
        assertThat(withoutData.path("notes").toString()).contains("left out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resolved_train_plan",
                "execution_record",
                "model",
                "model_artifact",
                "scoring_sample",
                "eval_report",
                "evidence_pack",
                "execution_receipt",
                "gate_receipt",
                "publish_eligibility",
                "bundle_publication",
                "model_card",
                "model_card_html",
                "registry_record",
                "registry_event",
                "publish_handshake_receipt",
                "completion_marker"
            })
    void everyArtifactThatIsMissingOrAlteredIsFound(String name) throws IOException {
        Path file = copy.artifact(run, name);
        Files.write(file, new byte[] {' '}, StandardOpenOption.APPEND);
        assertThat(findings(runs.published)).contains("ALTERED " + name);

        Files.delete(file);
        CapturedOutput outcome = copy.mf().run("verify", runs.published);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).containsPattern("MISSING +" + name + " ").contains("findings");
    }

    @Test
    void dataThatWasChangedIsFoundUnlessItIsLeftOut() throws IOException {
        JsonNode plan = Json.parse(Files.readAllBytes(copy.artifact(run, "resolved_train_plan")));
        Path data = copy.root().resolve(plan.at("/datasets/0/files/0/ref").asText());
        Files.write(data, new byte[] {0}, StandardOpenOption.APPEND);

        assertThat(findings(runs.published)).containsExactly("ALTERED data_file");
        assertThat(copy.mf().run("verify", runs.published, "--no-data").exitCode())
                .isZero();

        Files.delete(
                copy.root().resolve(plan.at("/datasets/0/materialization/ref").asText()));
        assertThat(findings(runs.published)).contains("MISSING dataset_materialization");
    }

    @Test
    void aCopyInTheRegistryThatWasChangedIsFound() throws IOException {
        Path copied = copy.artifact(run, "registry_record").resolveSibling("model.ubj");
        Files.write(copied, new byte[] {0}, StandardOpenOption.APPEND);

        assertThat(findings(runs.published)).containsExactly("ALTERED registry model.ubj");
    }

    /** Without a ledger nothing pins a card; that it is not what the documents give shows all the same. */
    @Test
    void aCardThatContradictsItsDocumentsIsFound() throws IOException {
        Path record = copy.artifact(run, "registry_record");
        String id = Json.parse(Files.readAllBytes(record)).path("bundle_id").asText();
        String version = record.getName(record.getNameCount() - 2).toString();
        copy.alter(record.resolveSibling("model_card.md"), "**PASS**", "**PASSED**");

        CapturedOutput altered = copy.mf().run("verify", "--bundle", id, version);
        assertThat(altered.exitCode()).isEqualTo(1);
        assertThat(altered.out())
                .containsPattern("UNLINKED +model_card +\\S+/model_card.md: is not the card")
                .doesNotContain("model_card_html");

        copy.alter(record.resolveSibling("model_card.md"), ModelCard.LAYOUT, "mf.model_card.v0");
        Files.delete(record.resolveSibling("model_card.html"));
        CapturedOutput older = copy.mf().run("verify", "--bundle", id, version);
        assertThat(older.exitCode()).isZero();
        assertThat(older.out()).contains("written in another layout", "has no model_card.html");
    }

    @Test
    void aReceiptThatSaysSomethingElseThanTheLedgerIsFound() throws IOException {
        Path receipt = copy.root().resolve(StageFixture.RUN + "/mf/job_invocations/mf.inspect.published.json");
        copy.alter(receipt, "DONE", "FAILED");

        assertThat(findings(runs.published)).containsExactly("ALTERED invocation_receipt");
    }

    @Test
    void aBundleIsVerifiedWithoutTheLedger() throws IOException {
        Path record = copy.artifact(run, "registry_record");
        JsonNode publication = Json.parse(Files.readAllBytes(record));
        String id = publication.path("bundle_id").asText();
        String version = publication.path("bundle_version").asText();
        CommandLineFixture mf = CommandLineFixture.under(folder, "jdbc:postgresql://localhost:1/nowhere", copy.root());

        CapturedOutput sound = mf.run("verify", "--bundle", id, version);
        assertThat(sound.out()).contains(id + " " + version + ": everything holds");
        assertThat(sound.exitCode()).isZero();

        copy.alter(record, publication.at("/provenance/config_revision").asText(), "other-revision");
        Files.delete(record.resolveSibling("gate_receipt.json"));
        CapturedOutput damaged = mf.run("verify", "--bundle", id, version);
        assertThat(damaged.exitCode()).isEqualTo(1);
        assertThat(damaged.out())
                .containsPattern("UNLINKED +registry_record")
                .containsPattern("MISSING +registry gate_receipt.json");
    }

    /** The descriptor is forged with the manifest that pins it: only the model itself says that it is not so. */
    @Test
    void aCertificateThatTheModelDoesNotGiveIsFound() throws IOException {
        Path bundle = copy.artifact(run, "registry_record").resolveSibling("");
        Path descriptorFile = bundle.resolve("model_artifact.json");
        ObjectNode descriptor = (ObjectNode) Json.parse(Files.readAllBytes(descriptorFile));
        ObjectNode structure = (ObjectNode) descriptor.path("structure");
        assertThat(structure.path("max_depth").intValue()).isPositive();
        structure.withArray("monotone").addObject().put("feature", "amount").put("direction", 1);
        byte[] forged = CanonicalJson.bytes(descriptor);
        Files.write(descriptorFile, forged);
        ObjectNode manifest = (ObjectNode) Json.parse(Files.readAllBytes(bundle.resolve("bundle_manifest.json")));
        for (JsonNode file : manifest.path("files")) {
            if (file.path("name").asText().equals("model_artifact.json")) {
                ((ObjectNode) file).put("sha256", Sha256.hex(forged)).put("bytes", forged.length);
            }
        }
        Files.write(bundle.resolve("bundle_manifest.json"), CanonicalJson.bytes(manifest));

        CapturedOutput outcome = copy.mf().run("verify", "--bundle", bundleId(), bundleVersion());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).containsPattern("UNLINKED +model_artifact.json .*states a structure");
    }

    @Test
    void aBundleUnderAnotherNameIsFound() throws IOException {
        Path record = copy.artifact(run, "registry_record");
        String id = Json.parse(Files.readAllBytes(record)).path("bundle_id").asText();
        String other = "v0-" + "0".repeat(12);
        Path version = record.resolveSibling("").normalize();
        Files.move(version, version.resolveSibling(other));

        CapturedOutput outcome = copy.mf().run("verify", "--bundle", id, other);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .containsPattern("UNLINKED +bundle_manifest")
                .containsPattern("UNLINKED +registry_record.*its contents give " + id)
                .containsPattern("MISSING +registry_event");
        assertThat(copy.mf().run("verify", "--bundle", "../..", other).err()).startsWith("REF_ACCESS_DENIED");
    }

    @Test
    void anUnlinkedDocumentIsFoundEvenIfTheLedgerPinsIt() throws IOException {
        // A forger who can write the ledger as well: the digests agree, the contents do not.
        try (StageFixture forged = new StageFixture(folder.resolve("forged"), 1)) {
            String runKey = forged.submitTrainBuild("mf.inspect.forged", true);
            forged.executeAll();
            RunRecord honest = forged.run(runKey);
            forged.replaceDocument(
                    honest, "gate_receipt", receipt -> ((ObjectNode) receipt).put("gate_decision", "FAIL"));
            forged.replaceDocument(honest, "execution_record", record -> {
                ((ObjectNode) record).put("stage_seed", 1);
                ((ObjectNode) record.path("requested_by"))
                        .put("authentication", "authenticated by key " + "0".repeat(64));
                return record;
            });
            CommandLineFixture mf = CommandLineFixture.under(folder, forged.databaseUrl(), forged.storeRoot);

            String out = mf.run("verify", runKey).out();

            assertThat(out)
                    .containsPattern("UNLINKED +gate_receipt .*/gate_decision says \"FAIL\"")
                    .containsPattern("UNLINKED +publish_eligibility .*/gate_receipt says")
                    .containsPattern("UNLINKED +execution_record .*/stage_seed says 1")
                    .containsPattern(
                            "UNLINKED +execution_record .*/requested_by/authentication says \"authenticated by")
                    .containsPattern("UNLINKED +evidence_pack .*execution_record")
                    .containsPattern("UNLINKED +bundle_publication .*/bundle_id says")
                    .doesNotContain("ALTERED");
        }
    }

    @Test
    void usageErrorsAndFindingsHaveDifferentExitCodes() {
        assertThat(copy.mf().run("verify").exitCode()).isEqualTo(2);
        assertThat(copy.mf().run("verify", runs.published, "--bundle", "a", "b").exitCode())
                .isEqualTo(2);
    }

    private JsonNode verified(String runKey) {
        return copy.mf().run("verify", runKey, "--json").documents().get(0);
    }

    private List<String> findings(String runKey) {
        return verified(runKey)
                .path("findings")
                .valueStream()
                .map(finding -> finding.path("kind").asText() + " "
                        + finding.path("artifact").asText())
                .toList();
    }
}
