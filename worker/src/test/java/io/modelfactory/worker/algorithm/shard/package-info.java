@NullMarked
package io.modelfactory.worker.algorithm.shard;

import org.jspecify.annotations.NullMarked;
