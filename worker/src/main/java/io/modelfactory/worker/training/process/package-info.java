/**
 * Builds in processes of their own, so that a build that exhausts its memory or crashes ends no other build and no
 * worker. Each process runs one build at a time and is used again; it gets files and specifications, and neither
 * secrets nor access to ledger, store or broker. A build starts when the memory that it will need is free beside the
 * builds in progress.
 */
@NullMarked
package io.modelfactory.worker.training.process;

import org.jspecify.annotations.NullMarked;
