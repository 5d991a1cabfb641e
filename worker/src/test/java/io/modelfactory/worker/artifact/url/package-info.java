/** Tests of requests by signed URLs. */
@NullMarked
package io.modelfactory.worker.artifact.url;

import org.jspecify.annotations.NullMarked;
