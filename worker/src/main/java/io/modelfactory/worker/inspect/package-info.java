/**
 * For people who look at runs: finds and follows a run, explains why it is in its state, compares two, verifies its
 * evidence and reproduces it. It reads the ledger and the store and changes neither; what it finds goes to the command
 * line.
 */
@NullMarked
package io.modelfactory.worker.inspect;

import org.jspecify.annotations.NullMarked;
