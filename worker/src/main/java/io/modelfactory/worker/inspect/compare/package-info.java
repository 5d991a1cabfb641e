/**
 * Compares two runs: what went in, under which profiles and configuration, and what came out. {@code RunAttributes}
 * lays a run out as named values; {@code RunDiff} puts two of them side by side.
 */
@NullMarked
package io.modelfactory.worker.inspect.compare;

import org.jspecify.annotations.NullMarked;
