package io.modelfactory.worker.artifact.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.failure.FailureException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3LocationTest {

    @ParameterizedTest
    @CsvSource({"s3://bucket,''", "s3://bucket/,''", "s3://bucket/a/b,a/b/", "s3://bucket/a/b/,a/b/"})
    void anS3RootHasABucketAndMaybeAPrefix(String root, String prefix) {
        assertThat(S3Location.parse(root)).isEqualTo(new S3Location("bucket", prefix));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://", "s3:///x", "s3://B/x", "s3://bucket/../x", "s3://bucket//x", "s3://a:b@bucket/x"})
    void anS3RootThatSaysMoreIsRefused(String root) {
        assertThatThrownBy(() -> S3Location.parse(root))
                .isInstanceOfAny(IllegalArgumentException.class, FailureException.class);
    }
}
