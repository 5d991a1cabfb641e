package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.inspect.verify.SignatureRequirement;
import io.modelfactory.worker.inspect.verify.Verifier;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.SubmissionOutcome;
import io.modelfactory.worker.ledger.run.PublishOverride;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.publish.PublishableRun;
import io.modelfactory.worker.signing.DsseEnvelope;
import io.modelfactory.worker.signing.KeyPairFiles;
import io.modelfactory.worker.signing.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run on which its gate could not decide, published by a principal who may decide instead. */
class OverriddenRunIT extends CardPaymentRuns {
    /** Too near to what the model reaches, for intervals that wide. */
    private static final String UNDECIDED = """
            eval_thresholds: {min_auc_roc: 0.85, min_brier_skill: 0.01}
            uncertainty: {judge: bound, bootstrap_draws: 199}
            """;

    private KeyPairFiles key = new KeyPairFiles(Path.of(""), Path.of(""));

    @BeforeEach
    void signBundles() {
        key = KeyPairFiles.generate(folder, "bundles");
        factory.signWith(key.signer());
    }

    @Test
    void itIsNamedWhereverTheBundleIsDescribed() throws IOException {
        RunRecord failed = run("undecided", UNDECIDED);
        assertThat(failed.failureCode()).as(failed.failureMessage().orElse("")).contains(FailureCode.GATE_INCONCLUSIVE);
        byte[] receipt = Files.readAllBytes(file(failed, "gate_receipt"));

        assertThat(override(failed)).isInstanceOf(SubmissionOutcome.Converged.class);
        factory.executeAll();

        RunRecord run = factory.run(failed.runKey());
        assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        assertThat(factory.trainingCount()).isEqualTo(1);
        assertThat(Files.readAllBytes(file(run, "gate_receipt"))).isEqualTo(receipt);
        JsonNode document = document(run, "publish_override");
        assertThat(new JsonSchemas().violations(ContractDocument.PUBLISH_OVERRIDE, document))
                .isEmpty();
        assertThat(override(run.refs()).ref()).endsWith(run.runKey() + "/publish/override.json");
        assertThat(document.path("override"))
                .isEqualTo(run.publishOverride().orElseThrow().toJson());
        JsonNode named = document(run, "registry_event").path("evidence_refs").path(3);
        assertThat(named.path("ref_type").asText()).isEqualTo("mf_publish_override");
        assertThat(named.path("ref_id").asText()).isEqualTo(override(run.refs()).ref());
        String card = Files.readString(bundleFolder(run).resolve("model_card.md"));
        assertThat(card)
                .contains("Published by override of HUMAN::risk::ada: the gate could not decide.")
                .contains("authenticated by key key-1")
                .contains("The reason given: seen by the committee");
        JsonNode provenance =
                Json.parse(DsseEnvelope.of(document(run, "provenance")).payload());
        assertThat(provenance
                        .at("/predicate/buildDefinition/internalParameters/publish_override/digest/sha256")
                        .asText())
                .isEqualTo(override(run.refs()).sha256());
        assertThat(provenance.path("subject").findValuesAsText("name")).contains("override.json");
        assertVerified(run);
    }

    /** Each worker dies one write later than the one before it; the last finds done what is done. */
    @Test
    void aWorkerMayDieAfterAnyWrite() throws IOException {
        RunRecord failed = run("undecided", UNDECIDED);
        override(failed);
        RunRecord run =
                factory.ledger.beginPublication(factory.claimWithExpiredLease().lease());
        int deaths = 0;
        while (diesAfter(deaths, run)) {
            deaths++;
        }
        Map<String, byte[]> left = files();

        factory.executeAll();

        assertThat(deaths).as("writes of a publication").isGreaterThan(10);
        assertThat(factory.run(run.runKey()).state()).isEqualTo(RunState.PUBLISHED);
        Map<String, byte[]> after = files();
        assertThat(after.keySet()).isEqualTo(left.keySet());
        after.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(left.get(name)));
        assertThat(factory.lifecycleEventIds()).hasSize(1);
        assertThat(factory.trainingCount()).isEqualTo(1);
        assertVerified(factory.run(run.runKey()));
    }

    /** Whether this many writes are not all; the worker is gone then, and the ledger does not know. */
    private boolean diesAfter(int writes, RunRecord run) {
        AtomicInteger left = new AtomicInteger(writes);
        factory.store.beforeWrites(key -> {
            if (left.getAndDecrement() <= 0) {
                throw new IllegalStateException("the worker dies before it writes " + key);
            }
        });
        try {
            factory.publishStage.publish(PublishableRun.of(run));
            return false;
        } catch (IllegalStateException died) {
            return true;
        } finally {
            factory.store.clearFaults();
        }
    }

    @Test
    void evidenceOfAnyOtherVerdictIsNotPublishedWhateverTheLedgerSays() throws IOException {
        RunRecord failed = run("bad", "eval_thresholds: {min_auc_roc: 0.99, min_brier_skill: 0.01}");
        PublishableRun said = PublishableRun.of(failed);
        PublishOverride override =
                new PublishOverride("override-1", "HUMAN::risk::ada", "key-1", "why not", Instant.EPOCH);

        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> factory.publishStage.publish(new PublishableRun(
                        said.runKey(),
                        said.request(),
                        said.executionStartedAt(),
                        said.runConfigDigest(),
                        said.evidence(),
                        Optional.of(override),
                        said.workers())))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.PUBLISH_NOT_ELIGIBLE));
        assertThat(factory.storeRoot.resolve("registry")).doesNotExist();
    }

    @Test
    void anOverriddenBundleIsAChampionLikeAnyOther() throws IOException {
        RunRecord failed = run("undecided", UNDECIDED);
        override(failed);
        factory.executeAll();
        JsonNode bundle = document(factory.run(failed.runKey()), "registry_record");

        RunRecord challenger = run(
                "challenger",
                EASY
                        + """
                minimum_comparison_rows: 100
                baseline_bundle: {bundle_id: %s, bundle_version: %s, allowed_regression: {auc_roc: 0.3}}
                """.formatted(
                                        bundle.path("bundle_id").asText(),
                                        bundle.path("bundle_version").asText()));

        assertThat(document(challenger, "gate_receipt").at("/baseline_bundle/bundle_id"))
                .isEqualTo(bundle.path("bundle_id"));
    }

    private RunRecord run(String name, String governance) throws IOException {
        return run(name, payments.training(name + "-training", XGBOOST, SMALL, PLAIN), governance, columns -> {});
    }

    private SubmissionOutcome override(RunRecord run) {
        return factory.submit(new IntakeEntry.PublishOverrideEntry(
                "override-1",
                "hash",
                run.runKey(),
                "seen by the committee",
                StageFixture.RUN,
                "HUMAN::risk::ada",
                Optional.of("key-1"),
                Optional.empty()));
    }

    private void assertVerified(RunRecord run) throws IOException {
        JsonNode bundle = document(run, "registry_record");
        Verifier verifier = new Verifier(
                factory.store,
                new DocumentStore(factory.store, new JsonSchemas()),
                factory.resolver,
                new SignatureRequirement(TrustedKeys.read(List.of(key.publicKey())), true),
                TrainerRegistry.discover(),
                progress -> {});
        assertThat(verifier.run(run, List.of(), true).findings()).isEmpty();
        assertThat(verifier.bundle(new BundleIdentity(
                                bundle.path("bundle_id").asText(),
                                bundle.path("bundle_version").asText()))
                        .findings())
                .isEmpty();
        Path copy = bundleFolder(run).resolve(ArtifactKeys.PUBLISH_OVERRIDE);
        byte[] kept = Files.readAllBytes(copy);
        Files.delete(copy);
        assertThat(verifier.run(run, List.of(), false).findings())
                .as("without its override it is no bundle")
                .isNotEmpty();
        Files.write(copy, kept);
    }

    private static ArtifactRef override(Map<String, ArtifactRef> refs) {
        return Objects.requireNonNull(refs.get("publish_override"));
    }

    private Path bundleFolder(RunRecord run) {
        return file(run, "registry_record").resolveSibling("");
    }

    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(factory.storeRoot)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(factory.storeRoot.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }
}
