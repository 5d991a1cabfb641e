/**
 * Builds in processes of their own, so that a build that takes the memory, or the process, takes nothing else with it. Each
 * runs one build at a time and is used again; it is given files and plans, and neither secrets nor a way to ledger, store
 * or broker. A build is admitted when the memory that it will need is free beside the others.
 */
@NullMarked
package io.modelfactory.worker.training.process;

import org.jspecify.annotations.NullMarked;
