package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.CommandLineFixture.CapturedOutput;
import io.modelfactory.worker.app.cli.TrainedRuns.StoreCopy;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.execution.StageFixture;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.signing.DsseEnvelope;
import io.modelfactory.worker.signing.KeyPairFiles;
import io.modelfactory.worker.signing.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mf verify} reports of the signature of a bundle. */
class VerifySignatureIT {
    private static final SignedRun SIGNED_RUN = SignedRun.published();

    @TempDir
    private Path folder = Path.of("");

    /** A run whose bundle was signed, the key, and a key that is not trusted. */
    private record SignedRun(
            StageFixture factory, RunRecord run, String id, String version, KeyPairFiles key, KeyPairFiles strange) {
        static SignedRun published() {
            try {
                Path home = Files.createTempDirectory("signed");
                KeyPairFiles key = KeyPairFiles.generate(home, "key");
                StageFixture factory = new StageFixture(home, 2);
                factory.signAndSaySo(key.signer());
                String runKey = factory.submitTrainBuild("mf.verify.signed", true);
                factory.executeUntilFinished(runKey);
                factory.archiveReceipts();
                RunRecord run = factory.run(runKey);
                String[] path = Objects.requireNonNull(run.refs().get("registry_record"))
                        .ref()
                        .split("/", -1);
                return new SignedRun(factory, run, path[2], path[3], key, KeyPairFiles.generate(home, "strange"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        StoreCopy copy(Path folder) throws IOException {
            return TrainedRuns.copyOf(factory, folder);
        }
    }

    @Test
    void aTrustedSignatureIsValidForRunAndBundle() throws IOException {
        CommandLineFixture mf = SIGNED_RUN.copy(folder).mf();

        CapturedOutput run = mf.run("verify", SIGNED_RUN.run().runKey(), "--trusted-key", trusted());
        CapturedOutput bundle =
                mf.run("verify", "--bundle", SIGNED_RUN.id(), SIGNED_RUN.version(), "--trusted-key", trusted());

        for (CapturedOutput outcome : List.of(run, bundle)) {
            assertThat(outcome.out())
                    .contains("everything holds")
                    .contains("signature by the trusted key " + SIGNED_RUN.key().keyId() + " was verified and covers")
                    .containsPattern("covers .*model.ubj.*; it does not cover model_card.md and model_card.html");
        }
        assertThat(List.of(run.exitCode(), bundle.exitCode())).containsOnly(0);
    }

    @Test
    void theCardSaysWhichKeySignedAndTheCommandWhetherItIsTrusted() throws IOException {
        CommandLineFixture mf = SIGNED_RUN.copy(folder).mf();
        String[] card = {"card", "--bundle", SIGNED_RUN.id(), SIGNED_RUN.version()};

        CapturedOutput untrusting = mf.run(card);
        CapturedOutput trusting = mf.with("trusted_keys: []", "trusted_keys: ['" + trusted() + "']")
                .run(card);

        assertThat(untrusting.out())
                .contains("Signed by its publisher with the key "
                        + SIGNED_RUN.key().keyId());
        assertThat(untrusting.err()).contains("the signature was not verified, since no key is trusted here");
        assertThat(trusting.err())
                .contains("the bundle was verified: signed: the signature by the trusted key "
                        + SIGNED_RUN.key().keyId());
    }

    @Test
    void oneOfSeveralTrustedKeysIsEnough() throws IOException {
        CapturedOutput outcome = SIGNED_RUN
                .copy(folder)
                .mf()
                .with("trusted_keys: []", "trusted_keys: ['" + trusted() + "']")
                .run("verify", SIGNED_RUN.run().runKey(), "--trusted-key", strange());

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    }

    @Test
    void aSignatureIsOnlyNotedWhereNoKeyIsTrusted() throws IOException {
        CapturedOutput outcome =
                SIGNED_RUN.copy(folder).mf().run("verify", SIGNED_RUN.run().runKey());

        assertThat(outcome.out())
                .contains("not verified", SIGNED_RUN.key().keyId(), "--trusted-key")
                .contains("everything holds");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void anUnknownKeyIsNamed() throws IOException {
        assertThat(findings(SIGNED_RUN.copy(folder), strange()))
                .containsExactly("UNKNOWN_KEY is signed by " + SIGNED_RUN.key().keyId() + ", which is not trusted");
    }

    @Test
    void aPayloadOrSignatureThatWasAlteredBreaksTheSignature() throws IOException {
        StoreCopy copy = SIGNED_RUN.copy(folder);

        alterEnvelope(copy, envelope -> ((ObjectNode) envelope.at("/signatures/0")).put("sig", "AAAA"));

        assertThat(findings(copy, trusted())).singleElement().asString().startsWith("BROKEN_SIGNATURE ");
    }

    @Test
    void bytesAppendedToTheEnvelopeAreFound() throws IOException {
        StoreCopy copy = SIGNED_RUN.copy(folder);
        Files.write(envelope(copy), new byte[] {'\n'}, StandardOpenOption.APPEND);

        assertThat(findings(copy, trusted()))
                .containsExactly("ALTERED has other bytes than the canonical form of what it says");
    }

    @Test
    void aSignedStatementAboutOtherFilesIsASubjectMismatch() throws IOException {
        StoreCopy copy = SIGNED_RUN.copy(folder);
        signAgain(copy, statement -> {
            ((ObjectNode) statement.at("/subject/0/digest")).put("sha256", "0".repeat(64));
            ((ObjectNode) statement.at("/subject/1")).put("name", "other.bin");
        });

        assertThat(findings(copy, trusted()))
                .hasSize(3)
                .allMatch(finding -> finding.startsWith("SUBJECT_MISMATCH "))
                .anyMatch(finding ->
                        finding.contains("bundle_manifest.json is ") && finding.contains("is about " + "0".repeat(64)))
                .anyMatch(finding -> finding.contains("other.bin is nothing"))
                .anyMatch(finding -> finding.contains("the statement is about nothing"));
    }

    @Test
    void aReplacedFileAndManifestDoNotMatchTheSignature() throws IOException {
        StoreCopy copy = SIGNED_RUN.copy(folder);
        Path directory = envelope(copy).resolveSibling("");
        byte[] other = "another model".getBytes(StandardCharsets.UTF_8);
        Files.write(directory.resolve("model.ubj"), other);
        Path manifestFile = directory.resolve("bundle_manifest.json");
        ObjectNode manifest = (ObjectNode) Json.parse(Files.readAllBytes(manifestFile));
        ObjectNode model = (ObjectNode) manifest.at("/files/0");
        model.put("sha256", Sha256.hex(other)).put("bytes", other.length);
        Files.write(manifestFile, CanonicalJson.bytes(manifest));

        assertThat(findings(copy, trusted()))
                .anyMatch(finding -> finding.startsWith("SUBJECT_MISMATCH model.ubj"))
                .anyMatch(finding -> finding.startsWith("SUBJECT_MISMATCH bundle_manifest.json"));
    }

    @Test
    void aSignedStatementAboutOtherInputsOrAnotherRunIsUnlinked() throws IOException {
        StoreCopy copy = SIGNED_RUN.copy(folder);
        signAgain(copy, statement -> {
            ObjectNode dependency =
                    (ObjectNode) statement.at("/predicate/buildDefinition/resolvedDependencies/1/digest");
            dependency.put("sha256", "0".repeat(64));
            ((ObjectNode) statement.at("/predicate/runDetails/metadata")).put("invocationId", "tr_" + "0".repeat(32));
        });

        assertThat(findings(copy, trusted()))
                .hasSize(2)
                .anyMatch(finding -> finding.startsWith("UNLINKED /predicate/buildDefinition/resolvedDependencies"))
                .anyMatch(finding -> finding.startsWith("UNLINKED /predicate/runDetails/metadata/invocationId"));
    }

    /** Without a ledger, the handshake receipt of the run says who built the bundle. */
    @Test
    void aSignedStatementThatNamesAnotherBuilderIsUnlinked() throws IOException {
        StoreCopy copy = SIGNED_RUN.copy(folder);
        signAgain(
                copy,
                statement -> ((ObjectNode) statement.at("/predicate/runDetails/builder/version"))
                        .put("mf_code_release_id", "git:forged"));

        assertThat(findings(copy, trusted()))
                .singleElement()
                .asString()
                .startsWith("UNLINKED /predicate/runDetails/builder/version says")
                .contains("git:forged");

        Files.delete(copy.artifact(SIGNED_RUN.run(), "publish_handshake_receipt"));
        CapturedOutput alone = bundle(copy.mf());
        assertThat(alone.out()).contains("who built the bundle was not compared");
    }

    @Test
    void anUnsignedBundleIsAFindingWhereASignatureIsRequired() throws IOException {
        StoreCopy copy = SIGNED_RUN.copy(folder);
        Files.delete(envelope(copy));

        assertThat(bundle(copy.mf()).out())
                .contains("unsigned: the bundle has no signature")
                .contains("everything holds");
        assertThat(findings(copy, trusted())).singleElement().asString().startsWith("UNSIGNED ");
        CapturedOutput byPolicy = bundle(copy.mf().with("launcher_policy_local_v0.yaml", strictPolicy()));
        assertThat(byPolicy.out()).contains("UNSIGNED");
        assertThat(byPolicy.exitCode()).isEqualTo(1);
        assertThat(copy.mf().run("verify", SIGNED_RUN.run().runKey()).out())
                .as("the ledger knows that it was signed")
                .containsPattern("MISSING +provenance");
    }

    @Test
    void aMissingSignatureFailsWhereThePolicyRequiresOne() throws IOException {
        CapturedOutput outcome =
                bundle(SIGNED_RUN.copy(folder).mf().with("launcher_policy_local_v0.yaml", strictPolicy()));

        assertThat(outcome.out()).contains("UNKNOWN_KEY");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void aFileThatIsNoPublicKeyIsWrongUse() throws IOException {
        CapturedOutput outcome = SIGNED_RUN
                .copy(folder)
                .mf()
                .run(
                        "verify",
                        SIGNED_RUN.run().runKey(),
                        "--trusted-key",
                        SIGNED_RUN.key().privateKey().toString());

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("BEGIN PUBLIC KEY");
    }

    @Test
    void aReproductionNeedsNoKey() throws IOException {
        CapturedOutput outcome =
                SIGNED_RUN.copy(folder).mf().run("reproduce", SIGNED_RUN.run().runKey());

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.out()).doesNotContain("provenance");
    }

    private static CapturedOutput bundle(CommandLineFixture mf) {
        return mf.run("verify", "--bundle", SIGNED_RUN.id(), SIGNED_RUN.version());
    }

    private static List<String> findings(StoreCopy copy, String trustedKey) {
        CapturedOutput outcome = copy.mf()
                .run(
                        "verify",
                        "--bundle",
                        SIGNED_RUN.id(),
                        SIGNED_RUN.version(),
                        "--trusted-key",
                        trustedKey,
                        "--json");
        Stream<JsonNode> findings = outcome.documents().get(0).path("findings").valueStream();
        return findings.filter(finding -> finding.path("artifact").asText().equals("provenance"))
                .map(finding -> finding.path("kind").asText() + " "
                        + finding.path("problem").asText())
                .toList();
    }

    private static void alterEnvelope(StoreCopy copy, Consumer<ObjectNode> change) throws IOException {
        ObjectNode envelope = (ObjectNode) Json.parse(Files.readAllBytes(envelope(copy)));
        change.accept(envelope);
        Files.write(envelope(copy), CanonicalJson.bytes(envelope));
    }

    /** As the owner of the key could. */
    private static void signAgain(StoreCopy copy, Consumer<JsonNode> change) throws IOException {
        DsseEnvelope before = DsseEnvelope.of(Json.parse(Files.readAllBytes(envelope(copy))));
        JsonNode statement = Json.parse(before.payload());
        change.accept(statement);
        DsseEnvelope after = DsseEnvelope.signed(
                before.payloadType(),
                CanonicalJson.bytes(statement),
                SigningKey.read(SIGNED_RUN.key().privateKey()));
        Files.write(envelope(copy), CanonicalJson.bytes(after.toJson()));
    }

    private static Path envelope(StoreCopy copy) {
        return copy.artifact(SIGNED_RUN.run(), "provenance");
    }

    private String strictPolicy() throws IOException {
        String shipped = Files.readString(StageFixture.PROFILES.resolve("launcher_policy_local_v0.yaml"));
        Path strict = Files.writeString(
                folder.resolve("strict.yaml"),
                shipped.replace("launcher:\n", "launcher:\n  require_signed_bundles: true\n"));
        return StageFixture.PROFILES.relativize(strict).toString();
    }

    private static String trusted() {
        return SIGNED_RUN.key().publicKey().toString();
    }

    private static String strange() {
        return SIGNED_RUN.strange().publicKey().toString();
    }
}
