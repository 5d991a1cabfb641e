/** Requests by signed URLs from processes that know no object store, and why they may fail for good. */
@NullMarked
package io.modelfactory.worker.artifact.url;

import org.jspecify.annotations.NullMarked;
