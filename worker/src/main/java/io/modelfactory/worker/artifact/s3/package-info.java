/**
 * The store in an S3 bucket, found as a service: its address and options, the client with its retries, uploads that
 * never replace an object, and URLs signed for those who have no credentials. No other package uses the SDK.
 */
@NullMarked
package io.modelfactory.worker.artifact.s3;

import org.jspecify.annotations.NullMarked;
