package io.modelfactory.worker.app.doctor;

import io.modelfactory.worker.artifact.ArtifactStoreFactory;
import io.modelfactory.worker.artifact.PresignedStore;
import io.modelfactory.worker.artifact.SignedObject;
import io.modelfactory.worker.artifact.StoreOptions;
import io.modelfactory.worker.artifact.url.SignedUrls;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Whether a cluster's rows can be written, read and deleted in their bucket by URLs that this host's identity signs.
 */
final class ShardBucketCheck implements DoctorCheck {
    private static final Duration VALIDITY = Duration.ofMinutes(5);
    private static final String PREFIX = "doctor-";
    private static final String FIX = "let the worker's identity put, get, delete and list objects there, and see that"
            + " wiring.object_store.s3 names the service";

    private final Optional<String> bucket;
    private final StoreOptions options;

    /** @param wiring whose training needs a bucket if its executor is a cluster that reads from one */
    ShardBucketCheck(Wiring wiring) {
        this(
                Optional.of(wiring.training())
                        .filter(training -> training.executor().equals("spark"))
                        .flatMap(training -> training.spark().shards())
                        .filter(place -> ArtifactStoreFactory.providerOf(place).signsUrls()),
                wiring.objectStore().options());
    }

    /** @param bucket empty if there is nothing to look at */
    ShardBucketCheck(Optional<String> bucket, StoreOptions options) {
        this.bucket = bucket;
        this.options = options;
    }

    @Override
    public String subject() {
        return "shards";
    }

    @Override
    public List<DoctorFinding> examine() throws IOException {
        return bucket.isPresent() ? List.of(examine(bucket.get())) : List.of();
    }

    private DoctorFinding examine(String place) throws IOException {
        String content = UUID.randomUUID().toString();
        Path file = Files.writeString(Files.createTempFile("mf-doctor-", ".rows"), content);
        try (PresignedStore store = ArtifactStoreFactory.openPresigned(place, options)) {
            store.folders(PREFIX);
            SignedObject object = store.sign(PREFIX + content + "/0.rows", VALIDITY);
            SignedUrls.upload(object.upload(), file);
            byte[] read = SignedUrls.download(object.download(), "what was written", InputStream::readAllBytes);
            SignedUrls.delete(object.deletion());
            return new String(read, StandardCharsets.UTF_8).equals(content)
                    ? DoctorFinding.ok(subject(), place + " takes, gives and deletes objects by signed URLs")
                    : DoctorFinding.fail(subject(), place + " does not give back what it takes", FIX);
        } catch (TransientFaultException | IOException refused) {
            return DoctorFinding.fail(subject(), place + ": " + refused.getMessage(), FIX);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
