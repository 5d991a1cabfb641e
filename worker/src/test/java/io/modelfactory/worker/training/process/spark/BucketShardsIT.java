package io.modelfactory.worker.training.process.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.worker.artifact.ArtifactStoreFactory;
import io.modelfactory.worker.artifact.PresignedStore;
import io.modelfactory.worker.artifact.s3.S3Bucket;
import io.modelfactory.worker.artifact.url.SignedUrls;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Shards in a bucket, from the grant of the worker to the deletion. */
class BucketShardsIT {
    private static final String BUCKET = "shards";
    private static final JobTag TAG = new JobTag("tr_1", 4);

    @TempDir
    private static Path folder = Path.of("");

    @RegisterExtension
    static final S3Bucket STORE = new S3Bucket(BUCKET);

    private PresignedStore store;

    @BeforeEach
    void open() {
        store = ArtifactStoreFactory.openPresigned("s3://" + BUCKET + "/rows", STORE.storeOptions());
    }

    @AfterEach
    void close() {
        store.folders("tr_").forEach(store::deleteFolder);
        store.close();
    }

    @Test
    void aShardLeavesThisMachineForAnObjectNamedByRunAndToken() throws IOException {
        try (BuildShards shards = shards(TAG)) {
            BucketPlace place = new BucketPlace(shards.grant(), folder.resolve("scratch"));
            publish(place, "train-0.rows");
            publish(place, "train-1.rows");

            assertThat(STORE.keys())
                    .hasSize(2)
                    .allMatch(key -> key.matches("rows/tr_1\\.token-4\\.[0-9a-f-]{36}/[01]\\.rows"));
            assertThat(place.folder()).isDirectoryNotContaining("glob:**.rows");
            ShardManifest manifest = ShardManifest.read(place.folder()).orElseThrow();
            assertThat(manifest.downloads()).containsOnlyKeys("train-0.rows", "train-1.rows");
            String read = SignedUrls.download(
                    Objects.requireNonNull(manifest.downloads().get("train-1.rows")),
                    "train-1.rows",
                    content -> new String(content.readAllBytes(), UTF_8));
            assertThat(read).isEqualTo("train-1.rows");

            place.close();

            assertThat(place.folder()).doesNotExist();
            assertThat(STORE.keys()).isEmpty();
        }
    }

    @Test
    void whatAKilledTrainerProcessHasLeftGoesWithTheBuild() throws IOException {
        BuildShards shards = shards(TAG);
        publish(new BucketPlace(shards.grant(), folder.resolve("scratch")), "train-0.rows");

        shards.close();

        assertThat(STORE.keys()).isEmpty();
    }

    @Test
    void aNewClaimDeletesWhatThoseBeforeHaveLeftOfTheSameRun() throws IOException {
        publish(place(new JobTag("tr_1", 3)), "train-0.rows");
        publish(place(new JobTag("tr_1", 0)), "train-0.rows");
        publish(place(new JobTag("tr_1", 5)), "train-0.rows");
        publish(place(new JobTag("tr_2", 1)), "train-0.rows");

        shards(TAG).grant();

        assertThat(STORE.keys())
                .hasSize(3)
                .noneMatch(key -> key.contains("token-3"))
                .noneMatch(key -> key.contains("token-4"));
    }

    @Test
    void aZombieWritesBesideTheNextAttemptAndItsShardsGoWithIt() throws IOException {
        BucketPlace zombie = place(new JobTag("tr_1", 3));
        BuildShards next = shards(TAG);
        BucketPlace place = new BucketPlace(next.grant(), folder.resolve("scratch"));
        publish(place, "train-0.rows");

        publish(zombie, "train-0.rows");

        assertThat(STORE.keys()).hasSize(2);
        next.close();
        assertThat(STORE.keys()).isEmpty();
    }

    @Test
    void aGrantIsTakenOnceAndLeavesNoUrlBehind() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        ShardGrant grant = shards(TAG).grant();
        grant.leave(home, 0);

        ShardGrant taken = ShardGrant.take(home);

        assertThat(taken).isEqualTo(grant);
        assertThat(taken.toString()).doesNotContain("http");
        assertThat(taken.objects()).hasSize(4);
        assertThat(home).isEmptyDirectory();
        assertThatExceptionOfType(TransientFaultException.class).isThrownBy(() -> ShardGrant.take(home));
        grant.leave(home, 1);
        ShardGrant.takeBack(home);
        assertThat(home).isEmptyDirectory();
    }

    private BucketPlace place(JobTag tag) {
        return new BucketPlace(shards(tag).grant(), folder.resolve("scratch"));
    }

    private BuildShards shards(JobTag tag) {
        return new BuildShards(store, tag, 2, Duration.ofMinutes(5));
    }

    private static void publish(BucketPlace place, String name) throws IOException {
        place.publish(Files.writeString(place.folder().resolve(name), name));
    }
}
