package io.modelfactory.worker.artifact.s3;

import java.net.URI;
import java.util.Optional;

/**
 * How an S3 service is reached. Credentials are no option: they come from the default chain (environment, profile
 * files, container or instance role).
 *
 * @param endpoint of a service other than Amazon's
 * @param region else the default chain's
 * @param pathStyle {@code http://host/bucket/key} instead of {@code http://bucket.host/key}
 */
record S3Options(Optional<URI> endpoint, Optional<String> region, boolean pathStyle) {}
