/**
 * Records that end every worker that reads them. Their offsets are read one by one in a child process with a small
 * heap, so that only the child can die of them. The intake asks it where the unreadable records end, and a replay asks
 * it for the readable ones among them.
 */
@NullMarked
package io.modelfactory.worker.intake.recovery;

import org.jspecify.annotations.NullMarked;
