package io.modelfactory.worker.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.doctor.DoctorFinding.Severity;
import io.modelfactory.worker.artifact.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The place of a cluster's rows, examined on a service that checks signatures. */
class ShardBucketCheckIT {
    @TempDir
    private static Path folder = Path.of("");

    private static S3Server server;

    @BeforeAll
    static void startServer() throws IOException {
        server = S3Server.start(folder);
        server.createBucket("rows", Files.createDirectories(folder.resolve("nothing")));
        System.setProperty("aws.accessKeyId", S3Server.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", S3Server.SECRET_KEY);
    }

    @AfterAll
    static void stopServer() {
        server.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void aBucketThatTakesAndGivesByUrlsIsFineAndIsLeftAsItWas() throws IOException {
        assertThat(check("s3://rows/shards").examine()).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Severity.OK);
            assertThat(finding.fact()).isEqualTo("s3://rows/shards takes, gives and deletes objects by signed URLs");
        });
        assertThat(server.keys("rows")).isEmpty();
    }

    @Test
    void aBucketThatIsNotThereIsNamed() throws IOException {
        assertThat(check("s3://another-bucket/shards").examine())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.verdict()).isEqualTo(Severity.FAIL);
                    assertThat(finding.fact()).startsWith("s3://another-bucket/shards: ");
                    assertThat(finding.fix())
                            .hasValueSatisfying(fix -> assertThat(fix).contains("wiring.object_store.s3"));
                });
    }

    @Test
    void whereNoClusterReadsFromABucketThereIsNothingToSay() throws IOException {
        assertThat(new ShardBucketCheck(Optional.empty(), server.storeOptions()).examine())
                .isEmpty();
    }

    private static ShardBucketCheck check(String place) {
        return new ShardBucketCheck(Optional.of(place), server.storeOptions());
    }
}
