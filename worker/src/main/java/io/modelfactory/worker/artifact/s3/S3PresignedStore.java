package io.modelfactory.worker.artifact.s3;

import io.modelfactory.worker.artifact.PresignedStore;
import io.modelfactory.worker.artifact.SignedObject;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Objects in an S3 bucket, whose URLs are signed with the credentials of this process. */
final class S3PresignedStore implements PresignedStore {
    private final S3Location location;
    private final S3Service service;
    private final S3Presigner presigner;

    S3PresignedStore(S3Location location, S3Service service, S3Presigner presigner) {
        this.location = location;
        this.service = service;
        this.presigner = presigner;
    }

    static S3Presigner presigner(S3Options options) {
        S3Presigner.Builder builder = S3Presigner.builder()
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(options.pathStyle())
                        .build());
        options.endpoint().ifPresent(builder::endpointOverride);
        options.region().map(Region::of).ifPresent(builder::region);
        return builder.build();
    }

    @Override
    public SignedObject sign(String key, Duration validity) {
        String objectKey = location.objectKey(key);
        return service.call("sign URLs of " + location, client -> {
            PresignedRequest upload = presigner.presignPutObject(signed -> signed.signatureDuration(validity)
                    .putObjectRequest(r -> r.bucket(location.bucket()).key(objectKey)));
            PresignedRequest download = presigner.presignGetObject(signed -> signed.signatureDuration(validity)
                    .getObjectRequest(r -> r.bucket(location.bucket()).key(objectKey)));
            PresignedRequest deletion = presigner.presignDeleteObject(signed -> signed.signatureDuration(validity)
                    .deleteObjectRequest(r -> r.bucket(location.bucket()).key(objectKey)));
            return new SignedObject(url(upload), url(download), url(deletion));
        });
    }

    /** Its holders send no header but what every client sends. */
    private static String url(PresignedRequest request) {
        if (request.signedHeaders().size() > 1) {
            throw new IllegalStateException(
                    "a URL needs the headers " + request.signedHeaders().keySet());
        }
        return request.url().toString();
    }

    @Override
    public List<String> folders(String beginning) {
        int ownPrefix = location.prefix().length();
        return service.call(
                "list " + location,
                client -> client
                        .listObjectsV2Paginator(r -> r.bucket(location.bucket())
                                .prefix(location.objectKey(beginning))
                                .delimiter("/"))
                        .commonPrefixes()
                        .stream()
                        .map(found -> found.prefix()
                                .substring(ownPrefix, found.prefix().length() - 1))
                        .toList());
    }

    @Override
    public void deleteFolder(String folder) {
        String prefix = location.objectKey(folder) + "/";
        service.call("delete " + location + folder, client -> {
            forEach(
                    client,
                    prefix,
                    object ->
                            client.deleteObject(r -> r.bucket(location.bucket()).key(object.key())));
            return folder;
        });
    }

    private void forEach(S3Client client, String prefix, Consumer<S3Object> action) {
        client.listObjectsV2Paginator(r -> r.bucket(location.bucket()).prefix(prefix))
                .contents()
                .forEach(action);
    }

    @Override
    public void close() {
        presigner.close();
        service.close();
    }
}
