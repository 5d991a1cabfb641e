/** Tests of the store in an S3 bucket, and a server to test with. */
@NullMarked
package io.modelfactory.worker.artifact.s3;

import org.jspecify.annotations.NullMarked;
