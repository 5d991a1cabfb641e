/**
 * Encoded rows as files that the tasks of a cluster read, a shard each:
 * {@link io.modelfactory.worker.algorithm.shard.ShardWriter} divides the rows,
 * {@link io.modelfactory.worker.algorithm.shard.ShardFile} hands those of a shard over in pieces, from wherever its
 * {@link io.modelfactory.worker.algorithm.shard.ShardSource} says. Which row lies in which shard changes no bit of a
 * model.
 */
@NullMarked
package io.modelfactory.worker.algorithm.shard;

import org.jspecify.annotations.NullMarked;
