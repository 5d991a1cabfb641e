package io.modelfactory.worker.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.doctor.DoctorFinding.Severity;
import io.modelfactory.worker.artifact.s3.S3Bucket;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The place of a cluster's rows, examined on a service that checks signatures. */
class ShardBucketCheckIT {
    @RegisterExtension
    static final S3Bucket STORE = new S3Bucket("rows");

    @Test
    void aBucketThatTakesAndGivesByUrlsIsFineAndIsLeftAsItWas() throws IOException {
        assertThat(check("s3://rows/shards").examine()).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Severity.OK);
            assertThat(finding.fact()).isEqualTo("s3://rows/shards takes, gives and deletes objects by signed URLs");
        });
        assertThat(STORE.keys()).isEmpty();
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
        assertThat(new ShardBucketCheck(Optional.empty(), STORE.storeOptions()).examine())
                .isEmpty();
    }

    private static ShardBucketCheck check(String place) {
        return new ShardBucketCheck(Optional.of(place), STORE.storeOptions());
    }
}
