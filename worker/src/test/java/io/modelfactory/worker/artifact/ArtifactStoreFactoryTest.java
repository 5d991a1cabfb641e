package io.modelfactory.worker.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelfactory.worker.artifact.folder.FolderStoreProvider;
import io.modelfactory.worker.artifact.s3.S3StoreProvider;
import io.modelfactory.worker.failure.FailureCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactStoreFactoryTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/prefix, s3",
        "/var/lib/store, folder",
        "./relative, folder",
        "a b, folder",
        "./with:colon, folder",
        "named-folder:/var/lib/store, named_folder"
    })
    void aRootIsMeantForOneProvider(String root, String provider) {
        assertThat(ArtifactStoreFactory.providerOf(root).id()).isEqualTo(provider);
        assertThat(ArtifactStoreFactory.providers())
                .filteredOn(any -> any.accepts(root))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gs://bucket/prefix", "S3://bucket", "file:///var/lib/store", "https://host/path"})
    void aRootThatNoProviderAcceptsIsRefusedWithTheFormsThatAre(String root) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ArtifactStoreFactory.open(root, StoreOptions.none()))
                .withMessageContainingAll(root, "s3://bucket/prefix", "the path of a folder", "named-folder:/path");
    }

    @Test
    void aRootThatItsProviderRefusesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ArtifactStoreFactory.openReadOnly("s3:bucket", StoreOptions.none()))
                .withMessageContaining("write s3://bucket/prefix");
    }

    /** A class and a line in META-INF/services are all that a further store takes. */
    @Test
    void aStoreCanBeAddedWithoutAChangeToTheWorker() {
        String root = "named-folder:" + folder.resolve("store");
        assertThat(ArtifactStoreFactory.providerOf(root).isMissing(root)).isTrue();

        try (ArtifactStore store = ArtifactStoreFactory.open(root, StoreOptions.none())) {
            store.write("a/key", new byte[] {1}, FailureCode.PUBLISH_CONFLICT);
        }
        try (ArtifactStore store = ArtifactStoreFactory.openReadOnly(root, StoreOptions.none())) {
            assertThat(store.read("a/key", 1)).hasValue(new byte[] {1});
        }
    }

    @Test
    void objectsAreNamedAsOpenLineageNamesThem() {
        StoreNaming bucket = new S3StoreProvider().naming("s3://bucket/some/prefix");
        StoreNaming wholeBucket = new S3StoreProvider().naming("s3://bucket");
        StoreNaming path = new FolderStoreProvider().naming("/var/lib/../store");

        assertThat(bucket.namespace()).isEqualTo("s3://bucket");
        assertThat(bucket.name("run/x.json")).isEqualTo("some/prefix/run/x.json");
        assertThat(wholeBucket.name("run/x.json")).isEqualTo("run/x.json");
        assertThat(path.namespace()).isEqualTo("file");
        assertThat(path.name("run/x.json")).isEqualTo("/var/store/run/x.json");
    }
}
