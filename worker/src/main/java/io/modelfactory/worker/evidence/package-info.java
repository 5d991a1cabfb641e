/**
 * The links between the documents of one run, stated once as data: which document says what, where, and by which code
 * it is refused if it says something else. Publishing stops at the first flaw; verification and audits collect all of
 * them. Facts and documents flow in, flaws flow out; nothing here reads a store.
 */
@NullMarked
package io.modelfactory.worker.evidence;

import org.jspecify.annotations.NullMarked;
