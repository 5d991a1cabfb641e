package io.modelfactory.worker.artifact.s3;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ArtifactStoreProvider;
import io.modelfactory.worker.artifact.PresignedStore;
import io.modelfactory.worker.artifact.ReadOnlyArtifactStore;
import io.modelfactory.worker.artifact.StoreNaming;
import io.modelfactory.worker.artifact.StoreOption;
import io.modelfactory.worker.artifact.StoreOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Stores in a bucket of Amazon S3 or a service like it; the root is {@code s3://bucket/prefix}. */
public final class S3StoreProvider implements ArtifactStoreProvider {
    static final StoreOption ENDPOINT = new StoreOption("endpoint", StoreOption.Kind.HTTP_ADDRESS);
    static final StoreOption REGION = new StoreOption("region", StoreOption.Kind.TEXT);
    static final StoreOption PATH_STYLE = new StoreOption("path_style", StoreOption.Kind.FLAG);

    @Override
    public String id() {
        return "s3";
    }

    @Override
    public List<StoreOption> options() {
        return List.of(ENDPOINT, REGION, PATH_STYLE);
    }

    @Override
    public boolean accepts(String root) {
        return root.startsWith("s3:");
    }

    @Override
    public String rootForm() {
        return "s3://bucket/prefix";
    }

    @Override
    public void requireValidRoot(String root) {
        S3Location.parse(root);
    }

    /** Only the service knows whether there is such a bucket. */
    @Override
    public boolean isMissing(String root) {
        return false;
    }

    @Override
    public ArtifactStore open(String root, StoreOptions options) {
        S3ArtifactStore store = bucket(root, options);
        store.requireConditionalWrites();
        return store;
    }

    @Override
    public ArtifactStore openReadOnly(String root, StoreOptions options) {
        S3ArtifactStore store = bucket(root, options);
        store.requireReachable();
        return new ReadOnlyArtifactStore(store);
    }

    @Override
    public ArtifactStore open(String root, StoreOptions options, Duration timeout) {
        S3ArtifactStore store = bucket(root, options, timeout);
        store.requireConditionalWrites();
        return store;
    }

    @Override
    public ArtifactStore openReadOnly(String root, StoreOptions options, Duration timeout) {
        S3ArtifactStore store = bucket(root, options, timeout);
        store.requireReachable();
        return new ReadOnlyArtifactStore(store);
    }

    private S3ArtifactStore bucket(String root, StoreOptions options, Duration timeout) {
        return new S3ArtifactStore(
                S3Location.parse(root), new S3Service(S3Service.client(s3(options), timeout), S3Service.noRetry()));
    }

    @Override
    public boolean signsUrls() {
        return true;
    }

    @Override
    public PresignedStore openPresigned(String root, StoreOptions options) {
        S3Options reached = s3(options);
        return new S3PresignedStore(
                S3Location.parse(root),
                new S3Service(S3Service.client(reached), S3Service.defaultRetry()),
                S3PresignedStore.presigner(reached));
    }

    @Override
    public StoreNaming naming(String root) {
        S3Location location = S3Location.parse(root);
        return new StoreNaming(id(), "s3://" + location.bucket(), location.prefix());
    }

    private S3ArtifactStore bucket(String root, StoreOptions options) {
        return new S3ArtifactStore(
                S3Location.parse(root), new S3Service(S3Service.client(s3(options)), S3Service.defaultRetry()));
    }

    private S3Options s3(StoreOptions options) {
        return new S3Options(
                options.find(this, ENDPOINT).map(URI::create),
                options.find(this, REGION),
                options.find(this, PATH_STYLE).map(Boolean::parseBoolean).orElse(false));
    }
}
