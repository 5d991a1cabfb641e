package io.modelfactory.worker.artifact.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.artifact.ArtifactStoreFactory;
import io.modelfactory.worker.artifact.PresignedStore;
import io.modelfactory.worker.artifact.SignedObject;
import io.modelfactory.worker.artifact.url.RefusedUrlException;
import io.modelfactory.worker.artifact.url.SignedUrls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Signed URLs of a service that checks signatures. */
class S3PresignedStoreIT {
    private static final String BUCKET = "shards";
    private static final Duration VALIDITY = Duration.ofMinutes(5);

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
    void nothingIsLeft() {
        store.folders("run").forEach(store::deleteFolder);
        store.close();
        assertThat(STORE.keys()).isEmpty();
    }

    @Test
    void whoHasTheUrlsWritesReadsAndDeletesWithoutCredentials() throws IOException {
        SignedObject object = store.sign("run.token-1.a/0.rows", VALIDITY);

        SignedUrls.upload(object.upload(), file("the rows"));

        assertThat(STORE.keys()).containsExactly("rows/run.token-1.a/0.rows");
        assertThat(read(object)).isEqualTo("the rows");

        SignedUrls.delete(object.deletion());
        SignedUrls.delete(object.deletion());

        assertThat(STORE.keys()).isEmpty();
        assertThatExceptionOfType(RefusedUrlException.class)
                .isThrownBy(() -> read(object))
                .withMessageContaining("URL_REFUSED: the object store answers HTTP 404");
    }

    @Test
    void aUrlIsGoodForItsOwnObjectAndMethodOnly() throws IOException {
        SignedObject object = store.sign("run.token-1.a/0.rows", VALIDITY);
        SignedUrls.upload(object.upload(), file("the rows"));
        String another = object.download().replace("0.rows", "1.rows");

        assertThatExceptionOfType(RefusedUrlException.class)
                .isThrownBy(() -> SignedUrls.upload(object.download(), file("other rows")))
                .withMessageContaining("HTTP 403");
        assertThatExceptionOfType(RefusedUrlException.class)
                .isThrownBy(() -> SignedUrls.download(another, "1.rows", InputStream::readAllBytes))
                .withMessageContaining("HTTP 403");
        assertThat(read(object)).isEqualTo("the rows");
    }

    @Test
    void aUrlThatHasExpiredIsRefused() throws IOException {
        SignedObject soon = store.sign("run.token-1.a/0.rows", Duration.ofSeconds(1));
        SignedUrls.upload(store.sign("run.token-1.a/0.rows", VALIDITY).upload(), file("the rows"));

        await().untilAsserted(() -> assertThatExceptionOfType(RefusedUrlException.class)
                .isThrownBy(() -> read(soon))
                .withMessageContaining("HTTP 403"));
    }

    @Test
    void foldersAreFoundByTheirBeginningAndDeletedWhole() throws IOException {
        for (String key : new String[] {"run.token-1.a/0.rows", "run.token-1.a/1.rows", "run.token-2.b/0.rows"}) {
            SignedUrls.upload(store.sign(key, VALIDITY).upload(), file(key));
        }

        assertThat(store.folders("run.token-")).containsExactlyInAnyOrder("run.token-1.a", "run.token-2.b");
        assertThat(store.folders("other.token-")).isEmpty();

        store.deleteFolder("run.token-1.a");

        assertThat(STORE.keys()).containsExactly("rows/run.token-2.b/0.rows");
    }

    @Test
    void theTextOfAnObjectHasNoUrl() {
        SignedObject object = store.sign("run.token-1.a/0.rows", VALIDITY);

        assertThat(object.toString()).doesNotContain("http", "Signature", S3Server.ACCESS_KEY);
        assertThat(object.download()).contains("X-Amz-Signature").doesNotContain(S3Server.SECRET_KEY);
    }

    private static String read(SignedObject object) throws IOException {
        return new String(SignedUrls.download(object.download(), "0.rows", InputStream::readAllBytes), UTF_8);
    }

    private static Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("upload"), content);
    }
}
