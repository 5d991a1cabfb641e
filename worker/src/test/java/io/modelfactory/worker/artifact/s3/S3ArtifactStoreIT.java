package io.modelfactory.worker.artifact.s3;

import static io.modelfactory.worker.failure.FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.resilience4j.retry.Retry;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ArtifactStoreContract;
import io.modelfactory.worker.artifact.ArtifactStoreFactory;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.artifact.folder.ReadableRoots;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.inspect.verify.SignatureRequirement;
import io.modelfactory.worker.inspect.verify.Verification;
import io.modelfactory.worker.inspect.verify.VerificationFinding;
import io.modelfactory.worker.inspect.verify.Verifier;
import io.modelfactory.worker.resolve.TrainPlanResolver;
import io.modelfactory.worker.signing.TrustedKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract against a real service that honours conditional writes, and what else S3 brings along. */
class S3ArtifactStoreIT extends ArtifactStoreContract {
    private static final byte[] CONTENT = "content".getBytes(UTF_8);
    private static final byte[] OTHER = "tnetnoc".getBytes(UTF_8);
    private static final String BUCKET = "artifacts";

    @RegisterExtension
    static final S3Bucket SERVER = new S3Bucket(BUCKET);

    private static S3Client client;

    private S3Location location;
    private S3ArtifactStore store;

    @BeforeAll
    static void openClient() {
        client = S3Service.client(SERVER.options());
    }

    @AfterAll
    static void closeClient() {
        client.close();
    }

    @BeforeEach
    void openStore() {
        location = S3Location.parse("s3://" + BUCKET + "/" + UUID.randomUUID());
        store = new S3ArtifactStore(location, service(client));
    }

    private static S3Service service(S3Client client) {
        return new S3Service(client, Retry.of("test", S3Service.retryConfig(Duration.ofMillis(1))));
    }

    @Override
    protected ArtifactStore store() {
        return store;
    }

    @Test
    void openingAStoreChecksConditionalWrites() {
        try (ArtifactStore opened = ArtifactStoreFactory.open(location.toString(), SERVER.storeOptions())) {
            opened.write("run/x", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION);
            assertThat(opened.keyOf(location + "run/x")).isEqualTo("run/x");
        }
        assertThat(store.read("run/x", 100)).hasValue(CONTENT);
    }

    @Test
    void aForeignObjectWithoutDigestIsComparedByItsBytes() {
        putAround("run/x", CONTENT, Map.of());

        store.write("run/x", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION);

        assertThatThrownBy(() -> store.write("run/x", OTHER, GATE_RECEIPT_IMMUTABILITY_VIOLATION))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(Sha256.hex(CONTENT));
        assertThat(store.read("run/x", 100)).hasValue(CONTENT);
    }

    @Test
    void bytesThatContradictTheirDigestAreRefused() throws IOException {
        putAround("run/x", OTHER, Map.of("sha256", Sha256.hex(CONTENT)));

        assertThatThrownBy(() -> store.read("run/x", 100))
                .isInstanceOf(TransientFaultException.class)
                .hasMessageContainingAll("run/x", Sha256.hex(CONTENT), Sha256.hex(OTHER));
        assertThatThrownBy(() -> store.localFile("run/x", scratch)).isInstanceOf(TransientFaultException.class);
        try (InputStream content = store.open("run/x").orElseThrow()) {
            assertThatThrownBy(content::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRefusedMultipartUploadLeavesNoParts() throws IOException {
        byte[] large = new byte[2 * S3ConditionalUpload.PART_BYTES + 1];
        Path file = Files.write(scratch.resolve("model"), large);
        store.writeFile("run/model.ubj", file, GATE_RECEIPT_IMMUTABILITY_VIOLATION);
        large[S3ConditionalUpload.PART_BYTES] = 1;
        Files.write(file, large);

        assertThatThrownBy(() -> store.writeFile("run/model.ubj", file, GATE_RECEIPT_IMMUTABILITY_VIOLATION))
                .isInstanceOf(FailureException.class);

        String eTag = client.headObject(r -> r.bucket(BUCKET).key(location.objectKey("run/model.ubj")))
                .eTag();
        assertThat(eTag).as("S3 counts the parts in the tag").endsWith("-3\"");
        assertThat(unfinishedUploads()).isZero();
    }

    @Test
    void bytesThatChangeWhileTheyAreUploadedDoNotBecomeAnObject() {
        byte[] offered = new byte[S3ConditionalUpload.PART_BYTES + 1];
        byte[] changed = offered.clone();
        changed[0] = 1;
        S3ConditionalUpload creation = new S3ConditionalUpload(location);

        assertThatThrownBy(() -> creation.tryCreate(
                        client, ArtifactRef.of("run/x", offered), () -> new ByteArrayInputStream(changed)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("run/x");

        assertThat(store.size("run/x")).isEmpty();
        assertThat(unfinishedUploads()).isZero();
    }

    private static long unfinishedUploads() {
        return client.listMultipartUploads(r -> r.bucket(BUCKET)).uploads().size();
    }

    /**
     * A refusal must not be taken for trouble with the line, which is what it was as long as something was sent after
     * it.
     */
    @Test
    void aRefusalIsHeardAtOnceHoweverOftenItIsProvoked() {
        AtomicInteger retries = new AtomicInteger();
        store.onRetry(retries::incrementAndGet);

        for (int i = 0; i < 50; i++) {
            store.verifyWriteOnce();
        }

        assertThat(retries).hasValue(0);
    }

    @Test
    void aMissingBucketIsTroubleAndNotAnAbsentObject() {
        S3ArtifactStore nowhere = new S3ArtifactStore(S3Location.parse("s3://no-such-bucket/x"), service(client));

        assertThatThrownBy(() -> nowhere.read("run/x", 100)).isInstanceOf(TransientFaultException.class);
        assertThatThrownBy(() -> nowhere.write("run/x", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION))
                .isInstanceOf(TransientFaultException.class);
        assertThatThrownBy(nowhere::requireConditionalWrites).isInstanceOf(TransientFaultException.class);
        assertThatThrownBy(nowhere::requireReachable).isInstanceOf(TransientFaultException.class);
    }

    @Test
    void aStoreOpenedToReadIsReachedWithoutLeavingATrace() {
        try (ArtifactStore opened = ArtifactStoreFactory.openReadOnly(location.toString(), SERVER.storeOptions())) {
            assertThat(opened.read("run/x", 100)).isEmpty();
        }
        assertThat(client.listObjectsV2(r ->
                                r.bucket(BUCKET).prefix(location.objectKey("x").replaceAll("x$", "")))
                        .contents())
                .isEmpty();
    }

    @Test
    void anUnreadableObjectIsAVerificationFinding() {
        BundleIdentity bundle = new BundleIdentity("bundle_1", "v0-0123456789ab");
        String manifest = ArtifactKeys.registryBundleManifest(bundle.bundleId(), bundle.bundleVersion());
        putAround(manifest, OTHER, Map.of("sha256", Sha256.hex(CONTENT)));
        JsonSchemas schemas = new JsonSchemas();
        DocumentStore documents = new DocumentStore(store, schemas);
        TrainPlanResolver resolver = new TrainPlanResolver(store, documents, schemas, ReadableRoots.of(List.of()));

        Verification result = new Verifier(
                        store,
                        documents,
                        resolver,
                        new SignatureRequirement(TrustedKeys.none(), false),
                        TrainerRegistry.discover(),
                        progress -> {})
                .bundle(bundle);

        assertThat(result.findings())
                .extracting(VerificationFinding::kind, VerificationFinding::artifact)
                .containsExactly(
                        tuple(VerificationFinding.Kind.INVALID, "bundle_manifest"),
                        tuple(VerificationFinding.Kind.MISSING, "registry_record"),
                        tuple(VerificationFinding.Kind.MISSING, "registry_event"));
    }

    private void putAround(String key, byte[] content, Map<String, String> metadata) {
        // The server closes connections that were idle, so that a call may have to be made again here as anywhere.
        service(client)
                .call(
                        "write around the store",
                        s3 -> s3.putObject(
                                r -> r.bucket(BUCKET)
                                        .key(location.objectKey(key))
                                        .metadata(metadata),
                                RequestBody.fromBytes(content)));
    }
}
